import type { Answer, PostRequest } from '../http.ts';

/** An answer whose body is read while it arrives. */
export interface StreamedAnswer {
	readonly status: number;
	readonly headers: Answer['headers'];
	/** @throws {FoveaError} `timeout`, `connectionLost`; {DOMException} `AbortError` */
	readonly body: AsyncIterable<Uint8Array>;
}

/** What drawing needs of the network. */
export interface ImageTransport {
	/**
	 * Sends one request, once, and returns as soon as the answer's headers are there. Redirects are not followed.
	 * @throws {FoveaError} as `HttpClient.post`; the cause of `connectionRefused` and `hostNotFound` is Node's own error
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	stream(request: PostRequest): Promise<StreamedAnswer>;
	/** Fetches an image that an answer points to; no header of ours goes along, and redirects are not followed. Errors as above. */
	get(request: { readonly url: URL; readonly signal: AbortSignal; readonly timeoutMs: number }): Promise<StreamedAnswer>;
}
