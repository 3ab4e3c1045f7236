import type { Raster } from './raster.ts';

/** Shades of red, green and blue in the palette: 252 colours, and one for what is transparent. */
const shades = [6, 7, 6] as const;
const transparentIndex = 252;

/** A GIF (89a) of one frame in a fixed palette, with a comment. */
export function encodeGif(raster: Raster, comment: string): Buffer {
	const { width, height } = raster;
	const palette = Buffer.alloc(768);
	for (let i = 0; i < transparentIndex; i++) {
		const [r, g, b] = [Math.floor(i / 42), Math.floor(i / 6) % 7, i % 6];
		palette.set([Math.round(r * 51), Math.round(g * 42.5), Math.round(b * 51)], i * 3);
	}
	return Buffer.concat([
		Buffer.from('GIF89a'),
		Buffer.from([...uint16(width), ...uint16(height), 0xf7, 0, 0]),
		palette,
		Buffer.from([0x21, 0xfe, comment.length]),
		Buffer.from(comment, 'latin1'),
		Buffer.from([0]),
		Buffer.from([0x21, 0xf9, 4, 1, 0, 0, transparentIndex, 0]),
		Buffer.from([0x2c, 0, 0, 0, 0, ...uint16(width), ...uint16(height), 0, 8]),
		blocks(lzw(indexed(raster))),
		Buffer.from([0, 0x3b]),
	]);
}

/** The first comment. */
export function readGifComment(bytes: Buffer): string | undefined {
	const at = bytes.indexOf(Buffer.from([0x21, 0xfe]), 781);
	return at === 781 ? bytes.toString('latin1', at + 3, at + 3 + bytes.readUInt8(at + 2)) : undefined;
}

function indexed({ data }: Raster): Uint8Array {
	const step = (value: number, count: number) => Math.round((value * (count - 1)) / 255);
	return Uint8Array.from({ length: data.length / 4 }, (_, pixel) => {
		const at = pixel * 4;
		return data[at + 3]! < 128
			? transparentIndex
			: step(data[at]!, shades[0]) * 42 + step(data[at + 1]!, shades[1]) * 6 + step(data[at + 2]!, shades[2]);
	});
}

/** GIF's codes of 9 to 12 bits, the lowest bit first; when all are used up, the table starts anew. */
function lzw(indices: Uint8Array): Buffer {
	const [clear, end] = [256, 257];
	const bytes: number[] = [];
	let [pending, count, bits, next] = [0, 0, 9, 258];
	let table = new Map<number, number>();
	const put = (code: number) => {
		pending |= code << count;
		for (count += bits; count >= 8; count -= 8, pending >>>= 8) {
			bytes.push(pending & 0xff);
		}
	};
	put(clear);
	let prefix = indices[0]!;
	for (const index of indices.subarray(1)) {
		const key = (prefix << 8) | index;
		const known = table.get(key);
		if (known !== undefined) {
			prefix = known;
			continue;
		}
		put(prefix);
		prefix = index;
		if (next === 4096) {
			put(clear);
			[bits, next] = [9, 258];
			table = new Map();
			continue;
		}
		table.set(key, next);
		if (next++ === 1 << bits) {
			bits++;
		}
	}
	put(prefix);
	put(end);
	bytes.push(pending & 0xff);
	return Buffer.from(bytes);
}

function blocks(data: Buffer): Buffer {
	const parts: Uint8Array[] = [];
	for (let start = 0; start < data.length; start += 255) {
		const part = data.subarray(start, start + 255);
		parts.push(Uint8Array.of(part.length), part);
	}
	return Buffer.concat(parts);
}

function uint16(value: number): [number, number] {
	return [value & 0xff, value >> 8];
}
