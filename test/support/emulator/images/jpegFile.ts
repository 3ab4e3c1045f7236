import { BitWriter } from './bitWriter.ts';
import { type PrefixCode, prefixCode } from './huffman.ts';
import type { Raster } from './raster.ts';

/** A baseline JPEG (ITU-T T.81) in full colour resolution with a comment; transparent pixels come out on white. Quality is 0 to 100. */
export function encodeJpeg(raster: Raster, quality: number, comment: string): Buffer {
	const steps = quantisation(quality);
	const blocks = coefficients(raster, steps);
	const dc = new Uint32Array(257);
	const ac = new Uint32Array(257);
	forEachSymbol(blocks, (isDc, symbol) => void ((isDc ? dc : ac)[symbol]! += 2));
	// A code of nothing but ones is not allowed. It is the last of the longest, so it goes to the rarest and highest symbol, which never comes.
	dc[256] = ac[256] = 1;
	const codes = { dc: prefixCode(dc, 16), ac: prefixCode(ac, 16) };
	const bits = new EntropyWriter();
	forEachSymbol(blocks, (isDc, symbol, value, length) => {
		const code = isDc ? codes.dc : codes.ac;
		bits.put(code.codes[symbol]!, code.lengths[symbol]!);
		bits.put(value, length);
	});
	const { width, height } = raster;
	return Buffer.concat([
		segment(0xd8),
		segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
		segment(0xfe, Buffer.from(comment, 'latin1')),
		segment(0xdb, Buffer.from([0, ...zigzag.map((place) => steps[place]!)])),
		segment(0xc0, Buffer.from([8, ...uint16(height), ...uint16(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])),
		segment(0xc4, table(0x00, codes.dc)),
		segment(0xc4, table(0x10, codes.ac)),
		segment(0xda, Buffer.from([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])),
		bits.bytes(),
		segment(0xd9),
	]);
}

/** The first comment. */
export function readJpegComment(bytes: Buffer): string | undefined {
	for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
		if (bytes[at + 1] === 0xfe) {
			return bytes.toString('latin1', at + 4, at + 2 + bytes.readUInt16BE(at + 2));
		}
	}
	return undefined;
}

/** Where the coefficients stand, from low to high frequencies along the diagonals (T.81, figure 5). */
const zigzag: readonly number[] = Array.from({ length: 64 }, (_, place) => place).sort((a, b) => {
	const [rowA, rowB] = [a >> 3, b >> 3];
	const [diagonalA, diagonalB] = [rowA + (a & 7), rowB + (b & 7)];
	return diagonalA - diagonalB || (diagonalA % 2 === 0 ? rowB - rowA : rowA - rowB);
});

/** Coarser towards high frequencies and towards low quality. */
function quantisation(quality: number): number[] {
	const coarse = (100 - quality) / 25;
	return Array.from({ length: 64 }, (_, place) => Math.round(1 + coarse * (2 + (place >> 3) + (place & 7))));
}

