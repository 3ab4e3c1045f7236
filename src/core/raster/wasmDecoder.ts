import type { RgbaImage } from './rgbaImage.ts';

/** The decoders' result. They call the browser's `ImageData` constructor by its name. */
class Pixels {
	constructor(
		readonly data: Uint8ClampedArray,
		readonly width: number,
		readonly height: number,
	) {}
}

/** The Emscripten module of a jSquash decoder, which the packages' own types do not describe. */
interface DecoderModule {
	/** Null for a file that it cannot decode. */
	readonly decode: (bytes: ArrayBuffer, ...options: readonly number[]) => Pixels | null;
}

type LoadDecoder = (options: { readonly noInitialRun: boolean; readonly wasmBinary: ArrayBuffer }) => Promise<DecoderModule>;

/**
 * Decodes a picture with a jSquash decoder: `load` is the main function of its script, `wasm` its WebAssembly.
 * @throws {RangeError} when the file cannot be decoded
 */
export async function decodeWith(
	load: unknown,
	wasm: Uint8Array<ArrayBuffer>,
	bytes: Uint8Array,
	...options: readonly number[]
): Promise<RgbaImage> {
	Object.assign(globalThis, { ImageData: Pixels });
	const { decode } = await (load as LoadDecoder)({ noInitialRun: true, wasmBinary: wasm.slice().buffer });
	const image = decode(new Uint8Array(bytes).buffer, ...options);
	if (!image) {
		throw new RangeError('No picture that can be decoded');
	}
	const { width, height, data } = image;
	return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
