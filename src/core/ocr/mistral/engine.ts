import { inMemory } from '../../disk/bytes.ts';
import { FoveaError } from '../../errors.ts';
import type { Answer, HttpClient } from '../../net/http.ts';
import { type RequestBody, jsonBody, jsonBodyWithBase64 } from '../../net/requestBody.ts';
import { withRetries } from '../../net/retry.ts';
import type { Limiter, Turn } from '../../net/limiter.ts';
import { type TokenSource, ofAccount, withTokens } from '../../net/tokens.ts';
import type {
	DocumentInMemory,
	UploadedDocument,
	Limits,
	MediaType,
	OcrDocument,
	OcrEngine,
	OcrResult,
	RecognizeOptions,
} from '../engine.ts';
import { type WireAnswer, readAnswer, resultOf } from './answer.ts';
import { type AskedPages, extraFields, failureOf, isUnauthorized, knownFields } from './failure.ts';
import { MistralFiles, filesUrl, uploadDocument } from './files.ts';
import { ocrLimits, ocrModel } from './models.ts';
import { UploadRecords } from './uploads.ts';

/**
 * How a service expects its key: Mistral and most Azure deployments as `bearer`, some Azure gateways as `api-key`, old serverless endpoints the key
 * alone.
 */
export type AuthScheme = 'bearer' | 'api-key' | 'raw';

/** A fact about an endpoint, found out once and then remembered by the creator of the engine. */
export type EndpointFact =
	| { readonly kind: 'authScheme'; readonly origin: string; readonly scheme: AuthScheme }
	| { readonly kind: 'minimalBody'; readonly endpoint: string; readonly model: string }
	/** How many requests it takes at once. */
	| { readonly kind: 'atOnce'; readonly endpoint: string; readonly atOnce: number };

/** The phase of a request: its body is being sent, the service is working, or it has asked to wait some seconds. */
export type RequestPhase = { readonly kind: 'uploading' | 'waiting' } | { readonly kind: 'paused'; readonly seconds: number };

/** The configuration of an engine as plain data that can cross threads. */
export interface MistralSpec {
	readonly model: string;
	/** The known model behind a deployment whose name does not show it. */
	readonly knownAs?: string | undefined;
	/** Empty if an account is signed in. */
	readonly key: string;
	readonly timeoutMs: number;
	/** Whether tables come as separate HTML instead of markdown within the text, for models that support it. */
	readonly htmlTables: boolean;
	/** Whether running headers and footers are removed from the text, for models that support it. */
	readonly withoutRunningText: boolean;
	/** The scheme that worked at this origin before. */
	readonly authScheme?: AuthScheme | undefined;
	/** Whether this endpoint has refused optional fields for this model before. */
	readonly minimalBody?: boolean | undefined;
	/** Where uploads are recorded until they are deleted; nothing is uploaded when absent. */
	readonly uploadFolder?: string | undefined;
}

/** What an engine needs. */
export interface MistralOptions extends MistralSpec {
	readonly id: 'mistral' | 'azure';
	/** The full OCR URL. */
	readonly endpoint: URL;
	/** The tokens of the signed-in account, instead of a key. */
	readonly tokens?: TokenSource | undefined;
	/** Limits how many requests the endpoint gets at once; shared by all its engines. */
	readonly limiter: Limiter;
	/** The number of attempts for a request. */
	readonly attempts: number;
	readonly onEndpointFact: (endpointFact: EndpointFact) => void;
	readonly log: (line: string) => void;
	/** Called with a line about each request. */
	readonly onRequest?: ((line: string) => void) | undefined;
	/** Called when the phase of the requests changes. */
	readonly onPhase?: (phase: RequestPhase) => void;
}

/**
 * A request takes about a second plus some tenths of a second per page. With 50 pages, the overhead is less than a fifth, and a document of some
 * hundred pages still has enough ranges to be requested in parallel.
 */
const mistralRangePages = 50;

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

