import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { access, lstat, open, stat } from 'node:fs/promises';
import { FoveaError, isFoveaError } from '../errors.ts';

/**
 * The bytes of a file on this machine, as plain data that can cross threads. They are read where and when they are needed, so that a large file takes
 * no memory.
 */
export interface FileBytes {
	readonly path: string;
	readonly length: number;
	/** When the file was last written, in milliseconds since 1970; a different time means that the content has changed. */
	readonly mtimeMs: number;
}

/** A document's bytes, in memory or in a file. */
export type Bytes = Uint8Array | FileBytes;

/** Bytes that can be read in any order, synchronously in this thread. */
export interface OpenBytes {
	readonly length: number;
	/** A view of a range, valid until the next call; shorter at the end of the file. */
	slice(start: number, end: number): Uint8Array;
	/** @throws {FoveaError} `documentChanged` when the file changed while it was read */
	check(): void;
	close(): void;
}

/**
 * Describes the bytes of a file as it is now.
 * @throws {FoveaError} `fileNotFound`, `brokenLink`, `notReadable`
 */
export async function fileBytes(path: string, name: string): Promise<FileBytes> {
	try {
		await access(path, constants.R_OK);
		const { size, mtimeMs } = await stat(path);
		return { path, length: size, mtimeMs };
	} catch (error) {
		const failure = readFailure(error, name);
		const isLink = failure.code === 'fileNotFound' && (await lstat(path).catch(() => undefined))?.isSymbolicLink();
		throw isLink ? new FoveaError('brokenLink', { name }, 'The link leads nowhere', { cause: error }) : failure;
	}
}

/**
 * Reads all bytes into memory.
 * @throws {FoveaError} `documentChanged`, `fileNotFound`, `notReadable`
 */
export async function inMemory(bytes: Bytes, name: string): Promise<Uint8Array> {
	return bytes instanceof Uint8Array ? bytes : readRange(bytes, 0, bytes.length, name);
}

/** The first bytes, at most `length`. Throws as `inMemory`. */
export async function headOf(bytes: Bytes, length: number, name: string): Promise<Uint8Array> {
	return bytes instanceof Uint8Array ? bytes.subarray(0, length) : readRange(bytes, 0, Math.min(length, bytes.length), name);
}

/** The last bytes, at most `length`. Throws as `inMemory`. */
export async function tailOf(bytes: Bytes, length: number, name: string): Promise<Uint8Array> {
	const start = Math.max(0, bytes.length - length);
	return bytes instanceof Uint8Array ? bytes.subarray(start) : readRange(bytes, start, bytes.length - start, name);
}

/** All bytes, piece by piece. Throws as `inMemory`. */
export async function* piecesOf(bytes: Bytes, name: string): AsyncIterable<Uint8Array> {
	if (bytes instanceof Uint8Array) {
		yield bytes;
		return;
	}
	try {
		yield* createReadStream(bytes.path, { highWaterMark: readStep }) as AsyncIterable<Uint8Array>;
		checkSame(bytes, await stat(bytes.path), name);
	} catch (error) {
		throw readFailure(error, name);
	}
}

/** Opens bytes for reading in this thread. Throws as `inMemory`. */
export function openBytes(bytes: Bytes, name: string): OpenBytes {
	if (bytes instanceof Uint8Array) {
		return { length: bytes.length, slice: (start, end) => bytes.subarray(start, end), check: () => undefined, close: () => undefined };
	}
	try {
		return new OpenFile(openSync(bytes.path, 'r'), bytes, name);
	} catch (error) {
		throw readFailure(error, name);
	}
}

/** The first position of `needle` at or after `from`; -1 when there is none. */
export function indexIn(bytes: OpenBytes, needle: string, from = 0): number {
	const overlap = needle.length - 1;
	for (let start = from; start + overlap < bytes.length; start += searchStep - overlap) {
		const window = bytes.slice(start, start + searchStep);
		const found = Buffer.from(window.buffer, window.byteOffset, window.byteLength).indexOf(needle, 0, 'latin1');
		if (found >= 0) {
			return start + found;
		}
	}
	return -1;
}

/** The length of so many bytes as base64, padding included. */
export function base64Length(bytes: number): number {
	return 4 * Math.ceil(bytes / 3);
}

const readStep = 2 ** 20;
const searchStep = 2 ** 18;

/** Document readers ask for a few hundred bytes at a time, often at the same places, so the file is read and cached in blocks of this size. */
const blockBytes = 2 ** 16;
const mostBlocks = 64;

class OpenFile implements OpenBytes {
	readonly length: number;
	/** Cached blocks, least recently used first. */
	private readonly blocks = new Map<number, Uint8Array>();

	constructor(
		private readonly handle: number,
		private readonly file: FileBytes,
		private readonly name: string,
	) {
		this.length = file.length;
	}

	slice(start: number, end: number): Uint8Array {
		const [first, last] = [Math.floor(start / blockBytes), Math.floor((Math.min(end, this.length) - 1) / blockBytes)];
		if (first === last) {
			return this.block(first).subarray(start - first * blockBytes, end - first * blockBytes);
		}
		const many = new Uint8Array(Math.max(0, Math.min(end, this.length) - start));
		return many.subarray(0, this.read(many, start));
	}

	check(): void {
		checkSame(this.file, fstatSync(this.handle), this.name);
	}

	close(): void {
		this.blocks.clear();
		closeSync(this.handle);
	}

	private block(number: number): Uint8Array {
		let block = this.blocks.get(number);
		if (block) {
			this.blocks.delete(number);
		} else {
			const oldest = this.blocks.size < mostBlocks ? undefined : this.blocks.entries().next().value;
			this.blocks.delete(oldest?.[0] ?? -1);
			const whole = new Uint8Array(oldest?.[1].buffer ?? new ArrayBuffer(blockBytes));
			block = whole.subarray(0, this.read(whole, number * blockBytes));
		}
		this.blocks.set(number, block);
		return block;
	}

	/** Reads into a buffer, and returns how many bytes were read. */
	private read(into: Uint8Array, position: number): number {
		let at = 0;
		for (let read = 1; read > 0 && at < into.length; at += read) {
			read = readSync(this.handle, into, at, into.length - at, position + at);
		}
		return at;
	}
}

async function readRange(bytes: FileBytes, start: number, length: number, name: string): Promise<Uint8Array> {
	try {
		const handle = await open(bytes.path);
		try {
			const range = new Uint8Array(length);
			let at = 0;
			for (let read = 1; read > 0 && at < length; at += read) {
				({ bytesRead: read } = await handle.read(range, at, Math.min(length - at, readStep), start + at));
			}
			checkSame(bytes, await handle.stat(), name);
			return range;
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw readFailure(error, name);
	}
}

function checkSame({ length, mtimeMs }: FileBytes, now: { readonly size: number; readonly mtimeMs: number }, name: string): void {
	if (now.size !== length || now.mtimeMs !== mtimeMs) {
		throw new FoveaError('documentChanged', { name }, 'The file was changed while it was read');
	}
}

function readFailure(error: unknown, name: string): FoveaError {
	if (isFoveaError(error)) {
		return error;
	}
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	// ELOOP: a link to itself.
	return new FoveaError(code === 'ENOENT' || code === 'ELOOP' ? 'fileNotFound' : 'notReadable', { name }, code, { cause: error });
}
