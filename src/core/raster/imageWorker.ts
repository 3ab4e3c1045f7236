import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { moved, serve } from '../rpc.ts';
import { decodeAvif } from './decodeAvif.ts';
import { decodeTiff } from './decodeTiff.ts';
import { decodeWebp } from './decodeWebp.ts';
import type { DecodedType, ImageDecoderApi } from './imageDecoder.ts';
import { onContrast } from '../ocr/local/tesseract/onContrast.ts';
import { encodePng } from './png.ts';
import type { RgbaImage } from './rgbaImage.ts';

const { avif, webp } = workerData as { readonly avif: string; readonly webp: string };

const decoders: Readonly<Record<DecodedType, (bytes: Uint8Array) => Promise<RgbaImage>>> = {
	'image/avif': async (bytes) => decodeAvif(bytes, new Uint8Array(await readFile(avif))),
	'image/tiff': decodeTiff,
	'image/webp': async (bytes) => decodeWebp(bytes, new Uint8Array(await readFile(webp))),
};

/** The entry point of the thread that decodes pictures. */
serve<ImageDecoderApi>(parentPort!, {
	async decode({ bytes, type }) {
		const png = new Uint8Array(encodePng(onContrast(await decoders[type](bytes))));
		return moved(png, [png.buffer]);
	},
});
