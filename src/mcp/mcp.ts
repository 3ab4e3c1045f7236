import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Background } from '../core/worker/background.ts';
import { ArgumentError, readArguments } from './arguments.ts';
import { createMcpServer } from './server.ts';
import type { McpOptions } from './session.ts';

/*
 * `node mcp.cjs [folders] [options]`: Fovea's tools for agents outside of the editor, over standard input and output. Without options, nothing is sent
 * anywhere. Keys come from the environment only.
 */
const background = new Background({ files: __dirname, idleMs: 600_000 });
const options = readOptions();
const handle = serveStdio(() => createMcpServer(options), { onerror: ({ message }) => void process.stderr.write(`${message}\n`) });
// The client has closed the connection.
process.stdin.on('close', () => void end());
process.on('SIGTERM', () => void end());

async function end(): Promise<void> {
	await handle.close();
	await background.dispose();
	process.exit();
}

/** Ends with what is wrong about the arguments, which agents show in their logs. */
function readOptions(): McpOptions {
	try {
		return { background, ...readArguments(process.argv.slice(2), process.env) };
	} catch (error) {
		if (!(error instanceof ArgumentError)) {
			throw error;
		}
		process.stderr.write(`Fovea: ${error.message}\n`);
		process.exit(2);
	}
}
