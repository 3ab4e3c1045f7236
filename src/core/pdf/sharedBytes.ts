import { MessageChannel } from 'node:worker_threads';

/**
 * Moves a PDF's bytes to shared memory, so that its threads need no copies. If `bytes` fill their buffer, they are detached
 * afterwards. Other content, which goes to no other thread, is returned as it is.
 */
export function sharedIfPdf(bytes: Uint8Array): Uint8Array {
	if (!isPdf(bytes)) {
		return bytes;
	}
	const shared = inSharedMemory(bytes);
	giveBack(bytes);
	return shared;
}

/** Readers look for a PDF's header in this many bytes. */
const headBytes = 1024;

function isPdf(bytes: Uint8Array): boolean {
	return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytes)).includes('%PDF-');
}

/**
 * Frees a buffer at once if the bytes fill it, even if there are references to it. The garbage collector does not see its size, so dozens of
 * megabytes would stay allocated.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
	if (!(buffer instanceof ArrayBuffer) || byteLength !== buffer.byteLength || byteLength === 0) {
		return;
	}
	// Transferring a buffer to a port without a receiver frees it.
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
