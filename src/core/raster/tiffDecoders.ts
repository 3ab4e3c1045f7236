import { inflateSync } from 'node:zlib';
import { BaseDecoder, addDecoder } from 'geotiff';
import { lzwDecoded, packBitsDecoded } from './tiffCompression.ts';

/** The byte and bit order of a file. */
interface ByteOrder {
	/** Whether samples of two bytes and more have their highest byte first. */
	readonly isBigEndian: boolean;
	/** Whether the bits of each byte have their lowest first. */
	readonly isReversed: boolean;
}

/** Values of `Compression` in TIFF 6.0 and its technical notes. */
const none = [undefined, 1];
const lzw = 5;
const packBits = 32773;
const deflate = [8, 32946];

/** Bytes of a strip or tile at most. */
const mostBytes = 500_000_000;

/** Decodes a strip or tile to no more than `most` bytes. */
type Decode = (data: Uint8Array, most: number) => Uint8Array;

/**
 * Makes geotiff decode strips and tiles to typed arrays of no more bytes than they have pixels. Its own decoders append to plain arrays, and damaged
 * data makes these grow until V8 ends the whole process, from which no thread is safe.
 * @param order that of the file that is decoded next
 */
export function useBoundedDecoders(order: ByteOrder): void {
	for (const [compressions, decode] of [
		[none, (data: Uint8Array) => data],
		[[lzw], lzwDecoded],
		[[packBits], packBitsDecoded],
		[deflate, inflated],
	] as const) {
		const Decoder = decoderBy(decode, order);
		addDecoder([...compressions], async () => Decoder);
	}
}

function inflated(data: Uint8Array, most: number): Uint8Array {
	return inflateSync(data, { maxOutputLength: most });
}

function decoderBy(decode: Decode, { isBigEndian, isReversed }: ByteOrder): typeof BaseDecoder {
	return class extends BaseDecoder {
		override decodeBlock(block: ArrayBufferLike): ArrayBufferLike {
			const data = new Uint8Array(block);
			// A copy that begins at its buffer's beginning.
			const copy = Uint8Array.from(decode(isReversed ? data.map(reversed) : data, this.blockBytes()));
			return this.swaps() ? swapped(copy, this.bits()[0]!) : copy.buffer;
		}

		/** geotiff undoes the difference to the pixel before in the order of this machine. */
		override async decode(block: ArrayBufferLike): Promise<ArrayBufferLike> {
			const decoded = await super.decode(block);
			return this.swaps() ? swapped(new Uint8Array(decoded), this.bits()[0]!) : decoded;
		}

		private swaps(): boolean {
			return isBigEndian && this.parameters.predictor === 2 && [16, 32].includes(this.bits()[0] ?? 8);
		}

		private bits(): number[] {
			const { bitsPerSample } = this.parameters;
			return typeof bitsPerSample === 'number' ? [bitsPerSample] : Array.from(bitsPerSample);
		}

		private blockBytes(): number {
			const { tileWidth, tileHeight, planarConfiguration } = this.parameters;
			const bits = planarConfiguration === 2 ? (this.bits()[0] ?? 8) : this.bits().reduce((sum, one) => sum + one, 0);
			return Math.min(Math.ceil((tileWidth * bits) / 8) * tileHeight, mostBytes);
		}
	};
}

/** The bits of a byte in the other order. */
function reversed(byte: number): number {
	let result = 0;
	for (let bit = 0; bit < 8; bit++) {
		result |= ((byte >> bit) & 1) << (7 - bit);
	}
	return result;
}

function swapped(bytes: Uint8Array, bits: number): ArrayBufferLike {
	const whole = Buffer.from(bytes.buffer, 0, bytes.length - (bytes.length % (bits / 8)));
	if (bits === 16) {
		whole.swap16();
	} else {
		whole.swap32();
	}
	return bytes.buffer;
}
