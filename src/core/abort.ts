import { setMaxListeners } from 'node:events';

/**
 * Calls `listener` once when `signal` aborts. Returns how to stop listening. Any number may listen: that they are many, as with hundreds of pages under one
 * signal, is no leak, and Node is told so.
 */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
	setMaxListeners(0, signal);
	signal.addEventListener('abort', listener, { once: true });
	return () => signal.removeEventListener('abort', listener);
}

/**
 * The promise's outcome, or the abort if it comes first; then the outcome is ignored.
 * @throws {DOMException} `AbortError` when `signal` aborts first, or has aborted before
 */
export function untilAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const stop = onAbort(signal, () => reject(new DOMException('This call was aborted', 'AbortError')));
		promise.then(resolve, reject).finally(stop);
	});
}