const cosines = Float32Array.from({ length: 64 }, (_, i) => {
	const [frequency, place] = [i >> 3, i & 7];
	return Math.cos(((2 * place + 1) * frequency * Math.PI) / 16) * (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

/** Quantised coefficients in zigzag order, 64 a block; luminance, blue and red of each 8 × 8 pixels one after the other. */
function coefficients({ width, height, data }: Raster, steps: readonly number[]): Int16Array {
	const [columns, rows] = [Math.ceil(width / 8), Math.ceil(height / 8)];
	const result = new Int16Array(columns * rows * 3 * 64);
	const planes = [0, 1, 2].map(() => new Float32Array(64));
	const half = new Float32Array(64);
	const scale = Float32Array.from(zigzag, (place) => 1 / steps[place]!);
	let to = 0;
	for (let block = 0; block < columns * rows; block++) {
		const [left, top] = [(block % columns) * 8, Math.floor(block / columns) * 8];
		for (let i = 0; i < 64; i++) {
			const y = Math.min(top + (i >> 3), height - 1);
			const at = (y * width + Math.min(left + (i & 7), width - 1)) * 4;
			const paper = 255 - data[at + 3]!;
			const cover = data[at + 3]! / 255;
			const [r, g, b] = [data[at]! * cover + paper, data[at + 1]! * cover + paper, data[at + 2]! * cover + paper];
			// ITU-T T.871, 7
			planes[0]![i] = 0.299 * r + 0.587 * g + 0.114 * b - 128;
			planes[1]![i] = -0.1687 * r - 0.3313 * g + 0.5 * b;
			planes[2]![i] = 0.5 * r - 0.4187 * g - 0.0813 * b;
		}
		for (const plane of planes) {
			transform(plane, half);
			transform(half, plane);
			for (let i = 0; i < 64; i++) {
				result[to++] = Math.round(plane[zigzag[i]!]! * scale[i]!);
			}
		}
	}
	return result;
}

/** The cosine transform of each row, turned on its side: twice makes it whole. Even cosines are symmetric, odd ones antisymmetric. */
function transform(from: Float32Array, to: Float32Array): void {
	for (let row = 0; row < 64; row += 8) {
		for (let odd = 0; odd < 2; odd++) {
			const sign = odd ? -1 : 1;
			const a = from[row]! + sign * from[row + 7]!;
			const b = from[row + 1]! + sign * from[row + 6]!;
			const c = from[row + 2]! + sign * from[row + 5]!;
			const d = from[row + 3]! + sign * from[row + 4]!;
			for (let at = odd * 8; at < 64; at += 16) {
				to[at + (row >> 3)] = a * cosines[at]! + b * cosines[at + 1]! + c * cosines[at + 2]! + d * cosines[at + 3]!;
			}
		}
	}
}

/** Symbols with the bits that follow them (T.81, F.1.2): the size of a difference of means; zeros and the size of what comes after them. */
function forEachSymbol(blocks: Int16Array, give: (isDc: boolean, symbol: number, value: number, length: number) => void): void {
	const means = [0, 0, 0];
	const signed = (isDc: boolean, zeros: number, value: number) => {
		const length = 32 - Math.clz32(Math.abs(value));
		give(isDc, (zeros << 4) | length, value < 0 ? value + (1 << length) - 1 : value, length);
	};
	for (let start = 0, block = 0; start < blocks.length; start += 64, block++) {
		const mean = blocks[start]!;
		signed(true, 0, mean - means[block % 3]!);
		means[block % 3] = mean;
		let zeros = 0;
		for (let i = start + 1; i < start + 64; i++) {
			const value = blocks[i]!;
			if (value === 0) {
				zeros++;
				continue;
			}
			for (; zeros > 15; zeros -= 16) {
				give(false, 0xf0, 0, 0);
			}
			signed(false, zeros, value);
			zeros = 0;
		}
		if (zeros > 0) {
			give(false, 0, 0, 0);
		}
	}
}

function table(id: number, { lengths }: PrefixCode): Buffer {
	const symbols = [...lengths.keys()].filter((symbol) => symbol < 256 && lengths[symbol]! > 0);
	const sorted = symbols.sort((a, b) => lengths[a]! - lengths[b]! || a - b);
	const sizes = Array.from({ length: 16 }, (_, i) => sorted.filter((symbol) => lengths[symbol] === i + 1).length);
	return Buffer.from([id, ...sizes, ...sorted]);
}

/** The highest bit first; a byte of ones is followed by zeros. Up to 16 bits at once. */
class EntropyWriter extends BitWriter {
	put(value: number, bits: number): void {
		this.pending = (this.pending << bits) | value;
		for (this.count += bits; this.count >= 8; this.count -= 8) {
			const byte = (this.pending >> (this.count - 8)) & 0xff;
			this.push(byte);
			if (byte === 0xff) {
				this.push(0);
			}
		}
		this.pending &= (1 << this.count) - 1;
	}

	bytes(): Buffer {
		this.put(0x7f, 7);
		return this.written;
	}
}

function segment(marker: number, content?: Buffer): Buffer {
	return content ? Buffer.concat([Buffer.from([0xff, marker, ...uint16(content.length + 2)]), content]) : Buffer.from([0xff, marker]);
}

function uint16(value: number): [number, number] {
	return [value >> 8, value & 0xff];
}