/** An engine for the OCR API that api.mistral.ai and Azure share; endpoint, authentication, limits and error bodies differ. */
export class MistralOcrEngine implements OcrEngine {
	readonly id: 'mistral' | 'azure';
	readonly limits: Limits;
	readonly rangePages?: number;
	readonly mediaTypes: ReadonlySet<MediaType>;
	readonly profile: unknown;
	private authScheme: AuthScheme;
	private minimalBody: boolean;
	/** The signed-in account, known after the first token. */
	private account: string | undefined;
	/** The number of the service's first page, once an answer has shown it. */
	private countsFrom: 0 | 1 | undefined;

	constructor(
		private readonly http: HttpClient,
		private readonly options: MistralOptions,
	) {
		this.id = options.id;
		this.limits = ocrLimits[options.id];
		if (options.id === 'mistral') {
			this.rangePages = mistralRangePages;
		}
		this.mediaTypes = mediaTypes[options.id];
		this.profile = this.profileOf({ minimalBody: false });
		this.authScheme = options.authScheme ?? 'bearer';
		this.minimalBody = options.minimalBody ?? false;
	}

	/** Answers to requests with only the required fields have no figures, so they are cached under a profile of their own. */
	get lesserProfile(): unknown {
		return this.minimalBody ? this.profileOf({ minimalBody: true }) : undefined;
	}

	async recognize(document: OcrDocument, options: RecognizeOptions): Promise<OcrResult> {
		return this.recognizeFrom(sent({ ...document, bytes: await inMemory(document.bytes, document.name) }), options);
	}

	async upload(
		document: OcrDocument,
		{ signal, pages }: { readonly signal: AbortSignal; readonly pages?: readonly number[] },
	): Promise<UploadedDocument | undefined> {
		const { id, key, uploadFolder, endpoint, timeoutMs, log } = this.options;
		if (id !== 'mistral' || uploadFolder === undefined || !isWorthUploading(document, pages?.length ?? document.pageCount ?? 0, this)) {
			return undefined;
		}
		this.checkKey();
		const upload = await uploadDocument(document, {
			files: new MistralFiles(this.http, { url: filesUrl(endpoint), key, timeoutMs, onRequest: this.options.onRequest }),
			records: new UploadRecords(uploadFolder),
			// It takes a turn like a request for pages, because those behind it would wait for a place that it holds.
			withRetries: (attempt) =>
				this.withRetries(async (turn) => {
					await turn();
					return attempt();
				}, signal),
			signal,
			log,
		});
		return (
			upload && {
				recognize: (options) => this.recognizeFrom(uploaded(document, upload.fileId), options),
				release: () => upload.discard(),
			}
		);
	}

	private async recognizeFrom(source: Source, { signal, pages, onPage }: RecognizeOptions): Promise<OcrResult> {
		this.checkKey();
		const answer = await this.withRetries((turn, attempt) => this.ask(source, pages, { turn, attempt, signal }), signal);
		const { host } = this.options.endpoint;
		const { countsFrom, expected, ...result } = resultOf(answer, {
			expected: pages ?? (source.pageCount === undefined ? undefined : Array.from({ length: source.pageCount }, (_, index) => index)),
			countsFrom: this.countsFrom,
			mostPages: this.limits.pages,
			host,
		});
		this.countsFrom ??= countsFrom;
		if (answer.pages.length !== expected || result.pages.length !== expected) {
			this.options.log(`${host} answered with ${answer.pages.length} of ${expected} pages, ${result.pages.length} of which are of use`);
		}
		onPage?.(result.pages.length, expected);
		return result;
	}

	private profileOf({ minimalBody }: { readonly minimalBody: boolean }): unknown {
		const { endpoint, model, knownAs, htmlTables, withoutRunningText } = this.options;
		return { endpoint: endpoint.href, model, knownAs, htmlTables, withoutRunningText, minimalBody };
	}

	private checkKey(): void {
		if (!this.options.key && !this.options.tokens) {
			throw new FoveaError('missingKey', { host: this.options.endpoint.host });
		}
	}

