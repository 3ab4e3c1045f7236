import { open } from 'node:fs/promises';
import { MessageChannel } from 'node:worker_threads';

/** Bytes that are read from a file at a time. */
const readStep = 2 ** 22;

/**
 * A file's bytes. Those of a PDF are in memory that threads share from the start, so that a large one is never there twice.
 * @throws what the file system says
 */
export async function readShared(file: string): Promise<Uint8Array> {
	const handle = await open(file);
	try {
		const { size } = await handle.stat();
		const head = Buffer.alloc(Math.min(size, headBytes));
		await handle.read(head, 0, head.length, 0);
		const bytes = new Uint8Array(isPdf(head) ? new SharedArrayBuffer(size) : new ArrayBuffer(size));
		let at = 0;
		for (let read = 1; at < size && read > 0; at += read) {
			({ bytesRead: read } = await handle.read(bytes, at, Math.min(size - at, readStep), at));
		}
		// A file can become shorter while it is read.
		return at < size ? bytes.subarray(0, at) : bytes;
	} finally {
		await handle.close();
	}
}

/**
 * A PDF's bytes in memory that threads share, so that its worker needs no copy of its own; `bytes`, where they fill their buffer, are gone
 * afterwards. Other content, which goes to no other thread, is in memory of its own.
 */
export function sharedIfPdf(bytes: Uint8Array): Uint8Array {
	const isShared = bytes.buffer instanceof SharedArrayBuffer;
	if (!isPdf(bytes)) {
		return isShared ? new Uint8Array(bytes) : bytes;
	}
	if (isShared) {
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
