import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { FoveaError, isFoveaError } from '../../../../src/core/errors.ts';
import { imageEndpoint } from '../../../../src/core/image/endpoint.ts';
import { parseJson } from '../../../../src/core/json.ts';
import { failure } from '../../../../src/core/image/failure.ts';
import { imageDimensions, imageFormat } from '../../../../src/core/raster/format.ts';
import { metadataFromParameters } from '../../../../src/core/raster/imageMetadata.ts';
import { hasProvenance, readMetadata, writeMetadata } from '../../../../src/core/raster/metadata.ts';
import { fromWire, imageEvents } from '../../../../src/core/image/openai.ts';
import { isSoundImage } from '../../../../src/core/raster/soundImage.ts';
import { serverSentEvents } from '../../../../src/core/net/sse.ts';
import { readXmp, xmpPacket } from '../../../../src/core/raster/xmp.ts';
import { processorTime } from '../../../support/processorTime.ts';

/** The same inputs at every run; a failure prints the one that it is about. */
const runs = { seed: 20_261_126, numRuns: 300 };

/** Processor time: far more than an input of these sizes takes, and far less than one that is read in more than linear time. */
const momentMs = 5000;

const metadata = { prompt: 'a fox', model: 'm', parameters: { size: '1x1' } };
const endpoint = new URL('https://h/v1');

function inAMoment(work: () => void): void {
	const spent = processorTime();
	work();
	assert.ok(spent() < momentMs);
}

const bytes = fc.uint8Array({ maxLength: 4000 });
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAADUlEQVR4nGP4z8DwHwAFAAH/6Dbd0AAAAABJRU5ErkJggg==', 'base64');

function pngChunk(type: string, data: Uint8Array): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** Files that begin as an image does and go on as they like. */
const almostImage = fc
	.tuple(
		fc.constantFrom(
			'\x89PNG\r\n\x1a\n\0\0\0\rIHDR',
			'\xff\xd8\xff\xe1',
			'RIFF\xff\0\0\0WEBPVP8X',
			'GIF89a',
			'<svg ',
			'<?xml ?><!-- ',
			'\0\0\0 ftypavif',
		),
		bytes,
	)
	.map(([head, tail]) => Buffer.concat([Buffer.from(head, 'latin1'), tail]));

/** A sound PNG with chunks of any content before its pixels. */
const pngWithChunks = fc
	.array(
		fc.tuple(fc.constantFrom('tEXt', 'zTXt', 'iTXt', 'caBX', 'eXIf'), fc.constantFrom('parameters', 'fovea', ''), bytes, fc.boolean()),
		{ maxLength: 8 },
	)
	.map((chunks) =>
		Buffer.concat([
			png.subarray(0, 33),
			...chunks.map(([type, keyword, data, packed]) =>
				pngChunk(type, Buffer.concat([Buffer.from(`${keyword}\0\0\0\0\0`), packed ? deflateSync(data) : data])),
			),
			png.subarray(33),
		]),
	);

suite('foreign bytes of images', function () {
	for (const [name, files] of [
		['anything', bytes.map((data) => Buffer.from(data))],
		['almost an image', almostImage],
		['a PNG with any chunks', pngWithChunks],
	] as const) {
		test(`${name}: read in a moment, without an exception, and writing into it leaves a file that reads back or the same one`, () => {
			fc.assert(
				fc.property(files, (file) => {
					inAMoment(() => {
						imageFormat(file);
						imageDimensions(file);
						hasProvenance(file);
						readMetadata(file);
						isSoundImage(file);
						const written = writeMetadata(file, metadata);
						assert.ok(written === file || readMetadata(written)?.prompt === 'a fox');
					});
				}),
				runs,
			);
		});
	}

	test('parameters and XMP of any text', () => {
		const text = fc.oneof(
			fc.string({ maxLength: 4000 }),
			fc
				.array(fc.constantFrom('a', ':', ',', '"', '\\', ' ', '\n', 'Size', '&', '<', '</rdf:RDF>', '<fovea:metadata>', '\t'), {
					maxLength: 2000,
				})
				.map((parts) => parts.join('')),
		);
		fc.assert(
			fc.property(text, (value) => {
				inAMoment(() => {
					metadataFromParameters(value);
					readXmp(value);
					xmpPacket(metadata, value, 60_000);
				});
			}),
			runs,
		);
	});
});

suite('foreign answers of image services', function () {
	test('JSON within bounds is read as it is, whatever its strings hold', () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
				const text = JSON.stringify(value);
				assert.deepEqual(parseJson(text), JSON.parse(text));
			}),
			runs,
		);
	});

	test('any JSON is an answer, or fails as expected failures do', () => {
		const known = fc.constantFrom(
			'data',
			'error',
			'errors',
			'code',
			'message',
			'type',
			'b64_json',
			'url',
			'revised_prompt',
			'usage',
			'detail',
			'param',
		);
		const answers = fc.letrec<{ value: unknown }>((tie) => ({
			value: fc.oneof(
				{ maxDepth: 5 },
				fc.constantFrom<unknown>(null, 1, 429, -1, '', 'x', 'data:image/png;base64,AAAA', 'https://h/1.png', 'content_filter', true),
				fc.dictionary(known, tie('value'), { maxKeys: 5 }),
				fc.array(tie('value'), { maxLength: 4 }),
			),
		})).value;
		const asked = { endpoint: imageEndpoint('https://h/v1', 'compatible'), model: 'm', bytes: 1, redact: (text: string) => text };
		fc.assert(
			fc.property(answers, fc.constantFrom(200, 400, 403, 422, 429, 500), (answer, status) => {
				inAMoment(() => {
					assert.ok(failure(status, {}, answer, asked) instanceof FoveaError);
					try {
						fromWire(answer, endpoint);
					} catch (error) {
						assert.ok(isFoveaError(error));
					}
					imageEvents({ event: '', data: JSON.stringify(answer) }, endpoint);
				});
			}),
			{ ...runs, numRuns: 1000 },
		);
	});

	test('a stream is the same however it is cut', async () => {
		const texts = fc.array(
			fc.constantFrom('data: ', 'event: x', ':', '\n', '\r', '\r\n', '\n\n', 'é', '🎨', '{"a":1}', '\uFEFF', 'id', ' '),
			{ maxLength: 60 },
		);
		await fc.assert(
			fc.asyncProperty(texts, fc.array(fc.nat(200), { maxLength: 10 }), async (parts, cuts) => {
				const whole = Buffer.from(parts.join(''));
				const places = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].sort((a, b) => a - b);
				const chunks = [0, ...places].map((from, index) => whole.subarray(from, places[index] ?? whole.length));
				assert.deepEqual(await eventsOf(chunks), await eventsOf([whole]));
			}),
			runs,
		);
	});
});

async function eventsOf(chunks: readonly Uint8Array[]): Promise<unknown[]> {
	async function* body(): AsyncGenerator<Uint8Array> {
		yield* chunks;
	}
	const found: unknown[] = [];
	for await (const event of serverSentEvents(body(), { host: 'h', maxEventBytes: 10_000 })) {
		found.push(event);
	}
	return found;
}