	private async withRetries<T>(attempt: (turn: Turn, number: number) => Promise<T>, signal: AbortSignal): Promise<T> {
		const { attempts, limiter, log, onPhase } = this.options;
		return withRetries((number) => limiter.run((turn) => attempt(turn, number), signal), {
			attempts,
			mayRepeat,
			signal,
			onWait: (error, milliseconds) => {
				log(`${error.message}; asking again in ${(milliseconds / 1000).toFixed(1)} s`);
				if (error.code === 'rateLimited') {
					onPhase?.({ kind: 'paused', seconds: milliseconds / 1000 });
				}
			},
		});
	}

	private async ask(source: Source, pages: readonly number[] | undefined, course: Course): Promise<WireAnswer> {
		const answer = await this.send(this.body(source, pages), course);
		const refused = (answer.status === 422 || answer.status === 400) && !this.minimalBody ? extraFields(answer.body) : [];
		if (refused.length === 0) {
			return this.read(answer, source);
		}
		this.options.log(
			`${this.options.endpoint.host} does not take ${knownFields(refused).join(', ') || 'an optional field'}; asking with the required fields alone`,
		);
		this.minimalBody = true;
		const second = this.read(await this.send(this.body(source, pages), course), source);
		this.options.onEndpointFact({ kind: 'minimalBody', endpoint: this.options.endpoint.href, model: this.options.model });
		return second;
	}

	/** Tries the key in each form that hosts of this provider accept, the one that worked before first. */
	private async send(body: RequestBody, { turn, attempt, signal }: Course): Promise<Answer> {
		const { endpoint, key, tokens, timeoutMs, id, onRequest, onPhase } = this.options;
		const beforeEnd = async (): Promise<void> => {
			await turn();
			onPhase?.({ kind: 'waiting' });
		};
		const postWith = (headers: Readonly<Record<string, string>>) => {
			onPhase?.({ kind: 'uploading' });
			const log = onRequest && { attempt, write: onRequest };
			return this.http.post({ url: endpoint, headers, body, beforeEnd, signal, timeoutMs, log });
		};
		if (tokens) {
			const { answer, account } = await withTokens(
				tokens,
				(token) => postWith(authHeaders('bearer', token)),
				(refused) => isUnauthorized(refused, true),
			);
			this.account = account;
			return isUnauthorized(answer, true) ? { ...answer, status: 401 } : answer;
		}
		const others = id === 'azure' ? (['bearer', 'raw', 'api-key'] as const).filter((scheme) => scheme !== this.authScheme) : [];
		const post = (scheme: AuthScheme) => postWith(authHeaders(scheme, key));
		const first = await post(this.authScheme);
		if (!isUnauthorized(first, this.authScheme !== 'api-key')) {
			return first;
		}
		for (const scheme of others) {
			const answer = await post(scheme);
			if (!isUnauthorized(answer, scheme !== 'api-key')) {
				this.authScheme = scheme;
				if (answer.status < 300) {
					this.options.onEndpointFact({ kind: 'authScheme', origin: endpoint.origin, scheme });
				}
				return answer;
			}
		}
		return { ...first, status: 401 };
	}

	private body(source: Source, pages: readonly number[] | undefined): RequestBody {
		const { model, knownAs, htmlTables, withoutRunningText } = this.options;
		const { tablesAndRunningText } = ocrModel(knownAs ?? model);
		const optional = this.minimalBody
			? // Without it, office documents are refused (danny-avila/LibreChat#7667).
				source.isOffice
				? { include_image_base64: true }
				: {}
			: {
					include_image_base64: true,
					...(tablesAndRunningText && htmlTables ? { table_format: 'html' } : {}),
					...(tablesAndRunningText && withoutRunningText ? { extract_header: true, extract_footer: true } : {}),
				};
		return source.body((document) => ({ model, document, ...(pages ? { pages } : {}), ...optional }));
	}

	private read(answer: Answer, { byteLength, uploaded }: Source): WireAnswer {
		const { endpoint, model, knownAs, id } = this.options;
		const asked: AskedPages = { host: endpoint.host, model, knownAs, provider: id, bytes: byteLength, uploaded };
		if (answer.status >= 200 && answer.status < 300) {
			return readAnswer(answer, asked);
		}
		const failure = failureOf(answer, asked);
		throw this.account === undefined ? failure : ofAccount(failure, this.account);
	}
}

