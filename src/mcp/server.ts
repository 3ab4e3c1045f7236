/* oxlint-disable typescript/no-deprecated -- Tools are described by JSON schemas of the manifest, which only the plain `Server` takes. */
import {
	type ListRootsRequest,
	type ListRootsResult,
	type RequestOptions,
	Server,
	type StandardSchemaV1,
} from '@modelcontextprotocol/server';
import { isRecord, records, text } from '../core/json.ts';
import manifest from '../../package.json' with { type: 'json' };
import { type McpOptions, Session } from './session.ts';

/**
 * Creates a Model Context Protocol server for one connection, with Fovea's tools, and resources for pages and figures. It supports protocol version
 * 2026-07-28 and, when the client begins with `initialize`, 2025-11-25 and older.
 */
export function createMcpServer(options: McpOptions): Server {
	const session = new Session(options);
	const server = new ServerOfAnyRoots(
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

/** The folders of this machine among the roots of a client. */
const foldersAmongRoots: StandardSchemaV1<unknown, ListRootsResult> = {
	'~standard': {
		version: 1,
		vendor: 'fovea',
		validate: (answer) => ({
			value: {
				roots: records(isRecord(answer) ? answer['roots'] : undefined).flatMap(({ uri }) =>
					/^file:\/\//i.test(text(uri) ?? '') ? [{ uri: text(uri)! }] : [],
				),
			},
		}),
	},
};

/**
 * The library refuses all roots of a client if one of them has no `file:` address, as those of a remote window do, and no tool can be called then
 * (eyaltoledano/claude-task-master#1153). Here, those are left out.
 */
class ServerOfAnyRoots extends Server {
	override async listRoots(params?: ListRootsRequest['params'], options?: RequestOptions): Promise<ListRootsResult> {
		return this.request({ method: 'roots/list', ...(params ? { params } : {}) }, foldersAmongRoots, options);
	}
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
