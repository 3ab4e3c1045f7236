import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { moved, serve } from '../rpc.ts';
import { decodeAvif } from './decodeAvif.ts';
import { decodeTiff } from './decodeTiff.ts';
import type { ImageDecoderApi } from './imageDecoder.ts';
import { onContrast } from '../ocr/local/tesseract/onContrast.ts';
import { encodePng } from './png.ts';

const { avif } = workerData as { readonly avif: string };

/** The entry point of the thread that decodes pictures. */
serve<ImageDecoderApi>(parentPort!, {
	async decode({ bytes, type }) {
		const image = type === 'image/avif' ? await decodeAvif(bytes, new Uint8Array(await readFile(avif))) : await decodeTiff(bytes);
		const png = new Uint8Array(encodePng(onContrast(image)));
		return moved(png, [png.buffer]);
	},
});
