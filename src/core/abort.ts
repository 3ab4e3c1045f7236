import { setMaxListeners } from 'node:events';

/**
 * Calls `listener` once when `signal` aborts, and returns a function that stops listening. Node's warning about many listeners is turned off, because
 * hundreds of pages under one signal are not a leak.
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
