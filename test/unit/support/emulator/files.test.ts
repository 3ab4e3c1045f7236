import assert from 'node:assert/strict';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import { ask, json, key, recognized } from './ask.ts';
import { tinyPdf } from './tinyPdf.ts';

const pdf = tinyPdf(['One', 'Two', 'Three'].map((text) => ({ texts: [[72, 600, 12, text]] })));
const unknown = '22e2e88f-167d-4f3d-982a-add977a54ec3';

interface File {
	readonly id: string;
	readonly [field: string]: unknown;
}

suite('Emulator: the files API', function () {
	// Loading pdf.js takes a second or two.
	let emulator: Emulator;

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'mistral', key, ...options });
	};
	teardown(() => emulator.close());

	const files = () => `${emulator.origin}/v1/files`;
	async function upload(
		fields: Readonly<Record<string, string>> = { purpose: 'ocr', visibility: 'user', expiry: '1' },
		{ type = 'application/pdf', bytes = pdf, headers = { authorization: `Bearer ${key}` } } = {},
	): Promise<{ readonly status: number; readonly body: File }> {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) {
			form.append(name, value);
		}
		form.append('file', new Blob([new Uint8Array(bytes)], { type }), 'a.pdf');
		const response = await fetch(files(), { method: 'POST', headers, body: form });
		return { status: response.status, body: (await response.json()) as File };
	}
	const get = (url: string) => json(ask(emulator, undefined, { url, method: 'GET' }));
	const remove = (id: string) => json(ask(emulator, {}, { url: `${files()}/${id}`, method: 'DELETE' }));
	const byId = (id: string, options: object = {}) => ({
		model: 'mistral-ocr-latest',
		document: { type: 'file', file_id: id },
		...options,
	});

	test('a file is described as it was uploaded, and gone after its deletion', async () => {
		await start();
		const { status, body } = await upload();

		const { created_at, expires_at, signature, ...rest } = body;
		assert.deepEqual(
			[status, rest, Number(expires_at) - Number(created_at), typeof signature],
			[
				200,
				{
					id: body.id,
					object: 'file',
					bytes: pdf.length,
					filename: 'a.pdf',
					purpose: 'ocr',
					sample_type: 'ocr_input',
					num_lines: 0,
					mimetype: 'application/pdf',
					source: 'upload',
					visibility: 'user',
				},
				3600,
				'string',
			],
		);
		assert.deepEqual(await get(`${files()}/${body.id}`), { status: 200, body: { ...body, deleted: false } });
		assert.deepEqual(await remove(body.id), { status: 200, body: { id: body.id, object: 'file', deleted: true } });
		assert.deepEqual([(await get(`${files()}/${body.id}`)).status, (await remove(body.id)).status, emulator.files.alive], [404, 404, []]);
	});

	test('teammates see a file that nobody has kept from them, and it stays', async () => {
		await start();

		const { body } = await upload({ purpose: 'ocr' });

		assert.deepEqual([body['visibility'], body['expires_at']], ['workspace', null]);
	});

	test('a file is recognised by its id, whole or in ranges that keep their numbers, and each is paid for', async () => {
		await start();
		const { id } = (await upload()).body;

		const whole = await recognized(emulator, byId(id));
		const range = await recognized(emulator, byId(id, { pages: [1, 2] }));

		assert.deepEqual(
			[whole, range].map(({ pages }) => pages.map(({ index, markdown }) => `${index} ${markdown}`)),
			[
				['0 One', '1 Two', '2 Three'],
				['1 Two', '2 Three'],
			],
		);
		assert.deepEqual(
			[...emulator.paid].map(([what, times]) => [what.replace(/^\w+ /, ''), times]),
			[
				['0,1,2', 1],
				['1,2', 1],
			],
		);
		assert.deepEqual(
			emulator.requests.map(({ byteLength }) => byteLength),
			[undefined, undefined, undefined],
		);
	});

	test('a file that is not there, deleted or expired, is recognised no more', async () => {
		await start();
		const { id } = (await upload()).body;
		await remove(id);
		const expired = emulator.files.add({ name: 'a.pdf', bytes: pdf, expiresMs: Date.now() - 1 });

		const statuses = [byId(unknown), byId(id), byId(expired.id), byId('no uuid')].map(async (body) => (await ask(emulator, body)).status);

		assert.deepEqual(await Promise.all(statuses), [404, 404, 404, 422]);
	});

	test('what the contract does not allow is refused', async () => {
		await start({ limits: { fileBytes: pdf.length } });

		const answers = [
			await upload({ purpose: 'text' }),
			await upload({ purpose: 'ocr', visibility: 'all' }),
			await upload({ purpose: 'ocr', expiry: 'soon' }),
			await upload({ purpose: 'ocr', visiblity: 'user' }),
			await upload(undefined, { type: 'application/zip' }),
			await upload(undefined, { bytes: Buffer.concat([pdf, Buffer.from(' ')]) }),
			await upload(undefined, { headers: { authorization: 'Bearer wrong' } }),
		];

		assert.deepEqual(
			answers.map(({ status, body }) => [status, ((body['detail'] ?? []) as { type?: string }[])[0]?.type]),
			[
				[422, 'literal_error'],
				[422, 'literal_error'],
				[422, 'int_type'],
				[422, 'extra_forbidden'],
				[422, undefined],
				[413, undefined],
				[401, undefined],
			],
		);
		assert.deepEqual(emulator.files.alive, []);
	});

	test('files are listed by their purpose, newest first, page by page', async () => {
		await start();
		const added = ['1', '2', '3'].map((name) => emulator.files.add({ name }));
		emulator.files.add({ name: '4', purpose: 'batch' });

		const names = async (query: string) => {
			const { status, body } = await get(`${files()}${query}`);
			return [status, ((body as { data?: File[] }).data ?? []).map(({ filename }) => filename)];
		};

		assert.deepEqual(await names('?purpose=ocr&page=0&page_size=2'), [200, ['3', '2']]);
		assert.deepEqual(await names('?purpose=ocr&page=1&page_size=2'), [200, ['1']]);
		assert.deepEqual(await names(''), [200, ['4', '3', '2', '1']]);
		assert.deepEqual(await names('?purpose=all'), [422, []]);
		assert.equal(((await get(files())).body as { total: number }).total, added.length + 1);
	});

	test('faults befall these requests too, and a cut comes after the work', async () => {
		await start({ faults: [{ kind: 'rateLimited' }, { kind: 'cut', at: 'headers' }] });

		const refused = await upload();
		await assert.rejects(upload());

		assert.deepEqual([refused.status, emulator.files.alive.length], [429, 1]);
	});

	test('Azure has none', async () => {
		await start({ profile: 'foundry' });

		assert.equal((await upload()).status, 404);
	});
});
