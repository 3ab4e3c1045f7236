import assert from 'node:assert/strict';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { ProfileName } from '../../../support/emulator/profiles.ts';
import { ask, dataUri, json, key, pdfRequest } from './ask.ts';
import { tinyPdf } from './tinyPdf.ts';

suite('Emulator: what it takes and what it refuses', function () {
	// Loading pdf.js takes a second or two.
	const pdf = tinyPdf([{ texts: [[72, 600, 12, 'Hello']] }, {}]);
	const document = { type: 'document_url', document_url: dataUri('application/pdf', pdf) };
	const models: Record<ProfileName, string> = {
		mistral: 'mistral-ocr-latest',
		foundry: 'mistral-document-ai-2512',
		serverless: 'mistral-ocr-2503',
	};
	const profiles = Object.keys(models) as ProfileName[];
	let running: Emulator[] = [];

	const start = async (profile: ProfileName, options: Partial<EmulatorOptions> = {}): Promise<Emulator> => {
		const retired = profile === 'serverless' ? { models: { 'mistral-ocr-2503': 'mistral-ocr-2503' } as const } : {};
		const emulator = await startEmulator({ profile, key, ...retired, ...options });
		running.push(emulator);
		return emulator;
	};
	const modelServer = (profile: ProfileName, status: number, body: unknown) => ({
		status,
		body: profile === 'foundry' ? { error: { code: 'Invalid input', message: JSON.stringify(body), status } } : body,
	});
	const mistralError = (status: number, type: string, code: string | null, message: string) => ({
		object: 'error',
		message,
		type,
		param: null,
		code,
		raw_status_code: status,
	});
	/** Where a 422 finds what fault. */
	const problems = ({ status, body }: { status: number; body: unknown }) => {
		assert.equal(status, 422);
		return (body as { detail: { type: string; loc: unknown[] }[] }).detail.map(({ type, loc }) => `${type} ${loc.join('.')}`);
	};

	teardown(async () => {
		await Promise.all(running.map((emulator) => emulator.close()));
		running = [];
	});

	for (const profile of profiles) {
		test(`${profile} takes a right request`, async () => {
			const emulator = await start(profile);

			const { status, body } = await json(ask(emulator, { model: models[profile], document, pages: [1], include_image_base64: true }));

			assert.deepEqual([status, (body as { usage_info: unknown }).usage_info], [200, { pages_processed: 1, doc_size_bytes: pdf.length }]);
		});

		test(`${profile} refuses a field that it does not know and says its value`, async () => {
			const emulator = await start(profile);

			const refused = await json(ask(emulator, { model: models[profile], document, colour: 'red' }));

			const detail = [{ type: 'extra_forbidden', loc: ['body', 'colour'], msg: 'Extra inputs are not permitted', input: 'red' }];
			assert.deepEqual(refused, modelServer(profile, 422, { detail }));
		});

		test(`${profile} refuses a PDF that it cannot read`, async () => {
			const emulator = await start(profile);

			const refused = await json(ask(emulator, pdfRequest(models[profile], Buffer.from('%PDF-1.4\nnothing'))));

			const body = mistralError(400, 'document_parser_invalid_file', '3740', 'Document is not a valid PDF.');
			assert.deepEqual(refused, modelServer(profile, 400, body));
		});

		test(`${profile} refuses a document of too many pages, however few are asked for`, async () => {
			const emulator = await start(profile, { limits: { pages: 1 } });

			const { status } = await json(ask(emulator, pdfRequest(models[profile], pdf, { pages: [0] })));

			assert.equal(status, 400);
		});

		test(`${profile} refuses a document of too many bytes, and a body that it will not even read`, async () => {
			const emulator = await start(profile, { limits: { bytes: pdf.length - 1 } });

			const answers = [await ask(emulator, pdfRequest(models[profile], pdf)), await ask(emulator, 'x'.repeat(3_000_000))];

			assert.deepEqual(
				answers.map(({ status }) => status),
				[413, 413],
			);
		});

		test(`${profile} has its OCR at one path only`, async () => {
			const emulator = await start(profile);

			const wrong = await json(ask(emulator, {}, { url: `${emulator.origin}/v1/ocr/process` }));

			const body = profile === 'foundry' ? { error: { code: '404', message: 'Resource not found' } } : { detail: 'Not Found' };
			assert.deepEqual(wrong, { status: 404, body });
		});
	}

	test('Foundry takes an API version in the query', async () => {
		const emulator = await start('foundry');

		const { status } = await ask(emulator, pdfRequest(models.foundry, pdf), { url: `${emulator.endpoint}?api-version=2024-05-01-preview` });

		assert.equal(status, 200);
	});

	test('OCR is asked for by POST', async () => {
		const emulator = await start('mistral');

		assert.equal((await ask(emulator, '', { method: 'GET' })).status, 405);
	});

	test('each way of sending the key is taken where it is configured, and only there', async () => {
		const emulators = [
			await start('mistral'),
			await start('foundry'),
			await start('foundry', { authSchemes: ['api-key'] }),
			await start('serverless', { authSchemes: ['raw'] }),
		];
		const ways: Record<string, string>[] = [
			{ authorization: `Bearer ${key}` },
			{ 'api-key': key },
			{ authorization: key },
			{ authorization: 'Bearer wrong' },
			{},
		];

		const statuses = await Promise.all(
			emulators.map((emulator) => Promise.all(ways.map(async (headers) => (await ask(emulator, {}, { headers })).status))),
		);

		// 422: let in, to find the body empty.
		assert.deepEqual(statuses, [
			[422, 401, 401, 401, 401],
			[422, 422, 401, 401, 401],
			[401, 422, 401, 401, 401],
			[401, 400, 422, 401, 400],
		]);
	});

	test('a wrong key is answered in the words of each service', async () => {
		const foundry = await start('foundry');

		const bodies = [
			await json(ask(await start('mistral'), {}, { headers: { authorization: 'Bearer wrong' } })),
			await json(ask(foundry, {}, { headers: { authorization: 'Bearer wrong' } })),
			await json(ask(foundry, {}, { headers: { 'api-key': 'wrong' } })),
		].map(({ body }) => JSON.stringify(body));

		assert.equal(bodies[0], '{"detail":"Unauthorized"}');
		assert.match(bodies[1]!, /^\{"statusCode":401,"message":"Unauthorized\. Access token is missing/);
		assert.match(bodies[2]!, /^\{"error":\{"code":"401","message":"Access denied due to invalid subscription key/);
	});

	test('a body has to be JSON and to say so', async () => {
		const emulator = await start('mistral');
		const plain = { authorization: `Bearer ${key}`, 'content-type': 'text/plain' };

		const statuses = [(await ask(emulator, '{"model":')).status, (await ask(emulator, {}, { headers: plain })).status];

		assert.deepEqual(statuses, [400, 422]);
	});

	test('missing fields are named, with what they are missing from', async () => {
		const emulator = await start('mistral');

		const { body } = await json(ask(emulator, { pages: [0] }));

		const missing = (name: string) => ({ type: 'missing', loc: ['body', name], msg: 'Field required', input: { pages: [0] } });
		assert.deepEqual(body, { detail: [missing('model'), missing('document')] });
	});

	test('values of the wrong type are named', async () => {
		const emulator = await start('mistral');

		const found = problems(
			await json(
				ask(emulator, {
					model: 4,
					document,
					pages: ['1'],
					include_image_base64: 'yes',
					image_limit: 1.5,
					table_format: 'csv',
					extract_header: null,
					bbox_annotation_format: { type: 'text' },
				}),
			),
		);

		assert.deepEqual(found, [
			'string_type body.model',
			'string_type body.pages.str',
			'int_type body.pages.list[int].0',
			'bool_type body.include_image_base64',
			'int_type body.image_limit',
			'literal_error body.bbox_annotation_format.type',
			'literal_error body.table_format',
			'bool_type body.extract_header',
		]);
	});

	test('a document has exactly the fields of one chunk', async () => {
		const emulator = await start('mistral');
		const image = { type: 'image_url', image_url: 'data:image/png;base64,AAAA', document_name: 'a.png' };

		const found = problems(await json(ask(emulator, { model: models.mistral, document: image })));

		assert.deepEqual(found, [
			'missing body.document.FileChunk.file_id',
			'literal_error body.document.FileChunk.type',
			'extra_forbidden body.document.FileChunk.image_url',
			'extra_forbidden body.document.FileChunk.document_name',
			'missing body.document.DocumentURLChunk.document_url',
			'literal_error body.document.DocumentURLChunk.type',
			'extra_forbidden body.document.DocumentURLChunk.image_url',
			'extra_forbidden body.document.ImageURLChunk.document_name',
		]);
	});

	test('a document may have a name and go without its type', async () => {
		const emulator = await start('mistral');
		const { document_url } = document;

		const { status } = await ask(emulator, { model: models.mistral, document: { document_url, document_name: 'a.pdf' } });

		assert.equal(status, 200);
	});

	test('fields are taken by the models that know them', async () => {
		const everyModel = {
			'mistral-ocr-2503': 'mistral-ocr-2503',
			'mistral-ocr-2505': 'mistral-ocr-2505',
			'mistral-document-ai-2512': 'mistral-document-ai-2512',
			'mistral-ocr-2512': 'mistral-ocr-2512',
			'mistral-ocr-4-1': 'mistral-ocr-4-1',
		} as const;
		const emulator = await start('mistral', { models: everyModel });
		const options = [{ image_limit: 1 }, { table_format: 'html' }, { extract_header: true }, { include_blocks: true }, { pages: '0-1' }];

		const taken = await Promise.all(
			Object.keys(everyModel).map((model) =>
				Promise.all(options.map(async (option) => (await ask(emulator, pdfRequest(model, pdf, option))).status === 200)),
			),
		);

		assert.deepEqual(taken, [
			[true, false, false, false, false],
			[true, false, false, false, false],
			[true, true, true, false, false],
			[true, true, true, true, true],
			[true, true, true, true, true],
		]);
	});

	test('Azure refuses table_format for 2505 in its envelope', async () => {
		const emulator = await start('foundry', { models: { mine: 'mistral-document-ai-2505' } });

		const refused = await json(ask(emulator, pdfRequest('mine', pdf, { table_format: 'html' })));

		const detail = [{ type: 'extra_forbidden', loc: ['body', 'table_format'], msg: 'Extra inputs are not permitted', input: 'html' }];
		assert.deepEqual(refused, modelServer('foundry', 422, { detail }));
	});

	test('a model that is unknown or retired is not found', async () => {
		const bodies = [
			await json(ask(await start('mistral'), pdfRequest('mistral-ocr-2505', pdf))),
			await json(ask(await start('foundry'), pdfRequest('toString', pdf))),
			await json(ask(await start('serverless', { models: {} }), pdfRequest('mistral-ocr-2503', pdf))),
		];

		const message = 'The model `mistral-ocr-2505` does not exist for router `ocr`.';
		assert.deepEqual(bodies[0], { status: 404, body: mistralError(404, 'model_not_found', '3040', message) });
		assert.match(JSON.stringify(bodies[1]), /^\{"status":404,"body":\{"error":\{"code":"DeploymentNotFound"/);
		assert.deepEqual(bodies[2], { status: 404, body: { status: 'Serverless endpoint not found' } });
	});

	test('Azure refuses URLs and file ids; nobody can fetch anything here', async () => {
		const url = { model: models.foundry, document: { type: 'document_url', document_url: 'https://example.com/a.pdf' } };
		const file = { model: models.mistral, document: { type: 'file', file_id: '5b8a1f0e-7d5c-4f3e-9a43-3b2b6f4f6c11' } };
		const [mistral, foundry] = [await start('mistral'), await start('foundry')];

		const statuses = [
			await ask(foundry, url),
			await ask(foundry, { ...file, model: models.foundry }),
			await ask(mistral, { ...url, model: models.mistral }),
			await ask(mistral, file),
		].map(({ status }) => status);

		assert.deepEqual(statuses, [400, 422, 400, 404]);
	});

	test('a document that is neither URL nor data URI is refused with the request repeated', async () => {
		const emulator = await start('mistral');
		const request = { model: models.mistral, document: { document_url: 'JVBERi0xLjQ=' } };

		const { status, body } = await json(ask(emulator, request));

		const { detail } = body as { detail: { type: string; loc: unknown; input: unknown }[] };
		assert.deepEqual([status, detail.map(({ type, loc, input }) => [type, loc, input])], [422, [['value_error', ['body'], request]]]);
	});

	test('base64 that cannot be decoded is a document that was not fetched; a serverless endpoint answers null', async () => {
		const damaged = ['JVBERi0', 'JVBE*i0=', 'JVBE-i0=', ''].map((base64) => `data:application/pdf;base64,${base64}`);
		const [mistral, serverless] = [await start('mistral'), await start('serverless')];

		const answers = await Promise.all(
			damaged.map(async (document_url) => {
				const request = { model: models.mistral, document: { document_url } };
				return [await json(ask(mistral, request)), await json(ask(serverless, request))];
			}),
		);

		const body = { object: 'error', message: 'Failed to fetch document', type: 'invalid_request_error' };
		assert.deepEqual(
			answers,
			damaged.map(() => [
				{ status: 400, body },
				{ status: 200, body: null },
			]),
		);
	});

	test('pages that the document does not have are refused', async () => {
		const emulator = await start('mistral');

		const statuses = await Promise.all(
			[[0, 2], [-1], '1-2', '2-1', 'all'].map(async (pages) => (await ask(emulator, pdfRequest(models.mistral, pdf, { pages }))).status),
		);

		assert.deepEqual(statuses, [400, 400, 400, 422, 422]);
	});
});
