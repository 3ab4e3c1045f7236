import { isFoveaError, type FoveaError } from '../errors.ts';
import { isLoopback } from './loopback.ts';
import { NothingSent, certificateFault } from './transportError.ts';

/** A request for the editor's own `fetch`, with a complete body. */
export interface EditorRequest {
	readonly url: string;
	readonly method: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: Uint8Array;
}

/** The status and headers of an answer. */
export interface EditorAnswerHead {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
}

/**
 * The editor's own `fetch`, which reaches hosts that Node's cannot: through proxies from a PAC file or the system's settings, through proxies that
 * require Kerberos, and with certificates from the stores of Windows and macOS in versions of Node that cannot read them (`createFetchPatch` of
 * `@vscode/proxy-agent`). It takes a body as a whole and has no separate limits for connecting and sending, so Fovea's own connections come first.
 * @throws {NothingSent} when nothing of the request was sent; any other error when it may have been
 */
export type EditorFetch = (
	request: EditorRequest,
	signal: AbortSignal,
) => Promise<EditorAnswerHead & { readonly body: AsyncIterable<Uint8Array> }>;

/** Request headers that `fetch` sets by itself or refuses, and answer headers that are wrong for a decoded body. */
const notSent = ['content-length', 'host', 'connection'];
const notTold = ['content-encoding', 'content-length', 'transfer-encoding'];

/** Adapts the editor's `fetch` to `EditorFetch`. */
export function editorFetch(fetch: typeof globalThis.fetch): EditorFetch {
	return async ({ url, method, headers, body }, signal) => {
		const sent = Object.entries(headers).filter(([name]) => !notSent.includes(name.toLowerCase()));
		try {
			const response = await fetch(url, {
				method,
				headers: Object.fromEntries(sent),
				redirect: 'manual',
				signal,
				...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
			});
			const told = [...response.headers].filter(([name]) => !notTold.includes(name));
			return { status: response.status, headers: Object.fromEntries(told), body: chunksOf(response.body) };
		} catch (error) {
			signal.throwIfAborted();
			throw failedOnItsWay(error) ? new NothingSent(error) : error;
		}
	};
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncIterable<Uint8Array> {
	if (body) {
		yield* body as unknown as AsyncIterable<Uint8Array>;
	}
}

const wayCodes = new Set([
	'ENOTFOUND',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
	'UND_ERR_PRX_TLS',
]);

/** Whether a `fetch` failed before the host had anything of the request: `TypeError: fetch failed` has the reason as its cause. */
function failedOnItsWay(error: unknown): boolean {
	const errors = causes(error);
	return errors.some(
		(one) =>
			wayCodes.has(String((one as { readonly code?: unknown }).code)) ||
			certificateFault(one) !== undefined ||
			// What undici says of a proxy that does not connect to the host, and VS Code in other words ("?.== 200").
			/^Proxy response \(\d{3}\) /.test(one.message),
	);
}

function causes(error: unknown): Error[] {
	const found: Error[] = [];
	for (let next = error; next instanceof Error && found.length < 5; next = next.cause) {
		found.push(next);
		if (next instanceof AggregateError && next.errors.every((one) => one instanceof Error)) {
			found.push(...next.errors);
		}
	}
	return found;
}

/** Whether the editor's `fetch` may reach a host after our own connection failed with `error`. */
export function mayKnowAnotherWay(error: unknown, url: URL): boolean {
	if (!isFoveaError(error) || isLoopback(url)) {
		return false;
	}
	switch (error.code) {
		case 'hostNotFound':
		case 'connectionRefused':
		case 'proxyAuthentication':
			return true;
		case 'timeout':
			return (error as FoveaError<'timeout'>).facts.limit === 'connect';
		case 'tls': {
			const { fault } = (error as FoveaError<'tls'>).facts;
			return fault === 'untrusted';
		}
		default:
			return false;
	}
}
