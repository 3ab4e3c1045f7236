import decoder from '@jsquash/avif/codec/dec/avif_dec.js';
import type { RgbaImage } from './rgbaImage.ts';

/** What the decoder makes of a picture: it calls the browser's constructor by its name. */
class Pixels {
	constructor(
		readonly data: Uint8ClampedArray,
		readonly width: number,
		readonly height: number,
	) {}
}

/** What the package's own types leave open without those of Emscripten. */
interface AvifModule {
	/** Null for what it cannot decode. */
	readonly decode: (bytes: ArrayBuffer, bitDepth: number) => Pixels | null;
}

const load = decoder as unknown as (options: { readonly noInitialRun: boolean; readonly wasmBinary: ArrayBuffer }) => Promise<AvifModule>;

/**
 * The pixels of an AVIF file, the first picture of a sequence; `wasm` is `avif_dec.wasm` of @jsquash/avif.
 * @throws {RangeError} for what it cannot read
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
