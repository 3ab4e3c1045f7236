import { type ErrorCode, type ErrorFacts, FoveaError } from '../errors.ts';
import { type Answer, type HttpClient, type RequestBody, jsonBodyWithBase64, retryAfterSeconds, withRetries } from '../http.ts';
import type { Limiter } from '../limiter.ts';
import type { Limits, MediaType, OcrDocument, OcrEngine, OcrImage, OcrPage, OcrResult, OcrTable, RecognizeOptions } from './engine.ts';
import { ocrModel } from './models.ts';

/** How a service wants its key: Mistral and most Azure deployments take `bearer`; some Azure gateways `api-key`, old serverless endpoints the key alone. */
export type AuthScheme = 'bearer' | 'api-key' | 'raw';

/** What an endpoint taught: asked for once, then remembered by whoever made the engine. */
export type Lesson =
	| { readonly kind: 'authScheme'; readonly origin: string; readonly scheme: AuthScheme }
	| { readonly kind: 'minimalBody'; readonly endpoint: string; readonly model: string };

export interface MistralOptions {
	readonly id: 'mistral' | 'azure';
	readonly endpoint: URL;
	readonly model: string;
	readonly key: string;
	readonly timeoutMs: number;
	/** How many requests the endpoint gets at once; shared by all engines of one endpoint. */
	readonly limiter: Limiter;
	/** Attempts in all for one request. */
	readonly attempts: number;
	/** Whether tables come as HTML of their own instead of markdown within the text; only for models that know it. */
	readonly htmlTables: boolean;
	/** Whether running headers and footers are taken out of the text; only for models that know it. */
	readonly withoutRunningText: boolean;
	/** The scheme that worked at this origin before. */
	readonly authScheme?: AuthScheme | undefined;
	/** Whether this endpoint has refused optional fields for this model before. */
	readonly minimalBody?: boolean | undefined;
	readonly onLesson: (lesson: Lesson) => void;
	readonly log: (line: string) => void;
}

/** Mistral: "50 MB, 1,000 pages" (basic_ocr.md, FAQ). Azure: 30 pages and 30 MB for `mistral-document-ai-2512` and `mistral-ocr-4-0` (Foundry models page, 2026-10). */
const limits: Record<MistralOptions['id'], Limits> = {
	mistral: { pages: 1000, bytes: 50_000_000 },
	azure: { pages: 30, bytes: 30_000_000 },
};

const imageTypes: readonly MediaType[] = [
	'image/png',
	'image/jpeg',
	'image/webp',
	'image/avif',
	'image/gif',
	'image/bmp',
	'image/tiff',
	'image/heic',
];

