import type { RgbaImage } from './rgbaImage.ts';

/** `BI_RGB` and `BI_BITFIELDS` of wingdi.h: pixels that are not compressed. */
const uncompressed = 0;
const bitFields = 3;

const mostPixels = 120_000_000;

/** Decodes a Windows bitmap; undefined when it is not one, is compressed or is truncated. */
export function decodeBmp(bytes: Uint8Array): RgbaImage | undefined {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (file.length < 54 || file.toString('latin1', 0, 2) !== 'BM' || file.readUInt32LE(14) < 40) {
		return undefined;
	}
	const width = file.readInt32LE(18);
	const rows = file.readInt32LE(22);
	const height = Math.abs(rows);
	const bits = file.readUInt16LE(28);
	const compression = file.readUInt32LE(30);
	const start = file.readUInt32LE(10);
	const stride = ((width * bits + 31) >> 5) * 4;
	if (
		width <= 0 ||
		height * width > mostPixels ||
		![uncompressed, bitFields].includes(compression) ||
		file.length < start + stride * height
	) {
		return undefined;
	}
	const colorOf = colorReader(file, bits, compression);
	if (!colorOf) {
		return undefined;
	}
	const rgba = new Uint8Array(width * height * 4);
	for (let y = 0; y < height; y++) {
		// Rows are stored from bottom to top unless the height is negative.
		const row = start + (rows > 0 ? height - 1 - y : y) * stride;
		for (let x = 0; x < width; x++) {
			rgba.set(colorOf(row, x), (y * width + x) * 4);
		}
	}
	return { width, height, rgba };
}

type Color = readonly [number, number, number, number];

function colorReader(file: Buffer, bits: number, compression: number): ((row: number, x: number) => Color) | undefined {
	const header = file.readUInt32LE(14);
	const palette = 14 + header;
	switch (bits) {
		case 1:
		case 4:
		case 8: {
			const mask = (1 << bits) - 1;
			return (row, x) => {
				const bit = x * bits;
				const index = (file[row + (bit >> 3)]! >> (8 - bits - (bit & 7))) & mask;
				const at = palette + index * 4;
				return [file[at + 2] ?? 0, file[at + 1] ?? 0, file[at] ?? 0, 255];
			};
		}
		case 24:
			return (row, x) => {
				const at = row + x * 3;
				return [file[at + 2]!, file[at + 1]!, file[at]!, 255];
			};
		case 16:
		case 32: {
			const usual = bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0x00ff00, 0x0000ff];
			// The masks are at the same offset in both cases: part of a longer header, or right after the short one.
			const masks = compression === bitFields ? [0, 4, 8].map((offset) => file.readUInt32LE(54 + offset)) : usual;
			const channels = masks.map(channelReader);
			return (row, x) => {
				const pixel = bits === 16 ? file.readUInt16LE(row + x * 2) : file.readUInt32LE(row + x * 4);
				return [channels[0]!(pixel), channels[1]!(pixel), channels[2]!(pixel), 255];
			};
		}
		default:
			return undefined;
	}
}

function channelReader(mask: number): (pixel: number) => number {
	const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
	const most = mask >>> shift;
	return (pixel) => (most === 0 ? 0 : Math.round((((pixel & mask) >>> shift) * 255) / most));
}
