import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { untilAbort } from '../abort.ts';
import { decoded } from './contentEncoding.ts';
import type { FoveaError } from '../errors.ts';
import { isFoveaError } from '../errors.ts';
import { mayKnowAnotherWay, type EditorFetch } from './editorFetch.ts';
import type { ProxySettings } from './proxy.ts';
import { type ProxyCredentials, basicAuthorization } from './proxyCredentials.ts';
import { type RouteOptions, Routes } from './routes.ts';
import { RequestClock, type StageLimits, usualStageLimits } from './stageLimits.ts';
import { nothingSent, transportError, withNothingSent } from './transportError.ts';
import type { RequestBody } from './requestBody.ts';
import { type RequestLog, logged } from './requestLog.ts';
import { UploadQueue } from './uploadQueue.ts';
import { answerBytes } from './body.ts';

/** How to reach the network, from the editor's own settings. */
export interface NetworkOptions extends ProxySettings, Pick<RouteOptions, 'proxyAuthorization' | 'strictSsl' | 'systemCertificates'> {
	/** How long the stages of a request may take; `usualStageLimits` when absent. */
	readonly stageLimits?: StageLimits;
}

/** What the editor does for the network. */
export interface NetworkHelp {
	readonly editorFetch: EditorFetch;
	/** Origins that only the editor's `fetch` could reach. */
	readonly editorOnly: Set<string>;
	/**
	 * Returns a name and password for a proxy, by its origin. `refused` is the `Proxy-Authorization` that the proxy has rejected, if any. Asks the
	 * user if none is known; undefined when the user does not answer.
	 */
	readonly proxyCredentials: (proxy: string, refused: string | undefined, signal: AbortSignal) => Promise<ProxyCredentials | undefined>;
}

interface Where {
	readonly url: URL;
	readonly signal: AbortSignal;
	/** Milliseconds from the start of the request to the last byte of the answer; time spent waiting for `beforeEnd` does not count. */
	readonly timeoutMs: number;
	/** Gets a line about the outcome. */
	readonly log?: RequestLog | undefined;
}

/** A POST request. */
export interface PostRequest extends Where {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: RequestBody;
	/**
	 * Awaited before the body's last bytes are sent: until then, the service cannot begin to work on the request. Bodies of such requests are sent
	 * one after another.
	 */
	readonly beforeEnd?: (() => Promise<void>) | undefined;
}

/** A complete answer, decoded by its `content-encoding`. */
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

/** The longest answer in bytes. No answer about a document is longer, and reading more would only exhaust memory. */
const maxAnswerBytes = 400 * 2 ** 20;

/** A request as it is sent over any of the routes to its host; the body is made anew for each. */
interface Sending {
	readonly method: 'GET' | 'POST' | 'DELETE';
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: (clock: RequestClock) => AsyncIterable<Uint8Array>;
}

/** Sends all of Fovea's HTTP requests. */
export class HttpClient {
	private readonly uploadQueue = new UploadQueue();

	constructor(
		private readonly routes: Routes,
		private readonly stageLimits: StageLimits,
		private readonly help?: NetworkHelp,
	) {}

	/**
	 * Sends one request once and reads the whole answer, whatever its status; of a refusal that breaks off, what arrived. Redirects are not followed.
	 * Another route (as another user of the proxy, or the editor's `fetch`) is tried only when it is certain that nothing of the request was sent.
	 * @throws {FoveaError} `timeout`, or what kept the answer from arriving: `connectionRefused`, `hostNotFound`, `tls`, `connectionLost`,
	 * `proxyUnreachable`, `proxyAuthentication`, `proxyRefused`, and `malformedAnswer` for a body that does not match its `content-encoding`;
	 * `nothingSent` tells whether it may have arrived
	 * @throws {DOMException} `AbortError` when `signal` aborts, and for no other reason
	 */
	async post(post: PostRequest): Promise<Answer> {
		const answer = await this.stream(post);
		return { ...answer, body: await answerBytes(answer, maxAnswerBytes, post.url.host) };
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
		return { ...answer, body: await answerBytes(answer, maxAnswerBytes, where.url.host) };
	}

	/** Fetches a URL without headers of our own and without following redirects. Throws as `post`. */
	async get(where: Where): Promise<StreamedAnswer> {
		return this.open(where, { method: 'GET' });
	}

	/** Whether the editor's `fetch` was what reached a URL's host last. */
	isReachedByEditor({ origin }: URL): boolean {
		return this.help?.editorOnly.has(origin) ?? false;
	}

	/** Forgets the names and passwords of proxies, except those in the settings. */
	forgetAuthorizations(): void {
		this.routes.forgetAuthorizations();
	}

	/** Closes all connections. */
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
				// If something was sent, that error counts. Otherwise the first error does, because it is about the route that the settings ask for.
				throw nothingSent(otherError) ? error : otherError;
			});
		}
	}

	/** Sends over our own connections, with the name and password that the proxy requires. */
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
			const timeout = clock.failure(url.host, this.routes.proxyOf(url)?.host);
			if (timeout) {
				return clock.begun ? timeout : withNothingSent(timeout);
			}
			return transportError(error, url.host, clock.begun);
		};
		try {
			const either = AbortSignal.any([signal, clock.signal]);
			const { request, tellingBegin } = await import('./connections.ts');
			const dispatcher = (await this.routes.to(url)).compose(tellingBegin(clock));
			const answer = request(url, {
				method,
				...(headers ? { headers } : {}),
				...(body ? { body: Readable.from(body(clock), { objectMode: false }) } : {}),
				...{ dispatcher, signal: either },
			});
			// While it connects, undici reacts to an abort only once the connection is established.
			const response = await untilAbort(answer, either);
			clock.answer();
			const { statusCode: status, headers: answered } = response;
			return { status, headers: answered, body: decoded(watched(response.body, clock, reason), answered['content-encoding'], url.host) };
		} catch (error) {
			throw reason(error);
		}
	}

	/** Sends by the editor's `fetch`, which takes a body as a whole. */
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

/** Whether a proxy accepts Basic authentication; a proxy that names no scheme is assumed to. */
function wantsPassword(error: unknown): boolean {
	if (!isFoveaError(error) || error.code !== 'proxyAuthentication') {
		return false;
	}
	const { schemes } = (error as FoveaError<'proxyAuthentication'>).facts;
	return schemes.length === 0 || schemes.includes('basic');
}

/**
 * An HTTP client over connections of its own.
 * @param lookup resolves host names instead of the system's resolver; not used for the proxy's name
 * @param help what the editor can do for the client; a client with its own `lookup` uses only that
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

/** Tells the clock about the upload's progress: a piece has been taken when the next one is asked for. */
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
