import { isFoveaError } from '../errors.ts';

/** Whether a failed request provably never left: the system call that failed is the one that looks up or connects. */
export function neverConnected(error: unknown): boolean {
	if (!(error instanceof Error)) {
		return false;
	}
	const { syscall, code } = error as { readonly syscall?: unknown; readonly code?: unknown };
	if (syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT') {
		return true;
	}
	// Several addresses tried at once fail as one error that holds all.
	return error instanceof AggregateError && error.errors.length > 0
		? error.errors.every(neverConnected)
		: isFoveaError(error)
			? neverConnected(error.cause)
			: false;
}
