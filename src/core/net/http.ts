import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as nodeTls from 'node:tls';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { base64Length } from '../disk/bytes.ts';
import { decoded } from './contentEncoding.ts';
import { FoveaError, isFoveaError } from '../errors.ts';
import { proxyAddresses, proxyClient } from './proxy.ts';
import { UploadQueue } from './uploadQueue.ts';
import { bytesOf } from './body.ts';

/** How to reach the network, from the editor's own settings. */
export interface NetworkOptions {
	/** Proxy URL, or its host and port alone; the `HTTP_PROXY` family of variables when absent. */
	readonly proxy?: string;
	/** Hosts that are reached without the proxy, comma-separated as in `NO_PROXY`. */
	readonly noProxy?: string;
	/** Whether a certificate must be valid. */
	readonly strictSsl: boolean;
	/** Whether the certificates that the operating system trusts are trusted too, where Node can read them (22.15 and later). */
	readonly systemCertificates: boolean;
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
	/** From sending to the last byte of the answer. */
	readonly timeoutMs: number;
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

/** The only place that talks to the network. */
export class HttpClient {
	private readonly uploadQueue = new UploadQueue();

	constructor(private readonly dispatcher: Dispatcher) {}

	/**
	 * Sends one request, once, and reads the whole answer, whatever its status. Redirects are not followed.
	 * @throws {FoveaError} `timeout`, or what kept the answer from arriving whole: `connectionRefused`, `hostNotFound`, `tls`,
	 * `connectionLost`, `proxyUnreachable`, `proxyAuthentication`, `proxyRefused`, and `malformedAnswer` for a body that is not as it is
	 * said to be encoded
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
				body: Readable.from(heldBack(body.chunks(), beforeLast), { objectMode: false }),
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

	private async open({ url, signal, timeoutMs }: Where, options: Pick<Dispatcher.RequestOptions, 'method' | 'headers' | 'body'>) {
		signal.throwIfAborted();
		const timeout = AbortSignal.timeout(timeoutMs);
		const either = AbortSignal.any([signal, timeout]);
		const reason = (error: unknown): unknown => {
			signal.throwIfAborted();
			if (timeout.aborted) {
				return new FoveaError('timeout', { host: url.host, seconds: Math.round(timeoutMs / 1000) }, `No answer from ${url.host} in time`);
			}
			return isFoveaError(error) ? error : transportError(error, url.host);
		};
		try {
			const response = await request(url, { ...options, dispatcher: this.dispatcher, signal: either });
			const { statusCode: status, headers } = response;
			return { status, headers, body: decoded(withReason(response.body, reason), headers['content-encoding'], url.host) };
		} catch (error) {
			throw reason(error);
		}
	}

	async close(): Promise<void> {
		await this.dispatcher.destroy();
	}
}

/**
 * An HTTP client over a connection pool of its own; time limits are each request's, not the pool's.
 * @param lookup resolves names instead of the system's resolver; the proxy's name is not asked for here
 * @throws {FoveaError} `invalidProxy`
 */
export function createHttpClient({ proxy, noProxy, strictSsl, systemCertificates }: NetworkOptions, lookup?: LookupFunction): HttpClient {
	const { getCACertificates } = nodeTls as { readonly getCACertificates?: (type: 'default' | 'system') => string[] };
	const ca = systemCertificates && getCACertificates ? { ca: [...getCACertificates('default'), ...getCACertificates('system')] } : {};
	const tls = { rejectUnauthorized: strictSsl, ...ca };
	return new HttpClient(
		new EnvHttpProxyAgent({
			headersTimeout: 0,
			bodyTimeout: 0,
			connect: { ...tls, timeout: 30_000, ...(lookup ? { lookup } : {}) },
			requestTls: tls,
			proxyTls: tls,
			clientFactory: proxyClient,
			...proxyAddresses(proxy, process.env),
			...(noProxy === undefined ? {} : { noProxy }),
		}),
	);
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

/** Runs `attempt` until it succeeds, fails for good, or is aborted; waits between attempts as the service asks, else longer each time. */
export async function withRetries<T>(attempt: () => Promise<T>, { attempts, mayRepeat, signal, onWait }: RetryOptions): Promise<T> {
	const failures: FoveaError[] = [];
	for (;;) {
		try {
			return await attempt();
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

async function* withReason(body: AsyncIterable<Uint8Array>, reason: (error: unknown) => unknown): AsyncIterable<Uint8Array> {
	try {
		yield* body;
	} catch (error) {
		throw reason(error);
	}
}

const transportCodes = new Map<string, 'connectionRefused' | 'hostNotFound'>([
	['ECONNREFUSED', 'connectionRefused'],
	['ENETUNREACH', 'connectionRefused'],
	['EHOSTUNREACH', 'connectionRefused'],
	['UND_ERR_CONNECT_TIMEOUT', 'connectionRefused'],
	['ENOTFOUND', 'hostNotFound'],
	['EAI_AGAIN', 'hostNotFound'],
]);

const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/;

/**
 * Node and OpenSSL name the cause in `code`, sometimes on the error within. Aborts of the caller have been told apart before: what calls
 * itself an `AbortError` here is a failure of the connection.
 */
function transportError(error: unknown, host: string): unknown {
	if (!(error instanceof Error)) {
		return error;
	}
	const code = codeOf(error) ?? codeOf(error.cause) ?? '';
	const kind = transportCodes.get(code) ?? (tlsCode.test(code) ? 'tls' : 'connectionLost');
	return new FoveaError(kind, { host }, `${code || error.name} from ${host}`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
