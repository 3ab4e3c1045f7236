import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DecoratorHandler, type Dispatcher, request } from 'undici';
import { untilAbort } from '../abort.ts';
import { base64Length } from '../disk/bytes.ts';
import { decoded } from './contentEncoding.ts';
import type { FoveaError } from '../errors.ts';
import { isFoveaError } from '../errors.ts';
import { mayKnowAnotherWay, type EditorFetch } from './editorFetch.ts';
import type { ProxySettings } from './proxy.ts';
import { type ProxyCredentials, basicAuthorization } from './proxyCredentials.ts';
import { type RouteOptions, Routes } from './routes.ts';
import { RequestClock, type StageLimits, usualStageLimits } from './stageLimits.ts';
import { nothingSent, transportError, withNothingSent } from './transportError.ts';
import { type RequestLog, logged } from './requestLog.ts';
import { UploadQueue } from './uploadQueue.ts';
import { bytesOf } from './body.ts';

/** How to reach the network, from the editor's own settings. */
export interface NetworkOptions extends ProxySettings, Pick<RouteOptions, 'proxyAuthorization' | 'strictSsl' | 'systemCertificates'> {
	/** How long the stages of a request may take; `usualStageLimits` when absent. */
	readonly stageLimits?: StageLimits;
}

/** What the editor does for the network. */
export interface NetworkHelp {
	readonly editorFetch: EditorFetch;
	/** Origins that were reached by the editor's `fetch` and in no other way. */
	readonly editorOnly: Set<string>;
	/**
	 * A name and password for a proxy, by its origin, which did not take `refused`, a `Proxy-Authorization`, or got none. The user is asked where nobody
	 * knows; undefined where they do not say.
	 */
	readonly proxyCredentials: (proxy: string, refused: string | undefined, signal: AbortSignal) => Promise<ProxyCredentials | undefined>;
}

/** A request body of known length that can be produced anew for each attempt. */
export interface RequestBody {
	readonly contentType: string;
	/** In bytes. */
	readonly length: number;
	readonly chunks: () => Iterable<Uint8Array>;
}

interface Where {
	readonly url: URL;
	readonly signal: AbortSignal;
	/** From the beginning to the last byte of the answer, without what the request waits for its turn. */
	readonly timeoutMs: number;
	/** Told what became of it; nobody when absent. */
	readonly log?: RequestLog | undefined;
}

export interface PostRequest extends Where {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: RequestBody;
	/**
	 * Waited for before the body's last bytes go out: until then, nobody can begin to work on the request. Such requests are among many of
	 * their kind, and their bodies go out one after another.
	 */
	readonly beforeEnd?: (() => Promise<void>) | undefined;
}

export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Buffer;
}

/** An answer whose body is read while it arrives, without the codings of its `content-encoding`. */
export interface StreamedAnswer {
	readonly status: number;
	readonly headers: Answer['headers'];
	readonly body: AsyncIterable<Uint8Array>;
}

/** A longer answer cannot be about a document and would only exhaust the memory. */
const maxAnswerBytes = 400 * 2 ** 20;

/** A request as each way to its host sends it; the body is made anew for each. */
interface Sending {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: (clock: RequestClock) => AsyncIterable<Uint8Array>;
}

/** The only place that talks to the network. */
export class HttpClient {
	private readonly uploadQueue = new UploadQueue();

	constructor(
		private readonly routes: Routes,
		private readonly stageLimits: StageLimits,
		private readonly help?: NetworkHelp,
	) {}

	/**
	 * Sends one request, once, and reads the whole answer, whatever its status. Redirects are not followed. It goes another way (as another user of the
	 * proxy, or by the editor's `fetch`) only where it is certain that nothing of it was sent.
	 * @throws {FoveaError} `timeout`, or what kept the answer from arriving whole: `connectionRefused`, `hostNotFound`, `tls`, `connectionLost`,
	 * `proxyUnreachable`, `proxyAuthentication`, `proxyRefused`, and `malformedAnswer` for a body that is not as it is said to be encoded; `nothingSent`
	 * tells whether it may have arrived
	 * @throws {DOMException} `AbortError` when `signal` aborts, and for no other reason
	 */
	async post(post: PostRequest): Promise<Answer> {
		const { status, headers, body } = await this.stream(post);
		return { status, headers, body: await bytesOf(body, maxAnswerBytes, post.url.host) };
	}

