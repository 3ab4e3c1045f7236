/* eslint-disable @typescript-eslint/no-deprecated -- Tools are described by JSON schemas of the manifest, which only the plain `Server` takes; roots and logs are how clients of 2025 work. */
import { copyFile, mkdir, mkdtemp, readFile, rm, constants } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
	CLIENT_CAPABILITIES_META_KEY,
	type CallToolResult,
	type ClientCapabilities,
	type ContentBlock,
	type InputRequiredResult,
	type ReadResourceResult,
	ProtocolError,
	ProtocolErrorCode,
	Server,
	type ServerContext,
	type Tool,
	inputRequired,
	inputResponse,
} from '@modelcontextprotocol/server';
import * as v from 'valibot';
import manifest from '../../package.json' with { type: 'json' };
import { fileBytes } from '../core/disk/bytes.ts';
import type { CacheOptions } from '../core/disk/cache.ts';
import { FoveaError } from '../core/errors.ts';
import { repairSettings } from '../core/image/settings.ts';
import { splitName } from '../core/names.ts';
import { plain } from '../core/plain.ts';
import { imageFormat } from '../core/raster/format.ts';
import { AgentRefusal, failureForModel } from '../core/reader/failureForModel.ts';
import type { ConvertEvent, EngineSpec } from '../core/worker/api.ts';
import type { Background } from '../core/worker/background.ts';
import type { ImageSpec } from '../core/worker/imageApi.ts';
import type { Picture, ReaderRequest } from '../core/worker/readerApi.ts';
import { fileWithin, folderOfRoot } from './roots.ts';

/** Options of the server. */
export interface McpOptions {
	readonly background: Pick<Background, 'readDocument' | 'searchDocument' | 'viewPage' | 'draw'>;
	/** The engine that reads documents. */
	readonly engine: EngineSpec;
	/** The service that generates images; without it, there is no tool for that. */
	readonly images?: ImageSpec | undefined;
	/** The folders that may be read when the client names no roots. */
	readonly folders: readonly string[];
	/** The cache on disk; when absent, readings are kept in memory only. */
	readonly cache?: CacheOptions | undefined;
}

/** The token budget of a call that names none: clients warn about longer answers (Claude Code: 10,000). */
const usualBudget = 8000;
const usualSearchBudget = 3000;

/** The most pages that one call may read anew. */
const mostPages = 200;

const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const filled = v.pipe(v.string(), v.nonEmpty());
const maxTokens = v.optional(whole(300, 50_000));

/** Schemas of the tools' inputs; their descriptions are in the manifest. */
const inputs = {
	read_document: v.object({
		path: filled,
		pages: v.optional(filled),
		line: v.optional(whole(1, 10_000_000)),
		include_figures: v.optional(v.boolean()),
		max_tokens: maxTokens,
	}),
	search_document: v.object({
		path: filled,
		query: v.pipe(filled, v.maxLength(500)),
		regex: v.optional(v.boolean()),
		pages: v.optional(filled),
		max_tokens: maxTokens,
	}),
	view_page: v.object({ path: filled, page: whole(1, 1_000_000), box: v.optional(v.tuple([share, share, share, share])) }),
	generate_image: v.object({
		prompt: filled,
		size: v.optional(filled),
		quality: v.optional(filled),
		count: v.optional(whole(1, 4)),
		references: v.optional(v.pipe(v.array(filled), v.maxLength(16))),
		path: filled,
	}),
} as const;

type ToolName = keyof typeof inputs;

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

/** The most documents of a connection that are listed as resources. */
const mostListed = 50;

/** The state of one connection. */
class Session {
	/** The roots of a client that reports their changes. */
	private roots: readonly string[] | undefined;
	/** Paths of the documents that were read, the most recent last. */
	private readonly documents = new Set<string>();

	constructor(private readonly options: McpOptions) {}

	forgetRoots(): void {
		this.roots = undefined;
	}

	tools(): Tool[] {
		return manifest.contributes.languageModelTools.flatMap((tool): Tool[] => {
			const name = tool.name.replace(/^fovea_/, '');
			if (name === 'generate_image' && !this.options.images) {
				return [];
			}
			const description = tool.modelDescription
				.replaceAll('fovea_', '')
				.replace('of the workspace or open in the editor', 'in the folders of the project');
			// Inputs that only make sense in the editor are left out.
			const properties = Object.fromEntries(Object.entries(tool.inputSchema.properties).filter(([property]) => property !== 'save'));
			const required = name === 'generate_image' ? ['prompt', 'path'] : tool.inputSchema.required;
			return [
				{
					name,
					description,
					inputSchema: { type: 'object', properties: properties, required },
					annotations:
						name === 'generate_image' ? { readOnlyHint: false, openWorldHint: true } : { readOnlyHint: true, idempotentHint: true },
				},
			];
		});
	}

	resources() {
		return [...this.documents].slice(-mostListed).map((file) => ({
			uri: `fovea://page/1?path=${encodeURIComponent(file)}`,
			name: path.basename(file),
			description: `The first page of ${plain(path.basename(file))}; for others, take their numbers.`,
			mimeType: 'text/markdown',
		}));
	}

