import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { onAbort } from '../abort.ts';
import { FoveaError } from '../errors.ts';
import { type Method, RpcClient, alone } from '../rpc.ts';

/** The methods of the thread that decodes pictures. */
export type ImageDecoderApi = {
	/** Converts a picture, or the first page of a TIFF file, to a PNG file without transparency. */
	readonly decode: Method<{ readonly bytes: Uint8Array; readonly type: DecodedType }, Uint8Array>;
};

/** Media types that PDFium does not decode, and Leptonica not at all, not completely, or with much more memory. */
export type DecodedType = 'image/tiff' | 'image/avif' | 'image/webp';

/** Decodes a picture to a PNG file. */
export type DecodeImage = (bytes: Uint8Array, type: DecodedType, name: string, signal: AbortSignal) => Promise<Uint8Array>;

/** Milliseconds that one picture may take, and megabytes of memory for the decoder in addition to the pixels. */
const timeoutMs = 60_000;
const memoryMb = 1024;

/**
 * Decodes each picture in a thread of its own, because a malicious file can hang a decoder or exhaust its memory. `files` is the folder with
 * `imageWorker.cjs`, `avif_dec.wasm` and `webp_dec.wasm`. The function throws {FoveaError} `unsupportedType` for a file that cannot be decoded, and
 * {DOMException} `AbortError` when its `signal` aborts.
 */
export function imageDecoder(files: string): DecodeImage {
	return async (bytes, type, name, signal) => {
		signal.throwIfAborted();
		const worker = new Worker(path.join(files, 'imageWorker.cjs'), {
			workerData: { avif: path.join(files, 'avif_dec.wasm'), webp: path.join(files, 'webp_dec.wasm') },
			resourceLimits: { maxOldGenerationSizeMb: memoryMb },
		});
		const client = new RpcClient<ImageDecoderApi>(worker);
		const end = (reason: string) => client.close(new Error(reason));
		worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
		worker.on('exit', (code) => end(`The image worker ended with code ${code}`));
		const timer = setTimeout(() => end(`The picture took longer than ${timeoutMs} ms`), timeoutMs);
		const stop = onAbort(signal, () => end('Aborted'));
		try {
			return await client.call('decode', { bytes: alone(bytes), type });
		} catch (error) {
			signal.throwIfAborted();
			throw unsupported(name, type, error);
		} finally {
			clearTimeout(timer);
			stop();
			await worker.terminate();
		}
	};
}

/** The failure for a picture that the local engine cannot decode, because it is damaged or unsupported. */
export function unsupported(name: string, type: string, cause: unknown): FoveaError {
	const message = cause instanceof Error ? cause.message : String(cause);
	return new FoveaError('unsupportedType', { name, engine: 'local', type: type.replace(/^.*\//, '') }, message, { cause });
}
