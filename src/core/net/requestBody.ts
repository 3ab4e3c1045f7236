import { base64Length } from '../disk/bytes.ts';

/** A request body of known length that can be produced anew for each attempt. */
export interface RequestBody {
	readonly contentType: string;
	/** In bytes. */
	readonly length: number;
	readonly chunks: () => Iterable<Uint8Array>;
}

/** A JSON body, for small values. */
export function jsonBody(value: unknown): RequestBody {
	const bytes = Buffer.from(JSON.stringify(value));
	return { contentType: 'application/json', length: bytes.length, chunks: () => [bytes] };
}

/**
 * A JSON body with `data` as base64 in the place where `build` puts its argument. The base64 text is produced piece by piece while it is sent, so
 * that a large document is not in memory several times.
 */
export function jsonBodyWithBase64(data: Uint8Array, build: (base64: string) => unknown): RequestBody {
	const placeholder = `base64:${crypto.randomUUID()}`;
	const [head = '', tail = ''] = JSON.stringify(build(placeholder)).split(placeholder);
	const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
	const step = 3 * 2 ** 16; // a multiple of 3, so that padding stands at the very end only
	return {
		contentType: 'application/json',
		length: Buffer.byteLength(head) + Buffer.byteLength(tail) + base64Length(bytes.length),
		*chunks() {
			yield Buffer.from(head);
			for (let offset = 0; offset < bytes.length; offset += step) {
				yield Buffer.from(bytes.subarray(offset, offset + step).toString('base64'), 'latin1');
			}
			yield Buffer.from(tail);
		},
	};
}
