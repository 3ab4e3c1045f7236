import type { ServerResponse } from 'node:http';
import type { ImageFault } from './imageFaults.ts';
import type { ImageRequest, SentImage } from './imageRecords.ts';

/** An image that was drawn. */
export interface Drawn extends SentImage {
	readonly file: Buffer;
}

interface Download {
	readonly image: Drawn;
	/** How often fetching it still fails. */
	failures: number;
	readonly by: 'status' | 'cut';
}

const signature = 'sig=emulated';

/** Images that were handed out by address, as from Azure's blob storage: whoever has the address may fetch them, and no key belongs there. */
export class Downloads {
	private readonly byPath = new Map<string, Download>();

	has(path: string): boolean {
		return this.byPath.has(path);
	}

	/** The path to fetch an image by, with its query. */
	add(image: Drawn, failing: Extract<ImageFault, { kind: 'downloadFails' }> | undefined): string {
		const path = `/private/images/${image.id}/generated_00.${image.mediaType.slice('image/'.length)}`;
		this.byPath.set(path, { image, failures: failing?.times ?? 0, by: failing?.by ?? 'status' });
		return `${path}?se=2026-11-22T23%3A59%3A59Z&${signature}`;
	}

	/** Answers the request for one of the images; `sending` is told when the whole file goes out. */
	send(response: ServerResponse, request: ImageRequest, sending: (image: Drawn) => void): void {
		const [path = '', query = ''] = request.path.split('?');
		const download = this.byPath.get(path)!;
		const problem = refusal(request, query.endsWith(signature)) ?? failure(download);
		if (problem) {
			request.status = problem.status;
			response.writeHead(problem.status, { 'content-type': 'application/xml' }).end(problem.body);
			return;
		}
		const { image } = download;
		request.status = 200;
		response.writeHead(200, { 'content-type': image.mediaType, 'content-length': image.file.length });
		if (download.failures > 0) {
			download.failures--;
			request.fault = 'cut';
			response.write(image.file.subarray(0, image.file.length >> 1), () => response.socket?.destroy());
			return;
		}
		sending(image);
		request.delivered = true;
		response.end(image.file);
	}
}

interface Problem {
	readonly status: number;
	readonly body: string;
}

/** Azure's words for an `Authorization` that its storage does not know; here for any key, as whoever sends one has given it to a stranger. */
function refusal({ headers, method }: ImageRequest, signed: boolean): Problem | undefined {
	if (headers.authorization !== undefined || headers['api-key'] !== undefined) {
		const message = 'Authentication information is not given in the correct format. Check the value of Authorization header.';
		return { status: 400, body: error('InvalidAuthenticationInfo', message) };
	}
	return method === 'GET' && signed
		? undefined
		: { status: 403, body: error('AuthenticationFailed', 'Server failed to authenticate the request.') };
}

function failure(download: Download): Problem | undefined {
	if (download.failures === 0 || download.by === 'cut') {
		return undefined;
	}
	download.failures--;
	return { status: 503, body: error('ServerBusy', 'The server is busy.') };
}

function error(code: string, message: string): string {
	return `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}
