/**
 * The promise's outcome, or the abort if it comes first; then the outcome is ignored.
 * @throws {DOMException} `AbortError` when `signal` aborts first, or has aborted before
 */
export function untilAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		signal.throwIfAborted();
		const onAbort = () => reject(new DOMException('This call was aborted', 'AbortError'));
		signal.addEventListener('abort', onAbort, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
	});
}
