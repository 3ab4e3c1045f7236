import { type Orientation, exifOrientation, orientationOf } from './exif.ts';

/** Chunks of a file at most; a frame of an animation has one. */
const mostChunks = 100_000;

/** Bytes before the chunks of a frame (RFC 9649, 2.7.1.1): its place, its size, how long it is shown. */
const frameHeader = 16;

const alphaFlag = 0x10;

interface Chunk {
	readonly type: string;
	readonly data: Buffer;
}

/**
 * A WebP file with the first picture of an animation, which decoders of still pictures take for damaged; a file without frames as it is. Where that
 * picture is smaller than the animation, it stands alone.
 */
export function firstFrame(bytes: Uint8Array): Uint8Array {
	const frame = chunksOf(bytes, 12).find(({ type }) => type === 'ANMF')?.data;
	if (!frame || frame.length < frameHeader) {
		return bytes;
	}
	const parts = chunksOf(frame, frameHeader).filter(({ type }) => ['ALPH', 'VP8 ', 'VP8L'].includes(type));
	const header = Buffer.alloc(10);
	header[0] = parts.some(({ type }) => type !== 'VP8 ') ? alphaFlag : 0;
	// Width and height less one, 3 bytes each, stand behind the frame's place.
	frame.copy(header, 4, 6, 12);
	const body = Buffer.concat([Buffer.from('WEBP'), chunk('VP8X', header), ...parts.map(({ type, data }) => chunk(type, data))]);
	return chunk('RIFF', body);
}

/** The orientation in a WebP file's EXIF data. */
export function webpOrientation(bytes: Uint8Array): Orientation {
	const note = chunksOf(bytes, 12).find(({ type }) => type === 'EXIF')?.data;
	return note ? exifOrientation(note) : orientationOf(1);
}

/** The chunks from an offset on (RFC 9649, 2.3); a truncated one ends with the file. */
function chunksOf(bytes: Uint8Array, from: number): Chunk[] {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const chunks: Chunk[] = [];
	for (let at = from; at + 8 <= file.length && chunks.length < mostChunks;) {
		const size = file.readUInt32LE(at + 4);
		chunks.push({ type: file.toString('latin1', at, at + 4), data: file.subarray(at + 8, at + 8 + size) });
		at += 8 + size + (size % 2);
	}
	return chunks;
}

function chunk(type: string, data: Uint8Array): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