	/** As `post`, and returns as soon as the answer's headers are there; its body throws what `post` does. */
	async stream({ headers, body, beforeEnd, ...where }: PostRequest): Promise<StreamedAnswer> {
		const leave = beforeEnd && (await this.uploadQueue.enter(where.signal));
		const beforeLast = async (): Promise<void> => {
			leave?.();
			await beforeEnd?.();
		};
		try {
			return await this.open(where, {
				method: 'POST',
				headers: { ...headers, 'content-type': body.contentType, 'content-length': String(body.length) },
				body: (clock) =>
					timed(
						heldBack(body.chunks(), () => clock.uncounted(beforeLast)),
						clock,
					),
			});
		} finally {
			leave?.();
		}
	}

	/** As `post`, for requests without a body. */
	async send(method: 'GET' | 'DELETE', { headers, ...where }: Omit<PostRequest, 'body'>): Promise<Answer> {
		const answer = await this.open(where, { method, headers });
		return { ...answer, body: await bytesOf(answer.body, maxAnswerBytes, where.url.host) };
	}

	/** Fetches a URL without headers of our own and without following redirects. Throws as `post`. */
	async get(where: Where): Promise<StreamedAnswer> {
		return this.open(where, { method: 'GET' });
	}

	/** Forgets the names and passwords that proxies were told, beside those of the settings. */
	forgetAuthorizations(): void {
		this.routes.forgetAuthorizations();
	}

	async close(): Promise<void> {
		await this.routes.close();
	}

	private async open(where: Where, sending: Sending): Promise<StreamedAnswer> {
		const { log, url } = where;
		const { method, headers } = sending;
		return log ? logged(log, { url, method, headers }, () => this.openAnyway(where, sending)) : this.openAnyway(where, sending);
	}

	private async openAnyway(where: Where, sending: Sending): Promise<StreamedAnswer> {
		const { help } = this;
		const { origin } = where.url;
		if (!help) {
			return this.byOurselves(where, sending);
		}
		const byEditor = async () => {
			const answer = await this.byEditor(where, sending, help.editorFetch);
			help.editorOnly.add(origin);
			return answer;
		};
		const byOurselves = async () => {
			const answer = await this.byOurselves(where, sending);
			help.editorOnly.delete(origin);
			return answer;
		};
		const isEditors = help.editorOnly.has(origin);
		const [usual, other] = isEditors ? [byEditor, byOurselves] : [byOurselves, byEditor];
		try {
			return await usual();
		} catch (error) {
			if (!nothingSent(error) || !(isEditors || mayKnowAnotherWay(error, where.url))) {
				throw error;
			}
			return other().catch((otherError: unknown) => {
				where.signal.throwIfAborted();
				// What was sent counts; else the first error is the one about the way that the settings ask for.
				throw nothingSent(otherError) ? error : otherError;
			});
		}
	}

	/** Over our own connections, with the name and password that the proxy wants. */
	private async byOurselves(where: Where, sending: Sending): Promise<StreamedAnswer> {
		const proxy = this.routes.proxyOf(where.url);
		for (;;) {
			const told = proxy && this.routes.authorizationFor(proxy);
			try {
				return await this.attempt(where, sending);
			} catch (error) {
				const credentials =
					proxy && this.help && wantsPassword(error) ? await this.help.proxyCredentials(proxy.origin, told, where.signal) : undefined;
				const other = credentials && basicAuthorization(credentials);
				if (!proxy || other === undefined || other === told) {
					throw error;
				}
				this.routes.authorize(proxy, other);
			}
		}
	}

