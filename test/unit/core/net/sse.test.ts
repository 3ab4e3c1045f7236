import assert from 'node:assert/strict';
import { type ServerSentEvent, serverSentEvents } from '../../../../src/core/net/sse.ts';
import { processorTime } from '../../../support/processorTime.ts';

async function* arriving(...chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
	yield* chunks;
}

async function events(body: AsyncIterable<Uint8Array>, maxEventBytes = 1000): Promise<ServerSentEvent[]> {
	const found: ServerSentEvent[] = [];
	for await (const event of serverSentEvents(body, { host: 'h', maxEventBytes })) {
		found.push(event);
	}
	return found;
}

const read = (text: string, maxEventBytes?: number) => events(arriving(Buffer.from(text)), maxEventBytes);

suite('serverSentEvents', () => {
	const stream =
		'\uFEFF: welcome\r\n\r\nevent: image_generation.partial_image\r\ndata: {"b64_json":"naïve 🎨"}\r\n\r\n' +
		'id: 7\nretry: 10\ndata:one\ndata: two\ndata\n\n: ping\n\nevent: x\rdata:  spaced\r\rdata: {"last":"é"}\n\n';
	const expected: ServerSentEvent[] = [
		{ event: 'image_generation.partial_image', data: '{"b64_json":"naïve 🎨"}' },
		{ event: '', data: 'one\ntwo\n' },
		{ event: 'x', data: ' spaced' },
		{ event: '', data: '{"last":"é"}' },
	];

	test('whole', async () => assert.deepEqual(await read(stream), expected));

	test('cut in two at every byte', async () => {
		const bytes = Buffer.from(stream);
		for (let cut = 0; cut <= bytes.length; cut++) {
			assert.deepEqual(await events(arriving(bytes.subarray(0, cut), bytes.subarray(cut))), expected, `cut at byte ${cut}`);
		}
	});

	test('byte by byte, with empty chunks between', async () => {
		const bytes = Buffer.from(stream);
		const chunks = [...bytes].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);
		assert.deepEqual(await events(arriving(...chunks)), expected);
	});

	test('an event without data is none', async () => assert.deepEqual(await read('event: x\n\n:\n\n\n\n'), []));

	test('the last event counts without its blank line', async () =>
		assert.deepEqual(await read('data: 1\n\ndata: 2'), [
			{ event: '', data: '1' },
			{ event: '', data: '2' },
		]));

	test('[DONE] is an event as any other: what comes behind it may be the image', async () =>
		assert.deepEqual(
			(await read('data: 1\n\ndata: [DONE]\n\ndata: 2\n\n')).map(({ data }) => data),
			['1', '[DONE]', '2'],
		));

	test('an event may be as long as the bound', async () => assert.equal((await read(`data: ${'x'.repeat(94)}\n\n`, 100)).length, 1));

	for (const [what, text] of [
		['a line that ends', `data: ${'x'.repeat(95)}\n\n`],
		['a line that does not end', `data: ${'x'.repeat(500)}`],
		['many lines', 'data: 12345\n'.repeat(20)],
	] as const) {
		test(`an event beyond the bound is refused: ${what}`, () => assert.rejects(read(text, 100), { code: 'malformedAnswer' }));
	}

	test('the bound holds for each event, not for the stream', async () =>
		assert.equal((await read('data: 12345\n\n'.repeat(200), 100)).length, 200));

	test('an event is given before the next bytes are there', async () => {
		async function* body(): AsyncGenerator<Uint8Array> {
			yield Buffer.from('data: 1\n\n');
			throw new Error('too early');
		}
		for await (const { data } of serverSentEvents(body(), { host: 'h', maxEventBytes: 100 })) {
			assert.equal(data, '1');
			break;
		}
	});

	test('an image of 20 MB in small chunks is read in one go', async () => {
		const line = Buffer.from(`data: ${'A'.repeat(20_000_000)}\n\n`);
		const chunks = Array.from({ length: Math.ceil(line.length / 16_384) }, (_, index) =>
			line.subarray(index * 16_384, (index + 1) * 16_384),
		);
		const spent = processorTime();
		const [event] = await events(arriving(...chunks), 2 ** 25);
		assert.equal(event?.data.length, 20_000_000);
		assert.ok(spent() < 2000);
	});
});
