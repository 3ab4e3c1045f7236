/* oxlint-disable typescript/no-deprecated -- Roots are how clients of 2025 name their folders. */
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
	type Server,
	type ServerContext,
	type Tool,
	inputRequired,
	inputResponse,
} from '@modelcontextprotocol/server';
import manifest from '../../package.json' with { type: 'json' };
import { fileBytes } from '../core/disk/bytes.ts';
import type { CacheOptions } from '../core/disk/cache.ts';
import { FoveaError } from '../core/errors.ts';
import { plain } from '../core/plain.ts';
import { AgentRefusal, failureForModel } from '../core/reader/failureForModel.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import type { Background } from '../core/worker/background.ts';
import type { ImageSpec } from '../core/worker/imageApi.ts';
import type { ReaderRequest } from '../core/worker/readerApi.ts';
import { drawImages } from './drawImages.ts';
import { fileWithin, folderOfRoot } from './roots.ts';
import { base64, following, image, log } from './toClient.ts';
import { type ToolName, checked, inputs } from './toolInputs.ts';

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

/** The most documents of a connection that are listed as resources. */
const mostListed = 50;

/** The state of one connection. */
export class Session {
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
				return drawImages(background, this.options.images!, checked(inputs[name], input), folders, context);
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