	async call(server: Server, name: string, input: unknown, context: ServerContext): Promise<CallToolResult | InputRequiredResult> {
		if (!Object.hasOwn(inputs, name) || (name === 'generate_image' && !this.options.images)) {
			throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${plain(name)}`);
		}
		const folders = await this.foldersOf(server, context);
		if (!Array.isArray(folders)) {
			return folders as InputRequiredResult;
		}
		try {
			return { content: await this.run(name as ToolName, input, folders as string[], context) };
		} catch (error) {
			if (context.mcpReq.signal.aborted) {
				throw error;
			}
			if (!(error instanceof AgentRefusal) && !(error instanceof FoveaError)) {
				await log(context, 'error', error instanceof Error ? error.message : String(error));
			}
			return { isError: true, content: [{ type: 'text', text: failureForModel(error) }] };
		}
	}

	/** Reads the resource of a page or a figure. */
	async read(server: Server, uri: string, context: ServerContext): Promise<ReadResourceResult | InputRequiredResult> {
		const url = URL.canParse(uri) ? new URL(uri) : undefined;
		const [kind, thing = ''] = url?.protocol === 'fovea:' ? [url.host, decoded(url.pathname.slice(1))] : [];
		const file = url?.searchParams.get('path') ?? '';
		const page = kind === 'page' ? thing : (url?.searchParams.get('page') ?? '');
		if ((kind !== 'page' && kind !== 'figure') || !file || !/^\d+$/.test(page)) {
			throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no resource ${plain(uri)}`);
		}
		const folders = await this.foldersOf(server, context);
		if (!Array.isArray(folders)) {
			return folders as InputRequiredResult;
		}
		try {
			const request = await this.request(folders as string[], file, page);
			const { text, figures } = await this.options.background.readDocument(
				{ ...request, budget: 1_000_000, figures: kind === 'figure' },
				context.mcpReq.signal,
				following(context),
			);
			if (kind === 'page') {
				return { contents: [{ uri, mimeType: 'text/markdown', text }] };
			}
			const figure = figures.find(({ name }) => name === thing);
			if (!figure) {
				throw new AgentRefusal(`Page ${page} has no figure ${plain(thing)}.`);
			}
			return { contents: [{ uri, mimeType: figure.mediaType, blob: base64(figure) }] };
		} catch (error) {
			if (context.mcpReq.signal.aborted) {
				throw error;
			}
			throw new ProtocolError(ProtocolErrorCode.InvalidParams, failureForModel(error));
		}
	}

	private async run(name: ToolName, input: unknown, folders: readonly string[], context: ServerContext): Promise<ContentBlock[]> {
		const { background } = this.options;
		const { signal } = context.mcpReq;
		switch (name) {
			case 'read_document': {
				const { path: file, pages, line, include_figures: figures, max_tokens: budget = usualBudget } = checked(inputs[name], input);
				const request = await this.request(folders, file, pages);
				const answer = await background.readDocument({ ...request, budget, line, figures }, signal, following(context));
				return [{ type: 'text', text: answer.text }, ...answer.figures.map(image)];
			}
			case 'search_document': {
				const { path: file, query, regex, pages, max_tokens: budget = usualSearchBudget } = checked(inputs[name], input);
				const request = await this.request(folders, file, pages);
				const { text } = await background.searchDocument({ ...request, query, regex, budget }, signal, following(context));
				return [{ type: 'text', text }];
			}
			case 'view_page': {
				const { path: file, page, box } = checked(inputs[name], input);
				const { name: shown, bytes } = await this.request(folders, file, undefined);
				const picture = await background.viewPage({ name: shown, bytes, page, box }, signal);
				return [{ type: 'text', text: `Page ${page} of ${plain(shown)}, as a picture.` }, image(picture)];
			}
			case 'generate_image':
				return this.draw(checked(inputs[name], input), folders, context);
		}
	}

	private async request(folders: readonly string[], written: string, pages: string | undefined): Promise<ReaderRequest> {
		const file = await fileWithin(folders, written);
		const name = path.basename(file);
		const bytes = await fileBytes(file, name);
		this.documents.delete(file);
		this.documents.add(file);
		const { engine, cache } = this.options;
		return { name, bytes, engine, pages, cache, mostPages };
	}

	/** Generates images and saves them as files of the project; the temporary store is deleted afterwards. */
	private async draw(
		{ prompt, size, quality, count = 1, references = [], path: written }: v.InferOutput<(typeof inputs)['generate_image']>,
		folders: readonly string[],
		context: ServerContext,
	): Promise<ContentBlock[]> {
		const target = await fileWithin(folders, written);
		const sent = await Promise.all(
			references.map(async (each) => {
				const bytes = new Uint8Array(await readFile(await fileWithin(folders, each)));
				const format = imageFormat(bytes);
				if (format !== 'png' && format !== 'jpeg' && format !== 'webp') {
					throw new AgentRefusal(`${plain(each)} is no PNG, JPEG or WebP image, which references are.`);
				}
				return { mediaType: `image/${format}` as const, bytes };
			}),
		);
		const generator = this.options.images!;
		const wish = { n: count, ...(size ? { size } : {}), ...(quality ? { quality } : {}) };
		const { settings } = repairSettings(generator.knownAs ?? generator.model, generator.provider, wish);
		const store = await mkdtemp(path.join(os.tmpdir(), 'fovea-images-'));
		try {
			const { images, failures } = await this.options.background.draw(
				{ generator, prompt, settings, references: sent, store, id: 'mcp', metadata: 'write' },
				context.mcpReq.signal,
				(event) => {
					if (event.type === 'log') {
						void log(context, 'info', event.line);
					}
				},
			);
			const there = images.filter(({ remote }) => !remote);
			const [failure] = failures;
			if (there.length === 0) {
				throw failure ? new FoveaError(failure.code, failure.facts) : new FoveaError('noImage', { host: new URL(generator.endpoint).host });
			}
			const blocks: ContentBlock[] = [];
			for (const record of there) {
				const from = path.join(store, record.file);
				const saved = await saveNew(from, target);
				const cost = record.cost === undefined ? '' : `, about $${record.cost.toFixed(3)}`;
				blocks.push({ type: 'text', text: `Saved as ${plain(saved, 300)} (${record.width} x ${record.height} pixels${cost}).` });
				const bytes = new Uint8Array(await readFile(from));
				if (bytes.length <= 3_500_000) {
					blocks.push(image({ name: record.file, mediaType: `image/${imageFormat(bytes) ?? 'png'}`, bytes }));
				}
			}
			return blocks;
		} finally {
			await rm(store, { recursive: true, force: true });
		}
	}

	/** The client's roots, or the folders of the command line for a client without roots. */
	private async foldersOf(server: Server, { mcpReq }: ServerContext): Promise<readonly string[] | InputRequiredResult> {
		const envelope = mcpReq.envelope as Readonly<Record<string, unknown>> | undefined;
		const capabilities = (envelope?.[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined) ?? server.getClientCapabilities();
		if (capabilities?.roots === undefined) {
			return this.options.folders;
		}
		if (this.roots) {
			return this.roots;
		}
		const answer = inputResponse(mcpReq.inputResponses, 'roots');
		if (answer.kind !== 'roots') {
			return answer.kind === 'missing' ? inputRequired({ inputRequests: { roots: inputRequired.listRoots() } }) : this.options.folders;
		}
		const named = answer.roots.flatMap(({ uri }) => folderOfRoot(uri) ?? []);
		const folders = named.length > 0 ? named : this.options.folders;
		if (capabilities.roots.listChanged === true && envelope === undefined) {
			this.roots = folders;
		}
		return folders;
	}
}

