import path from 'node:path';
import { parseArgs } from 'node:util';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Background } from '../core/worker/background.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../core/ocr/mistral/endpoint.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import type { ImageSpec } from '../core/worker/imageApi.ts';
import { createMcpServer } from './server.ts';

/*
 * `node mcp.cjs [folders] [options]`: Fovea's tools for agents outside of the editor, over standard input and output. Without options, nothing is sent
 * anywhere. Keys come from the environment only.
 */
const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		ocr: { type: 'string', default: 'local' },
		endpoint: { type: 'string' },
		model: { type: 'string' },
		languages: { type: 'string', default: 'eng' },
		'language-folder': { type: 'string' },
		images: { type: 'string' },
		'images-endpoint': { type: 'string' },
		'images-model': { type: 'string', default: 'gpt-image-2' },
		cache: { type: 'string' },
	},
});
const network = { strictSsl: true, systemCertificates: true };
const { AZURE_API_KEY = '', MISTRAL_API_KEY = '', OPENAI_API_KEY = '', AZURE_OPENAI_API_KEY = '' } = process.env;

const background = new Background({ files: __dirname, idleMs: 600_000 });
const options = {
	background,
	engine: engine(),
	images: images(),
	folders: (positionals.length > 0 ? positionals : ['.']).map((folder) => path.resolve(folder)),
	cache: values.cache === undefined ? undefined : { folder: path.resolve(values.cache), maxBytes: 512_000_000 },
};
const handle = serveStdio(() => createMcpServer(options), { onerror: ({ message }) => void process.stderr.write(`${message}\n`) });
// The client has closed the connection.
process.stdin.on('close', () => void end());
process.on('SIGTERM', () => void end());

async function end(): Promise<void> {
	await handle.close();
	await background.dispose();
	process.exit();
}

function engine(): EngineSpec {
	const hosted = { timeoutMs: 300_000, htmlTables: false, withoutRunningText: true, network };
	const azure = { provider: 'azure', model: values.model ?? 'mistral-document-ai-2512', key: AZURE_API_KEY } as const;
	const mistral = { provider: 'mistral', model: values.model ?? 'mistral-ocr-latest', key: MISTRAL_API_KEY } as const;
	switch (values.ocr) {
		case 'azure':
			return { ...hosted, ...azure, endpoint: azureOcrEndpoint(values.endpoint ?? '').href };
		case 'mistral':
			return { ...hosted, ...mistral, endpoint: mistralOcrEndpoint(values.endpoint ?? 'https://api.mistral.ai').href };
		default:
			return {
				provider: 'local',
				languages: values.languages,
				withoutRunningText: true,
				...(values['language-folder'] ? { languageFolder: path.resolve(values['language-folder']) } : {}),
			};
	}
}

function images(): ImageSpec | undefined {
	const { images: provider, 'images-endpoint': endpoint = 'https://api.openai.com/v1', 'images-model': model } = values;
	if (provider !== 'openai' && provider !== 'azure' && provider !== 'compatible') {
		return undefined;
	}
	const key = provider === 'azure' ? AZURE_OPENAI_API_KEY : provider === 'openai' ? OPENAI_API_KEY : '';
	return { provider, endpoint, model, key, timeoutMs: 600_000, network };
}