/** An attempt of a request. */
interface Course {
	readonly turn: Turn;
	/** From 1. */
	readonly attempt: number;
	readonly signal: AbortSignal;
}

/** Where the document of a request comes from. */
interface Source {
	readonly pageCount: number | undefined;
	readonly byteLength: number;
	/** Whether it is stored at the service. */
	readonly uploaded: boolean;
	readonly isOffice: boolean;
	readonly body: (build: (document: Record<string, unknown>) => unknown) => RequestBody;
}

/** Sends the document in the request as a data URI. */
function sent({ mediaType, bytes, pageCount }: DocumentInMemory): Source {
	const chunk = mediaType.startsWith('image/') ? 'image_url' : 'document_url';
	return {
		pageCount,
		byteLength: bytes.length,
		uploaded: false,
		isOffice: mediaType !== 'application/pdf' && !mediaType.startsWith('image/'),
		body: (build) => jsonBodyWithBase64(bytes, (base64) => build({ type: chunk, [chunk]: `data:${mediaType};base64,${base64}` })),
	};
}

/** Refers to an uploaded document. */
function uploaded({ bytes, pageCount }: OcrDocument, fileId: string): Source {
	return {
		pageCount,
		byteLength: bytes.length,
		uploaded: true,
		isOffice: false,
		body: (build) => jsonBody(build({ type: 'file', file_id: fileId })),
	};
}

/**
 * When a document is uploaded once (files API) and not sent in parts, each as a data URI.
 *
 * An upload costs two more round trips, and nothing is recognised before its last byte is there. It saves the third that base64 adds, the
 * fonts and pictures that parts share, and whatever is asked for again: a range that fails costs a few bytes. Measured with 300 pages, a service
 * that takes 0.6 s and 0.12 s a page, and 6 requests at once: at 10 MB both ways end together on a 40 Mbit/s line, deletion included, and the
 * upload 4 s sooner on 10 Mbit/s; from there on it wins everywhere. Below, and for what one request carries, data URIs are as fast, and the
 * document never lies at the service. Pages that are not needed would go along too, so it takes more than three quarters of them
 * (base64 adds 4/3). What is over the limits is so as an upload, too.
 */
function isWorthUploading(
	{ mediaType, bytes, pageCount = 0 }: OcrDocument,
	pages: number,
	{ limits, rangePages }: MistralOcrEngine,
): boolean {
	return (
		mediaType === 'application/pdf' &&
		bytes.length <= limits.bytes &&
		pageCount <= limits.pages &&
		pages > (rangePages ?? limits.pages) &&
		pages / pageCount > 3 / 4 &&
		bytes.length >= 10_000_000
	);
}

/**
 * Whether to repeat a failed request. Recognising again costs little, so an answer that did not arrive whole is requested again. A complete answer is
 * paid for and is not. A 500 can be caused by the document, so it is repeated once.
 */
function mayRepeat(error: FoveaError, earlier: readonly FoveaError[]): boolean {
	switch (error.code) {
		case 'rateLimited':
		case 'emptyAnswer':
		case 'connectionLost':
			return true;
		case 'malformedAnswer':
			return (error as FoveaError<'malformedAnswer'>).facts.incomplete === true && !earlier.some(({ code }) => code === 'malformedAnswer');
		case 'serviceFailed': {
			const { status } = error.facts as FoveaError<'serviceFailed'>['facts'];
			return status !== 500 || !earlier.some(({ code, facts }) => code === 'serviceFailed' && 'status' in facts && facts.status === 500);
		}
		default:
			return false;
	}
}

/** The headers that carry a key. */
export function authHeaders(scheme: AuthScheme, key: string): Record<string, string> {
	switch (scheme) {
		case 'bearer':
			return { authorization: `Bearer ${key}` };
		case 'api-key':
			return { 'api-key': key };
		case 'raw':
			return { authorization: key };
	}
}
