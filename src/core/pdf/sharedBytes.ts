import { MessageChannel } from 'node:worker_threads';

/**
 * A PDF's bytes in memory that threads share, so that its worker needs no copy of its own; `bytes`, where they fill their buffer, are gone
 * afterwards. Other content, which goes to no other thread, stays where it is.
 */
export function sharedIfPdf(bytes: Uint8Array): Uint8Array {
	if (!isPdf(bytes)) {
		return bytes;
	}
	const shared = inSharedMemory(bytes);
	giveBack(bytes);
	return shared;
}

/** As far into a file as readers look for a PDF's beginning. */
const headBytes = 1024;

function isPdf(bytes: Uint8Array): boolean {
	return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes)).includes('%PDF-');
}

/**
 * Frees bytes that fill their buffer at once, whoever still refers to them; left to the garbage collector, which does not see their size, dozens of
 * megabytes would wait for it.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
	if (!(buffer instanceof ArrayBuffer) || byteLength !== buffer.byteLength || byteLength === 0) {
		return;
	}
	// Sent where nobody receives it, it is gone.
	const { port1, port2 } = new MessageChannel();
	port1.postMessage(undefined, [buffer]);
	port1.close();
	port2.close();
}

/** The same bytes, copied unless they are shared already. */
export function inSharedMemory(bytes: Uint8Array): Uint8Array {
	if (bytes.buffer instanceof SharedArrayBuffer) {
		return bytes;
	}
	const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
	shared.set(bytes);
	return shared;
}
