import { BitWriter } from './bitWriter.ts';
import { type PrefixCode, prefixCode } from './huffman.ts';
import type { Raster } from './raster.ts';

/**
 * A lossless WebP (RFC 9649) with a chunk of our own behind the pixels. Of the format it uses: green taken from red and blue, prediction from the
 * three neighbours above and to the left, and runs of equal differences.
 */
export function encodeWebp({ width, height, data }: Raster, chunkType: string, text: string): Buffer {
	const residuals = predicted(withoutGreen(data), width);
	const tokens = runs(residuals);
	const bits = new LosslessWriter();
	bits.put(0x2f, 8);
	bits.put(width - 1, 14);
	bits.put(height - 1, 14);
	bits.put(1, 1); // alpha is used
	bits.put(0, 3);
	bits.put(0b101, 3); // a transform follows, the green one (2)
	bits.put(0b001, 3); // a transform follows, the predictor (0)
	bits.put(7, 3); // blocks of 512 pixels
	bits.put(0, 1); // no colour cache
	[gradientPredictor, 0, 0, 0, 0].forEach((symbol) => singleSymbol(bits, symbol));
	bits.put(0, 1); // no more transforms
	bits.put(0, 1); // no colour cache
	bits.put(0, 1); // one set of codes for the whole image
	const counts = [280, 256, 256, 256].map((symbols) => new Uint32Array(symbols));
	for (const { length, argb } of tokens) {
		symbolsOf(length, argb).forEach((symbol, channel) => counts[channel]![symbol]!++);
	}
	const codes = counts.map((count) => writeCode(bits, count));
	singleSymbol(bits, 1); // distances: always one pixel to the left, which is "code 2"
	for (const { length, argb } of tokens) {
		symbolsOf(length, argb).forEach((symbol, channel) => bits.put(codes[channel]!.codes[symbol]!, codes[channel]!.lengths[symbol]!));
		if (length > 4) {
			const extra = 30 - Math.clz32(length - 1);
			bits.put((length - 1) & ((1 << extra) - 1), extra);
		}
	}
	const header = Buffer.alloc(10);
	header.writeUInt8(0x10); // has alpha
	header.writeUIntLE(width - 1, 4, 3);
	header.writeUIntLE(height - 1, 7, 3);
	const chunks = [chunk('VP8X', header), chunk('VP8L', bits.bytes()), chunk(chunkType, Buffer.from(text, 'latin1'))];
	return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));
}

/** The text of the first chunk of a type. */
export function readWebpText(bytes: Buffer, chunkType: string): string | undefined {
	for (let at = 12; at + 8 <= bytes.length;) {
		const length = bytes.readUInt32LE(at + 4);
		if (bytes.toString('latin1', at, at + 4) === chunkType) {
			return bytes.toString('latin1', at + 8, at + 8 + length);
		}
		at += 8 + length + (length % 2);
	}
	return undefined;
}

/** Left plus above less the one between, kept within a byte ("ClampAddSubtractFull"). */
const gradientPredictor = 12;

/** Channels in the order of the file: alpha, red, green, blue; green is taken from red and blue. */
function withoutGreen(data: Uint8Array): Uint8Array {
	const argb = new Uint8Array(data.length);
	for (let i = 0; i < data.length; i += 4) {
		const green = data[i + 1]!;
		argb[i] = data[i + 3]!;
		argb[i + 1] = data[i]! - green;
		argb[i + 2] = green;
		argb[i + 3] = data[i + 2]! - green;
	}
	return argb;
}

function predicted(argb: Uint8Array, width: number): Uint8Array {
	const residuals = new Uint8Array(argb.length);
	const row = width * 4;
	for (let i = 0; i < argb.length; i++) {
		const first = i % row < 4;
		const left = first ? 0 : argb[i - 4]!;
		let guess = i < 4 ? (i === 0 ? 255 : 0) : left; // opaque black stands before the first pixel
		if (i >= row) {
			const above = argb[i - row]!;
			guess = first ? above : Math.min(Math.max(left + above - argb[i - row - 4]!, 0), 255);
		}
		residuals[i] = argb[i]! - guess;
	}
	return residuals;
}

interface Token {
	/** How many pixels repeat the one before; 0 for a pixel of its own. */
	readonly length: number;
	readonly argb: number;
}

function runs(residuals: Uint8Array): Token[] {
	const pixels = new DataView(residuals.buffer);
	const count = residuals.length / 4;
	const tokens: Token[] = [];
	for (let i = 0; i < count;) {
		const argb = pixels.getUint32(i * 4);
		tokens.push({ length: 0, argb });
		let end = ++i;
		while (end < count && end - i < 4096 && pixels.getUint32(end * 4) === argb) {
			end++;
		}
		if (end - i > 2) {
			tokens.push({ length: end - i, argb });
			i = end;
		}
	}
	return tokens;
}

/** Green or a run's length, then, for a pixel, red, blue and alpha. */
function symbolsOf(length: number, argb: number): readonly number[] {
	return length === 0 ? [(argb >>> 8) & 0xff, (argb >>> 16) & 0xff, argb & 0xff, argb >>> 24] : [256 + lengthSymbol(length)];
}

/** RFC 9649, 5.2.2: up to 4 by themselves, above that two to each power of two. */
function lengthSymbol(length: number): number {
	const value = length - 1;
	const high = 31 - Math.clz32(value);
	return length <= 4 ? value : 2 * high + ((value >> (high - 1)) & 1);
}

/** Says which code follows; a single symbol needs no bits at all. Codes come out reversed, as the file wants them. */
function writeCode(bits: BitWriter, counts: Uint32Array): PrefixCode {
	const used = [...counts.keys()].filter((symbol) => counts[symbol]! > 0);
	if (used.length === 1) {
		singleSymbol(bits, used[0]!);
		return { codes: [...counts].fill(0), lengths: [...counts].fill(0) };
	}
	const { codes, lengths } = prefixCode(counts, 15);
	bits.put(0, 1);
	bits.put(15, 4); // all 19 code lengths of code lengths follow; in their order 17, 18, 0 to 5, 16, 6 to 15
	[0, 0, 4, 4, 4, 4, 4, 4, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4].forEach((length) => bits.put(length, 3));
	bits.put(0, 1);
	lengths.forEach((length) => bits.put(reversed(length, 4), 4));
	return { codes: codes.map((code, symbol) => reversed(code, lengths[symbol]!)), lengths };
}

function singleSymbol(bits: BitWriter, symbol: number): void {
	bits.put(symbol > 1 ? 0b101 : 0b001, 3);
	bits.put(symbol, symbol > 1 ? 8 : 1);
}

function reversed(value: number, length: number): number {
	let result = 0;
	for (let bit = 0; bit < length; bit++) {
		result |= ((value >> bit) & 1) << (length - 1 - bit);
	}
	return result;
}

/** The lowest bit first. Up to 24 bits at once. */
class LosslessWriter extends BitWriter {
	put(value: number, bits: number): void {
		this.pending |= value << this.count;
		for (this.count += bits; this.count >= 8; this.count -= 8, this.pending >>>= 8) {
			this.push(this.pending);
		}
	}

	bytes(): Buffer {
		this.put(0, 8);
		return this.written;
	}
}

function chunk(type: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
