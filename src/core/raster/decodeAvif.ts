import decoder from '@jsquash/avif/codec/dec/avif_dec.js';
import type { RgbaImage } from './rgbaImage.ts';
import { decodeWith } from './wasmDecoder.ts';

const bitDepth = 8;

/**
 * Decodes an AVIF file, or the first picture of a sequence; `wasm` is `avif_dec.wasm` of @jsquash/avif.
 * @throws {RangeError} when the file cannot be decoded
 */
export async function decodeAvif(bytes: Uint8Array, wasm: Uint8Array<ArrayBuffer>): Promise<RgbaImage> {
	return decodeWith(decoder, wasm, bytes, bitDepth);
}
