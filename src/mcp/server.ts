/* oxlint-disable typescript/no-deprecated -- Tools are described by JSON schemas of the manifest, which only the plain `Server` takes. */
import { Server } from '@modelcontextprotocol/server';
import manifest from '../../package.json' with { type: 'json' };
import { type McpOptions, Session } from './session.ts';

/**
 * Creates a Model Context Protocol server for one connection, with Fovea's tools, and resources for pages and figures. It supports protocol version
 * 2026-07-28 and, when the client begins with `initialize`, 2025-11-25 and older.
 */
export function createMcpServer(options: McpOptions): Server {
	const session = new Session(options);
	const server = new Server(
		{ name: 'fovea', title: manifest.displayName, version: manifest.version },
		{
			capabilities: { tools: {}, resources: {}, logging: {} },
			instructions:
				'Reads PDFs, scans and pictures. In a long document, search first, then read the pages that matter. What was read once is kept: asking again is quick and costs nothing.',
		},
	);
	server.setRequestHandler('tools/list', () => ({ tools: session.tools() }));
	server.setRequestHandler('tools/call', async ({ params }, context) => session.call(server, params.name, params.arguments ?? {}, context));
	server.setRequestHandler('resources/list', () => ({ resources: session.resources() }));
	server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [...resourceTemplates] }));
	server.setRequestHandler('resources/read', async ({ params }, context) => session.read(server, params.uri, context));
	server.setNotificationHandler('notifications/roots/list_changed', () => session.forgetRoots());
	return server;
}

const resourceTemplates = [
	{
		name: 'page',
		title: 'A page of a document',
		uriTemplate: 'fovea://page/{page}{?path}',
		mimeType: 'text/markdown',
		description: 'One page of a document as markdown; figures lead to their names.',
	},
	{
		name: 'figure',
		title: 'A figure of a document',
		uriTemplate: 'fovea://figure/{name}{?path,page}',
		description: 'A figure by its name in the markdown of its page.',
	},
] as const;