/** A part of an address; as it is where it is not encoded rightly. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** What the library has no words for. */
const expected: Readonly<Record<string, string>> = { non_empty: 'a text that is not empty', integer: 'a whole number' };

/** Validates an input. @throws {AgentRefusal} with what is wrong, in words for the model */
function checked<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
	const result = v.safeParse(schema, input);
	if (!result.success) {
		const [issue] = result.issues;
		throw new AgentRefusal(
			`The input is wrong at "${plain(v.getDotPath(issue) ?? 'input')}": expected ${plain(expected[issue.type] ?? issue.expected ?? 'another value')}.`,
		);
	}
	return result.output;
}

/** Reports the progress of a reading to the client, and passes on log lines. */
function following(context: ServerContext): (event: ConvertEvent) => void {
	const progressToken = context.mcpReq._meta?.progressToken;
	let told = -1;
	return (event) => {
		if (event.type === 'log') {
			void log(context, 'info', event.line);
		} else if (event.type === 'pages' && progressToken !== undefined && event.done > told) {
			told = event.done;
			const params = { progressToken, progress: event.done, total: event.total, message: `${event.done} of ${event.total} pages` };
			void context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => undefined);
		}
	};
}

async function log(context: ServerContext, level: 'info' | 'error', line: string): Promise<void> {
	await context.mcpReq.log(level, line, 'fovea').catch(() => undefined);
}

function image(picture: Picture): ContentBlock {
	return { type: 'image', mimeType: picture.mediaType, data: base64(picture) };
}

function base64({ bytes }: Picture): string {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Copies an image to the first free name, with the extension of its actual format. */
async function saveNew(from: string, target: string): Promise<string> {
	const { stem } = splitName(path.basename(target));
	const { extension } = splitName(path.basename(from));
	await mkdir(path.dirname(target), { recursive: true });
	for (let number = 1; number <= 50; number++) {
		const file = path.join(path.dirname(target), `${stem}${number === 1 ? '' : `-${number}`}${extension}`);
		try {
			await copyFile(from, file, constants.COPYFILE_EXCL);
			return file;
		} catch (error) {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
				throw new FoveaError('notWritable', { name: path.basename(file) }, 'The image cannot be written', { cause: error });
			}
		}
	}
	throw new FoveaError('notWritable', { name: path.basename(target) });
}
