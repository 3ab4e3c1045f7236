import decoder from '@jsquash/avif/codec/dec/avif_dec.js';
import type { RgbaImage } from './rgbaImage.ts';

/** The decoder's result. The decoder calls the browser's `ImageData` constructor by its name. */
class Pixels {
	constructor(
		readonly data: Uint8ClampedArray,
		readonly width: number,
		readonly height: number,
	) {}
}

/** The Emscripten module, which the package's own types do not describe. */
interface AvifModule {
	/** Null for a file that it cannot decode. */
	readonly decode: (bytes: ArrayBuffer, bitDepth: number) => Pixels | null;
}

const load = decoder as unknown as (options: { readonly noInitialRun: boolean; readonly wasmBinary: ArrayBuffer }) => Promise<AvifModule>;

/**
 * Decodes an AVIF file, or the first picture of a sequence; `wasm` is `avif_dec.wasm` of @jsquash/avif.
 * @throws {RangeError} when the file cannot be decoded
 */
export async function decodeAvif(bytes: Uint8Array, wasm: Uint8Array<ArrayBuffer>): Promise<RgbaImage> {
	Object.assign(globalThis, { ImageData: Pixels });
	const { decode } = await load({ noInitialRun: true, wasmBinary: wasm.slice().buffer });
	const image = decode(new Uint8Array(bytes).buffer, 8);
	if (!image) {
		throw new RangeError('No AVIF picture that can be decoded');
	}
	const { width, height, data } = image;
	return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