/** Azure documents PDF and images only. */
const mediaTypes: Record<MistralOptions['id'], ReadonlySet<MediaType>> = {
	mistral: new Set<MediaType>([
		'application/pdf',
		...imageTypes,
		'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	]),
	azure: new Set<MediaType>(['application/pdf', ...imageTypes]),
};

/** The OCR wire format that api.mistral.ai and Azure share; endpoint, authentication, limits and error envelopes differ. */
export class MistralOcrEngine implements OcrEngine {
	readonly id: 'mistral' | 'azure';
	readonly limits: Limits;
	readonly mediaTypes: ReadonlySet<MediaType>;
	readonly profile: unknown;
	private authScheme: AuthScheme;
	private minimalBody: boolean;

	constructor(
		private readonly http: HttpClient,
		private readonly options: MistralOptions,
	) {
		this.id = options.id;
		this.limits = limits[options.id];
		this.mediaTypes = mediaTypes[options.id];
		const { endpoint, model, htmlTables, withoutRunningText } = options;
		this.profile = { endpoint: endpoint.href, model, htmlTables, withoutRunningText };
		this.authScheme = options.authScheme ?? 'bearer';
		this.minimalBody = options.minimalBody ?? false;
	}

	async recognize(document: OcrDocument, { signal, pages, onPage }: RecognizeOptions): Promise<OcrResult> {
		if (!this.options.key) {
			throw new FoveaError('missingKey', { host: this.options.endpoint.host });
		}
		const result = await withRetries(() => this.options.limiter.run(() => this.ask(document, pages, signal), signal), {
			attempts: this.options.attempts,
			mayRepeat,
			signal,
			onWait: (error, milliseconds) => this.options.log(`${error.message}; asking again in ${(milliseconds / 1000).toFixed(1)} s`),
		});
		const expected = pages ?? Array.from({ length: document.pageCount ?? result.pages.length }, (_, index) => index);
		if (result.pages.length !== expected.length) {
			this.options.log(`${this.options.endpoint.host} answered with ${result.pages.length} of ${expected.length} pages`);
		}
		onPage?.(result.pages.length, expected.length);
		return { ...result, pages: numbered(result.pages, expected) };
	}

	private async ask(document: OcrDocument, pages: readonly number[] | undefined, signal: AbortSignal): Promise<OcrResult> {
		const answer = await this.send(this.body(document, pages), signal);
		const refused = answer.status === 422 && !this.minimalBody ? extraFields(answer.body) : [];
		if (refused.length === 0) {
			return this.read(answer, document);
		}
		this.options.log(
			`${this.options.endpoint.host} does not take ${knownFields(refused).join(', ') || 'an optional field'}; asking with the required fields alone`,
		);
		this.minimalBody = true;
		const second = this.read(await this.send(this.body(document, pages), signal), document);
		this.options.onLesson({ kind: 'minimalBody', endpoint: this.options.endpoint.href, model: this.options.model });
		return second;
	}

	/** Tries the key in each way that hosts of this provider take it, the one that worked before first. */
	private async send(body: RequestBody, signal: AbortSignal): Promise<Answer> {
		const { endpoint, key, timeoutMs, id } = this.options;
		const others = id === 'azure' ? (['bearer', 'raw', 'api-key'] as const).filter((scheme) => scheme !== this.authScheme) : [];
		const post = (scheme: AuthScheme) => this.http.post({ url: endpoint, headers: authHeaders(scheme, key), body, signal, timeoutMs });
		const first = await post(this.authScheme);
		if (!isUnauthorized(first)) {
			return first;
		}
		for (const scheme of others) {
			const answer = await post(scheme);
			if (!isUnauthorized(answer)) {
				this.authScheme = scheme;
				if (answer.status < 300) {
					this.options.onLesson({ kind: 'authScheme', origin: endpoint.origin, scheme });
				}
				return answer;
			}
		}
		return { ...first, status: 401 };
	}

	private body(document: OcrDocument, pages: readonly number[] | undefined): RequestBody {
		const { model, htmlTables, withoutRunningText } = this.options;
		const { tablesAndRunningText } = ocrModel(model);
		const optional = this.minimalBody
			? {}
			: {
					include_image_base64: true,
					...(tablesAndRunningText && htmlTables ? { table_format: 'html' } : {}),
					...(tablesAndRunningText && withoutRunningText ? { extract_header: true, extract_footer: true } : {}),
				};
		return jsonBodyWithBase64(document.bytes, (base64) => {
			const url = `data:${document.mediaType};base64,${base64}`;
			return {
				model,
				document: document.mediaType.startsWith('image/')
					? { type: 'image_url', image_url: url }
					: { type: 'document_url', document_url: url },
				...(pages ? { pages } : {}),
				...optional,
			};
		});
	}

	private read({ status, headers, body }: Answer, document: OcrDocument): OcrResult {
		const { host } = this.options.endpoint;
		if (status >= 200 && status < 300) {
			return fromWire(parseJson(body), host);
		}
		const failure = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
		const seconds = retryAfterSeconds(headers);
		const wait = seconds === undefined ? {} : { seconds };
		if (status === 408 || status >= 500) {
			throw failure('serviceFailed', { host, status, ...wait });
		}
		if (status >= 300 && status < 400) {
			throw failure('redirected', { host });
		}
		switch (status) {
			case 401:
				throw failure('unauthorized', { host });
			case 403:
				throw failure('forbidden', { host });
			case 404:
				throw failure('notFound', { host, model: this.options.model });
			case 413:
				throw failure('payloadTooLarge', { host, bytes: document.bytes.length });
			case 422:
				throw failure('rejectedFields', { host, fields: knownFields(validationDetails(body).map(({ field }) => field)) });
			case 429:
				throw failure('rateLimited', { host, ...wait });
			default:
				throw isInvalidFile(unwrapped(body)) ? failure('rejectedDocument', { host }) : failure('badRequest', { host, status });
		}
	}
}

/**
 * Recognising again costs little and harms nothing, so an answer that never arrived whole is asked for again too. A 500 may be the document's
 * own fault: once.
 */
function mayRepeat(error: FoveaError, earlier: readonly FoveaError[]): boolean {
	switch (error.code) {
		case 'rateLimited':
		case 'emptyAnswer':
		case 'connectionLost':
			return true;
		case 'malformedAnswer':
			return !earlier.some(({ code }) => code === 'malformedAnswer');
		case 'serviceFailed': {
			const { status } = error.facts as FoveaError<'serviceFailed'>['facts'];
			return status !== 500 || !earlier.some(({ code, facts }) => code === 'serviceFailed' && 'status' in facts && facts.status === 500);
		}
		default:
			return false;
	}
}

/** 401; or the 400 with which serverless endpoints answer a request without an `Authorization` header (semantic-kernel#8624). */
function isUnauthorized({ status, body }: Answer): boolean {
	return status === 401 || (status === 400 && /\bauth/i.test(body.subarray(0, 2000).toString('latin1')));
}

function authHeaders(scheme: AuthScheme, key: string): Record<string, string> {
	switch (scheme) {
		case 'bearer':
			return { authorization: `Bearer ${key}` };
		case 'api-key':
			return { 'api-key': key };
		case 'raw':
			return { authorization: key };
	}
}

/** @throws {FoveaError} `emptyAnswer` for `null`, which Azure sends now and then (LibreChat#9223); `malformedAnswer` for what is no OCR response. */
function fromWire(response: unknown, host: string): OcrResult {
	if (response === null) {
		throw new FoveaError('emptyAnswer', { host }, `The answer from ${host} is null`);
	}
	if (!isRecord(response) || !Array.isArray(response['pages'])) {
		throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} has no pages`);
	}
	const usage = response['usage_info'];
	return {
		pages: response['pages'].map((page) => pageFromWire(page, host)).sort((a, b) => a.index - b.index),
		model: typeof response['model'] === 'string' ? response['model'] : '',
		...(isRecord(usage) && typeof usage['pages_processed'] === 'number' ? { pagesProcessed: usage['pages_processed'] } : {}),
	};
}

/** Services count pages from 0 or from 1 (a 2503 sample in Mistral's OpenAPI document): the order decides, not the number. */
function numbered(pages: readonly OcrPage[], expected: readonly number[]): OcrPage[] {
	const shift = (pages.at(-1)?.index ?? 0) > (expected.at(-1) ?? 0) ? 1 : 0;
	return pages.map((page, i) => ({ ...page, index: pages.length === expected.length ? expected[i]! : page.index - shift }));
}

function pageFromWire(page: unknown, host: string): OcrPage {
	if (!isRecord(page) || typeof page['index'] !== 'number' || typeof page['markdown'] !== 'string') {
		throw new FoveaError('malformedAnswer', { host }, `A page in the answer from ${host} has no index or no markdown`);
	}
	return {
		index: page['index'],
		markdown: page['markdown'],
		images: records(page['images']).flatMap(imageFromWire),
		tables: records(page['tables']).flatMap(tableFromWire),
		...(typeof page['header'] === 'string' ? { header: page['header'] } : {}),
		...(typeof page['footer'] === 'string' ? { footer: page['footer'] } : {}),
	};
}

function imageFromWire({ id, image_base64: data, image_annotation: annotation }: Record<string, unknown>): OcrImage[] {
	if (typeof id !== 'string') {
		return [];
	}
	const bytes = typeof data === 'string' ? Buffer.from(data.replace(/^data:[^,]*,/, ''), 'base64') : undefined;
	return [{ id, ...(bytes?.length ? { bytes } : {}), ...(typeof annotation === 'string' ? { annotation } : {}) }];
}

function tableFromWire({ id, content }: Record<string, unknown>): OcrTable[] {
	return typeof id === 'string' && typeof content === 'string' ? [{ id, content }] : [];
}

/** Undefined when it is not JSON. */
function parseJson(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return undefined;
	}
}

/** Azure puts Mistral's own error body as a JSON string into `error.message` (Microsoft Q&A 5890356). */
function unwrapped(body: Buffer): unknown {
	const answer = parseJson(body);
	const message = isRecord(answer) && isRecord(answer['error']) ? answer['error']['message'] : undefined;
	return typeof message === 'string' ? parseJson(Buffer.from(message)) : answer;
}

interface ValidationDetail {
	readonly type: string;
	readonly field: string;
}

/**
 * The fields that a 422 is about: FastAPI's `{detail:[{type, loc}]}`, or on Azure the same as a JSON string in `error.message`.
 * The rest of such a body repeats the request, document included, and is dropped here.
 */
function validationDetails(body: Buffer): ValidationDetail[] {
	const answer = unwrapped(body);
	return records(isRecord(answer) ? answer['detail'] : undefined).map(({ type, loc }) => ({
		type: String(type),
		field: String(Array.isArray(loc) ? loc.at(-1) : loc),
	}));
}

function extraFields(body: Buffer): string[] {
	return validationDetails(body)
		.filter(({ type }) => type === 'extra_forbidden')
		.map(({ field }) => field);
}

/** Of a service's words, only those that are names of ours. */
function knownFields(fields: readonly string[]): string[] {
	const ours = [
		'model',
		'document',
		'document_url',
		'image_url',
		'pages',
		'include_image_base64',
		'table_format',
		'extract_header',
		'extract_footer',
	];
	return ours.filter((field) => fields.includes(field));
}

/** Code 3740, `document_parser_invalid_file`: a body seen in mistralai/client-python#485. */
function isInvalidFile(body: unknown): boolean {
	return isRecord(body) && (body['code'] === '3740' || body['type'] === 'document_parser_invalid_file');
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function records(value: unknown): Record<string, unknown>[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}
