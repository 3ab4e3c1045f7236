import { Readable, type Transform, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { FoveaError, isFoveaError } from '../errors.ts';

/** The most nested codings; no server uses as many. */
const mostCodings = 3;

/** Text and base64 shrink to a few percent at most: data that expands more than that, beyond this size, is meant to exhaust memory. */
const unsuspiciousBytes = 32 * 2 ** 20;
const mostGrowth = 100;

/**
 * Decodes an answer by its `content-encoding` (RFC 9110, 8.4): `gzip`, `deflate`, `br`, and `zstd` where Node supports it. A body that does not begin
 * like its coding, because a gateway has decoded it and kept the header, is passed on as it is.
 * @throws {FoveaError} `malformedAnswer` for an unknown coding, for damaged data, and for data that expands out of proportion; or what `body` throws
 */
export async function* decoded(
	body: AsyncIterable<Uint8Array>,
	contentEncoding: string | readonly string[] | undefined,
	host: string,
): AsyncIterable<Uint8Array> {
	const malformed = (what: string, cause?: unknown) =>
		new FoveaError('malformedAnswer', { host }, `The answer from ${host} ${what}`, { cause });
	const codings = [contentEncoding ?? []]
		.flat()
		.flatMap((header) => header.split(','))
		.map((coding) => coding.trim().toLowerCase().replace(/^x-/, ''))
		.filter((coding) => coding !== '' && coding !== 'identity');
	if (codings.length > mostCodings || !codings.every((coding) => coding in decoders)) {
		throw malformed('has a content-encoding that is not known');
	}
	if (codings.length === 0) {
		yield* body;
		return;
	}
	let [received, produced] = [0, 0];
	try {
		let bytes = counted(body, (length) => (received += length));
		for (const coding of codings.reverse()) {
			bytes = undone(bytes, coding);
		}
		for await (const chunk of bytes) {
			produced += chunk.length;
			if (produced > unsuspiciousBytes && produced > received * mostGrowth) {
				throw malformed(`grows from ${received} to more than ${produced} bytes`);
			}
			yield chunk;
		}
	} catch (error) {
		throw isZlibError(error) ? malformed('cannot be decompressed', error) : error;
	}
}

/** In Node 22.15 and later. */
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: () => Transform };

/** A decoder by the first bytes of the data; undefined when they show that it is not encoded. */
const decoders: Readonly<Record<string, (head: Buffer) => Transform | undefined>> = {
	gzip: (head) => (head[0] === 0x1f && head[1] === 0x8b ? zlib.createGunzip() : undefined),
	// Some servers leave out the zlib header around the deflated data (RFC 9110, 8.4.1.2).
	deflate: (head) =>
		(head[0]! & 0x0f) === 8 && head.length > 1 && head.readUInt16BE() % 31 === 0 ? zlib.createInflate() : zlib.createInflateRaw(),
	// Brotli has no signature. `{` would be the last block of an empty stream (RFC 7932, 9.2).
	br: (head) => (head[0] === 0x7b ? undefined : zlib.createBrotliDecompress()),
	...(createZstdDecompress ? { zstd: (head: Buffer) => (head[0] === 0x28 && head[1] === 0xb5 ? createZstdDecompress() : undefined) } : {}),
};

async function* undone(source: AsyncIterable<Uint8Array>, coding: string): AsyncIterable<Uint8Array> {
	const iterator = source[Symbol.asyncIterator]();
	const head: Uint8Array[] = [];
	let length = 0;
	while (length < 2) {
		const next: IteratorResult<Uint8Array, unknown> = await iterator.next();
		if (next.done) {
			break;
		}
		head.push(next.value);
		length += next.value.length;
	}
	const whole = (async function* () {
		yield* head;
		yield* { [Symbol.asyncIterator]: () => iterator };
	})();
	const decoder = length > 0 ? decoders[coding]!(Buffer.concat(head)) : undefined;
	if (!decoder) {
		yield* whole;
		return;
	}
	// When the source, the decoder or the reader ends early, the others end too; iterating the decoder throws the error.
	pipeline(Readable.from(whole, { objectMode: false }), decoder, () => undefined);
	yield* decoder as AsyncIterable<Uint8Array>;
}

async function* counted(source: AsyncIterable<Uint8Array>, add: (length: number) => void): AsyncIterable<Uint8Array> {
	for await (const chunk of source) {
		add(chunk.length);
		yield chunk;
	}
}

/** zlib's codes begin with `Z_`, Brotli's with `ERR__ERROR`, zstd's with `ZSTD_`. */
function isZlibError(error: unknown): boolean {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	return !isFoveaError(error) && typeof code === 'string' && /^(Z_|ERR_|ZSTD_)/.test(code);
}
