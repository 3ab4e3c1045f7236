import { FoveaError } from '../errors.ts';
import { bytesOf } from '../net/body.ts';
import type { HttpClient } from '../net/http.ts';
import { withRetries } from '../net/retry.ts';
import { type Reach, isWithinReach } from './reach.ts';
import { isSoundImage } from '../raster/soundImage.ts';

/** The longest image: 4K PNGs have some 20 MB. */
const maxImageBytes = 200 * 2 ** 20;

/** Options of `downloadImage`. */
export interface DownloadOptions {
	readonly url: URL;
	/** A client without a key. For a host that is not the service's, one that connects to allowed addresses only (`lookupWithin`). */
	readonly transport: Pick<HttpClient, 'get'>;
	/** The closest address that may be asked; any when absent, for the service's own host. */
	readonly reach?: Reach;
	readonly signal: AbortSignal;
	readonly timeoutMs: number;
	readonly attempts: number;
	readonly log: (line: string) => void;
	/** Told a line for each request when it has ended. */
	readonly onRequest?: ((line: string) => void) | undefined;
}

/**
 * Downloads an image from its URL, without a key and without following redirects. The image is paid for and downloading it costs nothing, so a broken
 * connection is retried.
 * @throws {FoveaError} `downloadRefused` for an address in a network that the service is not part of, or a URL with a name and password;
 * `downloadFailed` for any status but 200; `damagedImage` when the answer is not an image; what the network throws
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function downloadImage({
	url,
	transport,
	reach,
	signal,
	timeoutMs,
	attempts,
	log,
	onRequest,
}: DownloadOptions): Promise<Buffer> {
	const { host, hostname } = url;
	return withRetries(
		async (attempt) => {
			if (url.username || url.password || (reach !== undefined && !(await mayReach(hostname, reach, host)))) {
				throw new FoveaError('downloadRefused', { host }, `${host} is not to be asked for an image`);
			}
			const request = onRequest && ({ attempt, write: onRequest, hidesPath: true } as const);
			const { status, body } = await transport.get({ url, signal, timeoutMs, log: request });
			if (status !== 200) {
				await abandoned(body);
				throw new FoveaError('downloadFailed', { host, status }, `${status} from ${host} for an image`);
			}
			const bytes = await bytesOf(body, maxImageBytes, host);
			if (!isSoundImage(bytes)) {
				throw new FoveaError('damagedImage', { host }, `${bytes.length} bytes from ${host} are no image`);
			}
			return bytes;
		},
		{
			attempts,
			mayRepeat: ({ code, facts }) =>
				code === 'connectionLost' ||
				code === 'connectionRefused' ||
				(code === 'downloadFailed' && [408, 429, 500, 502, 503, 504].includes((facts as { readonly status: number }).status)),
			signal,
			onWait: (error, milliseconds) => log(`${error.message}; fetching again in ${(milliseconds / 1000).toFixed(1)} s`),
		},
	);
}

/** Ends an answer that nobody reads, so that its connection is free again. */
async function abandoned(body: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const _chunk of body) {
		return;
	}
}

async function mayReach(hostname: string, reach: Reach, host: string): Promise<boolean> {
	try {
		return await isWithinReach(hostname, reach);
	} catch (error) {
		throw new FoveaError('hostNotFound', { host }, `${host} cannot be looked up`, { cause: error });
	}
}
