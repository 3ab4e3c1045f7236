import decoder from '@jsquash/webp/codec/dec/webp_dec.js';
import { imageDimensions } from './format.ts';
import { type RgbaImage, mostPixels } from './rgbaImage.ts';
import { decodeWith } from './wasmDecoder.ts';

/**
 * Decodes a WebP file of one picture; `wasm` is `webp_dec.wasm` of @jsquash/webp.
 * @throws {RangeError} when the file cannot be decoded, or has more pixels than `mostPixels`
 */
export async function decodeWebp(bytes: Uint8Array, wasm: Uint8Array<ArrayBuffer>): Promise<RgbaImage> {
	const { width = 0, height = 0 } = imageDimensions(bytes) ?? {};
	if (width * height > mostPixels) {
		throw new RangeError(`A picture of ${width} x ${height} pixels`);
	}
	return decodeWith(decoder, wasm, bytes);
}
