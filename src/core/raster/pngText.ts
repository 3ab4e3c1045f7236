import { crc32, inflateSync } from 'node:zlib';

/** A chunk of a PNG, by its place in the file: the whole from `start` to `end`, its data from `start + 8` to `end - 4`. */
export interface PngChunk {
	readonly type: string;
	readonly start: number;
	readonly end: number;
}

/** The longest text, compressed or not, in bytes. */
const maxTextBytes = 2 ** 22;

/** The most chunks of a file that are read; large images have a few thousand. */
const maxChunks = 100_000;

/** All chunks up to IEND; undefined when the file is not a valid PNG, or has more than 100,000 chunks. */
export function pngChunks(bytes: Buffer): PngChunk[] | undefined {
	const chunks: PngChunk[] = [];
	for (let start = 8; start + 12 <= bytes.length && chunks.length < maxChunks;) {
		const end = start + 12 + bytes.readUInt32BE(start);
		const type = bytes.toString('latin1', start + 4, start + 8);
		if (end > bytes.length || (chunks.length === 0 && type !== 'IHDR')) {
			return undefined;
		}
		chunks.push({ type, start, end });
		if (type === 'IEND') {
			return chunks.some((chunk) => chunk.type === 'IDAT') ? chunks : undefined;
		}
		start = end;
	}
	return undefined;
}

/** An uncompressed iTXt chunk (PNG, third edition, 11.3.3.4): UTF-8, no language. */
export function pngText(keyword: string, text: string): Buffer {
	const data = Buffer.from(`iTXt${keyword}\0\0\0\0\0${text}`);
	const chunk = Buffer.alloc(data.length + 8);
	chunk.writeUInt32BE(data.length - 4);
	data.copy(chunk, 4);
	chunk.writeUInt32BE(crc32(data), data.length + 4);
	return chunk;
}

/** The keyword of a text chunk of any of the three kinds (1 to 79 bytes); undefined for another chunk. Nothing is inflated. */
export function pngKeyword(bytes: Buffer, { type, start, end }: PngChunk): string | undefined {
	if (!['tEXt', 'zTXt', 'iTXt'].includes(type)) {
		return undefined;
	}
	const head = bytes.subarray(start + 8, Math.min(end - 4, start + 8 + 80));
	const zero = head.indexOf(0);
	return zero === -1 ? undefined : head.toString('latin1', 0, zero);
}

/** The text of a text chunk; undefined for another chunk, for a damaged one, and for a text of more than 4 MB. */
export function readPngText(bytes: Buffer, { type, start, end }: PngChunk): string | undefined {
	const data = bytes.subarray(start + 8, end - 4);
	const zero = data.indexOf(0);
	try {
		if (type === 'tEXt') {
			return bounded(data.subarray(zero + 1))?.toString('latin1');
		}
		if (type === 'zTXt') {
			return inflated(data.subarray(zero + 2)).toString('latin1');
		}
		const language = data.indexOf(0, zero + 3);
		const translated = language === -1 ? -1 : data.indexOf(0, language + 1);
		if (type !== 'iTXt' || translated === -1) {
			return undefined;
		}
		const text = data.subarray(translated + 1);
		return (data[zero + 1] === 1 ? inflated(text) : bounded(text))?.toString('utf8');
	} catch {
		return undefined; // not deflate, or far too long
	}
}

function bounded(data: Buffer): Buffer | undefined {
	return data.length > maxTextBytes ? undefined : data;
}

function inflated(data: Buffer): Buffer {
	return inflateSync(data, { maxOutputLength: maxTextBytes });
}