	private async attempt({ url, signal, timeoutMs }: Where, { method, headers, body }: Sending): Promise<StreamedAnswer> {
		signal.throwIfAborted();
		const clock = new RequestClock(this.stageLimits, timeoutMs);
		const reason = (error: unknown): unknown => {
			clock.stop();
			signal.throwIfAborted();
			const timeout = clock.failure(url.host);
			if (timeout) {
				return clock.begun ? timeout : withNothingSent(timeout);
			}
			return transportError(error, url.host, clock.begun);
		};
		try {
			const either = AbortSignal.any([signal, clock.signal]);
			const answer = request(url, {
				method,
				...(headers ? { headers } : {}),
				...(body ? { body: Readable.from(body(clock), { objectMode: false }) } : {}),
				dispatcher: this.routes.to(url).compose(tellingBegin(clock)),
				signal: either,
			});
			// While it connects, undici hears of an abort only when the connection stands.
			const response = await untilAbort(answer, either);
			clock.answer();
			const { statusCode: status, headers: answered } = response;
			return { status, headers: answered, body: decoded(watched(response.body, clock, reason), answered['content-encoding'], url.host) };
		} catch (error) {
			throw reason(error);
		}
	}

	/** By the editor's `fetch`, which takes a body as a whole. */
	private async byEditor({ url, signal, timeoutMs }: Where, { method, headers, body }: Sending, editorFetch: EditorFetch) {
		signal.throwIfAborted();
		const clock = new RequestClock({ ...this.stageLimits, connectMs: 0, uploadStalledMs: 0 }, timeoutMs);
		const reason = (error: unknown): unknown => {
			clock.stop();
			signal.throwIfAborted();
			return clock.failure(url.host) ?? transportError(error, url.host, !nothingSent(error));
		};
		try {
			const whole = body && (await concatenated(body(clock)));
			const either = AbortSignal.any([signal, clock.signal]);
			clock.begin();
			const answer = await editorFetch({ url: url.href, method, headers: headers ?? {}, ...(whole ? { body: whole } : {}) }, either);
			clock.answer();
			return { ...answer, body: watched(answer.body, clock, reason) };
		} catch (error) {
			throw reason(error);
		}
	}
}

/** Whether a proxy takes the name and password of HTTP's own scheme; one that does not say what it takes gets a try. */
function wantsPassword(error: unknown): boolean {
	if (!isFoveaError(error) || error.code !== 'proxyAuthentication') {
		return false;
	}
	const { schemes } = (error as FoveaError<'proxyAuthentication'>).facts;
	return schemes.length === 0 || schemes.includes('basic');
}

/** Tells the clock when a request is written to a connection that stands. */
function tellingBegin(clock: RequestClock): Dispatcher.DispatcherComposeInterceptor {
	return (dispatch) => (options, handler) => dispatch(options, new BeginHandler(handler, clock));
}

class BeginHandler extends DecoratorHandler implements Dispatcher.DispatchHandler {
	constructor(
		handler: Dispatcher.DispatchHandler,
		private readonly clock: RequestClock,
	) {
		super(handler);
	}

	onRequestStart(...start: Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestStart']>>): void {
		this.clock.begin();
		(DecoratorHandler.prototype as Dispatcher.DispatchHandler).onRequestStart!.apply(this, start);
	}
}

/**
 * An HTTP client over connections of its own.
 * @param lookup resolves names instead of the system's resolver; the proxy's name is not asked for here
 * @param help what the editor can do for it; a client that resolves names in a way of its own takes no other
 * @throws {FoveaError} `invalidProxy`
 */
export function createHttpClient(
	{ stageLimits = usualStageLimits, ...network }: NetworkOptions,
	{ lookup, help }: { readonly lookup?: LookupFunction; readonly help?: NetworkHelp } = {},
): HttpClient {
	const { connectMs } = stageLimits;
	const routes = new Routes({ ...network, connectMs: connectMs === 0 ? 0 : connectMs + 5000, lookup }, process.env);
	return new HttpClient(routes, stageLimits, help);
}

/** A small JSON body. */
export function jsonBody(value: unknown): RequestBody {
	const bytes = Buffer.from(JSON.stringify(value));
	return { contentType: 'application/json', length: bytes.length, chunks: () => [bytes] };
}

/**
 * A JSON body that holds `data` as base64 where `build` puts the string that it is given. The base64 text is produced piece by piece
 * while it is sent, so that a large document does not exist several times in memory.
 */
export function jsonBodyWithBase64(data: Uint8Array, build: (base64: string) => unknown): RequestBody {
	const placeholder = `base64:${crypto.randomUUID()}`;
	const [head = '', tail = ''] = JSON.stringify(build(placeholder)).split(placeholder);
	const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	const step = 3 * 2 ** 16; // a multiple of 3, so that padding stands at the very end only
	return {
		contentType: 'application/json',
		length: Buffer.byteLength(head) + Buffer.byteLength(tail) + base64Length(bytes.length),
		*chunks() {
			yield Buffer.from(head);
			for (let offset = 0; offset < bytes.length; offset += step) {
				yield Buffer.from(bytes.subarray(offset, offset + step).toString('base64'), 'latin1');
			}
			yield Buffer.from(tail);
		},
	};
}

export interface RetryOptions {
	/** The number of attempts, including the first. */
	readonly attempts: number;
	/** Whether a failed request may be repeated; `earlier` are the previous failures. */
	readonly mayRepeat: (error: FoveaError, earlier: readonly FoveaError[]) => boolean;
	readonly signal: AbortSignal;
	/** Called before each wait. */
	readonly onWait?: (error: FoveaError, milliseconds: number) => void;
}

/** Runs `attempt`, which is told its number from 1, until it succeeds, fails for good, or is aborted; waits between attempts as the service asks, else longer each time. */
export async function withRetries<T>(
	attempt: (number: number) => Promise<T>,
	{ attempts, mayRepeat, signal, onWait }: RetryOptions,
): Promise<T> {
	const failures: FoveaError[] = [];
	for (;;) {
		try {
			return await attempt(failures.length + 1);
		} catch (error) {
			if (!isFoveaError(error) || failures.length + 1 >= attempts || !mayRepeat(error, failures)) {
				throw error;
			}
			failures.push(error);
			const wait = retryDelay(error, failures.length);
			onWait?.(error, wait);
			await sleep(wait, undefined, { signal });
		}
	}
}

/**
 * Milliseconds to wait after failure number `failures`: what the service asked for, else 0.5 s doubling to 16 s, with up to a quarter of
 * jitter on top.
 */
export function retryDelay(error: FoveaError, failures: number, random: () => number = Math.random): number {
	const asked =
		error.code === 'rateLimited' || error.code === 'serviceFailed' ? (error.facts as { readonly seconds?: number }).seconds : undefined;
	return (asked === undefined ? Math.min(500 * 2 ** (failures - 1), 16_000) : asked * 1000) * (1 + random() / 4);
}

/**
 * Seconds that the service asks to wait: `retry-after-ms` (Azure), else `retry-after` as seconds or as a date (RFC 9110, 10.2.3).
 * Undefined when neither is there or makes sense; never more than ten minutes.
 */
export function retryAfterSeconds(headers: Answer['headers'], now: number = Date.now()): number | undefined {
	const text = (name: string) => [headers[name]].flat()[0]?.trim() || undefined;
	const milliseconds = Number(text('retry-after-ms') ?? Number.NaN);
	const after = text('retry-after');
	const seconds =
		milliseconds >= 0 ? milliseconds / 1000 : Number.isFinite(Number(after)) ? Number(after) : (Date.parse(after ?? '') - now) / 1000;
	return seconds >= 0 ? Math.min(seconds, 600) : undefined;
}

async function* heldBack(chunks: Iterable<Uint8Array>, beforeLast: () => Promise<void>): AsyncIterable<Uint8Array> {
	let last: Uint8Array | undefined;
	for (const chunk of chunks) {
		if (last) {
			yield last;
		}
		last = chunk;
	}
	await beforeLast();
	if (last) {
		yield last;
	}
}

/** Tells the clock how the upload goes: a piece is taken when the next one is asked for. */
async function* timed(chunks: AsyncIterable<Uint8Array>, clock: RequestClock): AsyncIterable<Uint8Array> {
	for await (const chunk of chunks) {
		clock.uploading();
		yield chunk;
	}
	clock.uploaded();
}

async function* watched(
	body: AsyncIterable<Uint8Array>,
	clock: RequestClock,
	reason: (error: unknown) => unknown,
): AsyncIterable<Uint8Array> {
	try {
		yield* body;
	} catch (error) {
		throw reason(error);
	} finally {
		clock.stop();
	}
}

async function concatenated(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) {
		all.push(chunk);
	}
	return Buffer.concat(all);
}
