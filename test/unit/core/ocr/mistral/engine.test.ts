import assert from 'node:assert/strict';
import { type FoveaError, isFoveaError } from '../../../../../src/core/errors.ts';
import { type HttpClient, createHttpClient } from '../../../../../src/core/net/http.ts';
import type { OcrDocument } from '../../../../../src/core/ocr/engine.ts';
import type { EndpointFact, MistralOptions } from '../../../../../src/core/ocr/mistral/engine.ts';
import { mistralEngine } from '../../../../support/mistralEngine.ts';
import { ScriptedServer } from '../../../../support/scriptedServer.ts';

const pdf: OcrDocument = { name: 'a.pdf', mediaType: 'application/pdf', bytes: Buffer.from('%PDF-1.7'), pageCount: 1 };
const image: OcrDocument = { name: 'a.png', mediaType: 'image/png', bytes: Uint8Array.of(1, 2), pageCount: 1 };
const page = { index: 0, markdown: '# Hi', images: [], dimensions: { dpi: 200, height: 2200, width: 1700 } };
const success = { body: { pages: [page], model: 'mistral-ocr-2512', usage_info: { pages_processed: 1 } } };

/** As Azure wraps it: the same detail as a JSON string (Microsoft Q&A 5890356). */
const azureExtraForbidden = {
	status: 422,
	body: {
		error: {
			code: 'Invalid input',
			message:
				'{"detail":[{"type":"extra_forbidden","loc":["body","include_image_base64"],"msg":"Extra inputs are not permitted","input":true}]}',
			status: 422,
		},
	},
};

suite('MistralOcrEngine', () => {
	let server: ScriptedServer;
	let http: HttpClient;
	let endpointFacts: EndpointFact[];
	let lines: string[];

	setup(async () => {
		server = await ScriptedServer.start();
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
		endpointFacts = [];
		lines = [];
	});
	teardown(async () => {
		await http.close();
		await server.close();
	});

	const engine = (options: Partial<MistralOptions> = {}) =>
		mistralEngine(http, {
			endpoint: new URL('/v1/ocr', server.origin),
			model: 'my-deployment',
			key: 'secret-key',
			onEndpointFact: (endpointFact) => endpointFacts.push(endpointFact),
			log: (line) => lines.push(line),
			...options,
		});
	const recognize = (options: Partial<MistralOptions> = {}, document = pdf, signal = new AbortController().signal) =>
		engine(options).recognize(document, { signal });
	const bodies = () => server.requests.map(({ body }) => body);

	test('sends a PDF as a data URI and nothing that an unknown model might refuse', async () => {
		server.script(success);

		await recognize();

		assert.deepEqual(bodies(), [
			{
				model: 'my-deployment',
				document: { type: 'document_url', document_url: 'data:application/pdf;base64,JVBERi0xLjc=' },
				include_image_base64: true,
			},
		]);
	});

	test('sends an image as an image', async () => {
		server.script(success);

		await recognize({}, image);

		assert.deepEqual((bodies()[0] as { document: unknown }).document, { type: 'image_url', image_url: 'data:image/png;base64,AQI=' });
	});

	test('asks a model that knows them for tables and running text of their own', async () => {
		server.script(success, success);

		await recognize({ model: 'mistral-ocr-2512', htmlTables: true, withoutRunningText: true });
		await recognize({ model: 'mistral-ocr-2503', htmlTables: true, withoutRunningText: true });

		const fields = bodies().map((body) => Object.keys(body as object).slice(2));
		assert.deepEqual(fields, [['include_image_base64', 'table_format', 'extract_header', 'extract_footer'], ['include_image_base64']]);
	});

	test('asks a deployment for what the model behind its name takes', async () => {
		server.script(success, { status: 404, body: { error: { code: 'DeploymentNotFound' } } });

		await recognize({ knownAs: 'mistral-document-ai-2512', htmlTables: true, withoutRunningText: true });

		const body = bodies()[0] as Record<string, unknown>;
		assert.deepEqual([body['model'], body['table_format'], body['extract_header']], ['my-deployment', 'html', true]);
		assert.notDeepEqual(engine({ knownAs: 'mistral-document-ai-2512' }).profile, engine().profile);
		await assert.rejects(recognize({ knownAs: 'mistral-document-ai-2505' }), {
			code: 'modelNotFound',
			facts: {
				host: new URL(server.origin).host,
				model: 'my-deployment',
				retired: '2026-07-20',
				alternatives: ['mistral-document-ai-2512', 'mistral-ocr-4-0'],
			},
		});
	});

	test('asks for the wanted pages only', async () => {
		server.script(success);

		await engine().recognize(pdf, { signal: new AbortController().signal, pages: [0, 2] });

		assert.deepEqual((bodies()[0] as { pages: unknown }).pages, [0, 2]);
	});

	test('reads pages in order of index, with figures, tables and what older models leave out', async () => {
		const figure = { id: 'img-0.jpeg', image_base64: 'data:image/jpeg;base64,AQI=', image_annotation: 'A cat' };
		server.script({
			body: {
				pages: [
					{
						index: 2,
						markdown: 'c',
						images: [figure, { id: 'img-1.jpeg', image_base64: null }],
						tables: [{ id: 'tbl-0.html', content: '<table>', format: 'html' }],
						header: 'H',
						footer: null,
					},
					{ index: 1, markdown: 'b' },
				],
				model: 'mistral-ocr-2505-completion',
				usage_info: { pages_processed: 2, doc_size_bytes: null },
			},
		});

		assert.deepEqual(await recognize({}, { ...pdf, pageCount: 2 }), {
			pages: [
				{ index: 0, markdown: 'b', images: [], tables: [] },
				{
					index: 1,
					markdown: 'c',
					images: [{ id: 'img-0.jpeg', bytes: Buffer.from([1, 2]), annotation: 'A cat' }, { id: 'img-1.jpeg' }],
					tables: [{ id: 'tbl-0.html', content: '<table>' }],
					header: 'H',
				},
			],
			model: 'mistral-ocr-2505-completion',
			pagesProcessed: 2,
		});
	});

	test('numbers pages as they were asked for, and says when some are missing', async () => {
		const indexes = async (answered: number[], pages?: number[]) => {
			server.script({ body: { pages: answered.map((index) => ({ index, markdown: '' })) } });
			const result = await engine().recognize(
				{ ...pdf, pageCount: 4 },
				{ signal: new AbortController().signal, ...(pages ? { pages } : {}) },
			);
			return result.pages.map(({ index }) => index);
		};

		assert.deepEqual([await indexes([1, 2, 3, 4]), await indexes([0, 1], [1, 3]), lines], [[0, 1, 2, 3], [1, 3], []]);
		assert.deepEqual(
			[await indexes([0, 1, 3]), await indexes([2, 3, 4])],
			[
				[0, 1, 3],
				[1, 2, 3],
			],
		);
		assert.equal(lines.filter((line) => line.includes('3 of 4 pages')).length, 2);
	});

	suite('authentication', () => {
		const schemes = () => server.requests.map(({ headers }) => headers.authorization ?? `api-key ${String(headers['api-key'])}`);

		test('is Bearer first, then what Azure hosts want, and what worked is a endpointFact', async () => {
			server.script({ status: 401, body: {} }, { status: 401, body: {} }, success, success);
			const azure = engine();
			const { signal } = new AbortController();

			await azure.recognize(pdf, { signal });
			await azure.recognize(pdf, { signal });

			assert.deepEqual(schemes(), ['Bearer secret-key', 'secret-key', 'api-key secret-key', 'api-key secret-key']);
			assert.deepEqual(endpointFacts, [{ kind: 'authScheme', origin: server.origin, scheme: 'api-key' }]);
		});

		test('that nobody takes is unauthorized, and no endpointFact', async () => {
			const noHeader = { status: 400, body: { status: 'Auth token must be passed as a header called Authorization' } };
			server.script({ status: 401, body: {} }, { status: 401, body: {} }, noHeader);

			await assert.rejects(recognize(), { code: 'unauthorized' });
			assert.deepEqual([schemes(), endpointFacts], [['Bearer secret-key', 'secret-key', 'api-key secret-key'], []]);
		});

		for (const [what, body] of [
			['an author', { object: 'error', message: 'Document author metadata is invalid', type: 'invalid_request_error', code: null }],
			['authorization in its words', { error: { message: 'The author is not authorized to auth this' } }],
			['the words of a missing header, although one was sent', { status: 'Auth token must be passed as a header called Authorization' }],
		] as const) {
			test(`is no matter of a 400 with ${what}: the document is sent once`, async () => {
				server.script({ status: 400, body }, success, success);

				await assert.rejects(recognize(), { code: 'badRequest' });
				assert.equal(server.requests.length, 1);
			});
		}

		test('is a matter of a 400 whose code says so', async () => {
			server.script({ status: 400, body: { error: { code: 'Unauthorized', message: 'x' } } }, success);

			await recognize();

			assert.deepEqual(schemes(), ['Bearer secret-key', 'secret-key']);
		});

		test('by api-key alone, at a service that wants the header, is found out', async () => {
			server.script({ status: 400, body: { status: 'Auth token must be passed as a header called Authorization' } }, success);

			await recognize({ authScheme: 'api-key' });

			assert.deepEqual(schemes(), ['api-key secret-key', 'Bearer secret-key']);
		});

		test('starts with the scheme that is remembered', async () => {
			server.script(success);

			await recognize({ authScheme: 'raw' });

			assert.deepEqual(schemes(), ['secret-key']);
		});

		test('on Mistral is Bearer and nothing else', async () => {
			server.script({ status: 401, body: {} }, success);

			await assert.rejects(recognize({ id: 'mistral' }), { code: 'unauthorized' });
			assert.equal(server.requests.length, 1);
		});
	});

	suite('a service that refuses optional fields', () => {
		test('is asked once more with the required ones, and that is a endpointFact', async () => {
			server.script(azureExtraForbidden, success);

			await recognize();

			assert.deepEqual(Object.keys(bodies()[1] as object), ['model', 'document']);
			assert.deepEqual(endpointFacts, [{ kind: 'minimalBody', endpoint: `${server.origin}/v1/ocr`, model: 'my-deployment' }]);
		});

		const extra = [{ type: 'extra_forbidden', loc: ['body', 'include_image_base64'], msg: 'Extra inputs are not permitted', input: true }];
		const envelopes: readonly (readonly [what: string, status: number, body: unknown])[] = [
			['FastAPI’s', 422, { detail: extra }],
			// editor-code-assistant/eca#231
			['Mistral’s own', 422, { object: 'error', message: { detail: extra }, type: 'invalid_request_error', param: null, code: null }],
			// partITech/php-mistral#76
			['with the list twice', 422, { object: 'Error', detail: extra, message: extra, type: 'invalid_request_error', code: 3001 }],
			['with the status of a gateway', 400, { error: { code: 'Invalid input', message: JSON.stringify({ detail: extra }), status: 422 } }],
			['an envelope of an envelope', 422, { detail: { object: 'error', message: { detail: extra } } }],
			['a sentence of a gateway', 400, { error: { message: `MistralException - ${JSON.stringify({ detail: extra })}`, code: '400' } }],
			['a string in a string', 422, { error: { message: JSON.stringify({ message: JSON.stringify({ detail: extra }) }) } }],
		];
		for (const [what, status, body] of envelopes) {
			test(`is understood in the envelope that is ${what}`, async () => {
				server.script({ status, body }, success);

				await recognize({ id: 'mistral' });

				assert.deepEqual(Object.keys(bodies()[1] as object), ['model', 'document']);
			});
		}

		test('is asked with the required ones at once when that is remembered', async () => {
			server.script(success);

			await recognize({ minimalBody: true });

			assert.deepEqual(Object.keys(bodies()[0] as object), ['model', 'document']);
		});

		test('has results of a profile of their own, so that they do not outlive the endpointFact', async () => {
			server.script(azureExtraForbidden, success);
			const azure = engine();
			const before = azure.profile;
			assert.equal(azure.lesserProfile, undefined);

			await azure.recognize(pdf, { signal: new AbortController().signal });

			assert.deepEqual(azure.profile, before);
			assert.notDeepEqual(azure.lesserProfile, before);
			assert.deepEqual(engine({ minimalBody: true }).lesserProfile, azure.lesserProfile);
		});

		test('a 422 that remains names our fields only and nothing of the body', async () => {
			const detail = [
				{ type: 'missing', loc: ['body', 'document', 'document_url'], msg: 'x', input: { document: 'data:secret' } },
				{ type: 'x', loc: ['body', 'evil](command:x)'] },
			];
			server.script({ status: 422, body: { detail } });

			const error = await recognize().catch((caught: unknown) => caught as FoveaError);

			assert.ok(isFoveaError(error));
			assert.deepEqual([error.code, error.facts], ['rejectedFields', { host: new URL(server.origin).host, fields: ['document_url'] }]);
			assert.doesNotMatch(JSON.stringify([error.message, error.stack, lines]), /secret|evil/);
		});
	});

	suite('failures', () => {
		const cases: readonly (readonly [what: string, answer: object, code: string])[] = [
			[
				'400 of an unreadable PDF',
				{ status: 400, body: { object: 'error', type: 'document_parser_invalid_file', code: '3740' } },
				'rejectedDocument',
			],
			[
				'400 of an unreadable PDF as Azure wraps it',
				{
					status: 400,
					body: { error: { code: 'Invalid input', message: '{"object":"error","type":"document_parser_invalid_file","code":"3740"}' } },
				},
				'rejectedDocument',
			],
			['another 400', { status: 400, body: { message: 'x' } }, 'badRequest'],
			['403', { status: 403, body: {} }, 'forbidden'],
			['402', { status: 402, body: {} }, 'quotaExhausted'],
			['429 of an account without money', { status: 429, body: { error: { code: 'insufficient_quota' } } }, 'quotaExhausted'],
			['403 of an account without money', { status: 403, body: { detail: 'Insufficient credits.' } }, 'quotaExhausted'],
			[
				'400 of an unreadable PDF as a gateway repeats it',
				{ status: 400, body: { error: { message: 'MistralException - {"object":"error","code":"3740"}', code: '400' } } },
				'rejectedDocument',
			],
			[
				'422 about what the document holds (mistralai/client-ts#119)',
				{ status: 422, body: { detail: [{ type: 'value_error', loc: ['body'], msg: 'Value error, Document content must be a URL' }] } },
				'rejectedDocument',
			],
			['404', { status: 404, body: 'Not Found' }, 'notFound'],
			['410', { status: 410, body: '' }, 'notFound'],
			['415', { status: 415, body: '' }, 'rejectedDocument'],
			['413', { status: 413, body: '<html>' }, 'payloadTooLarge'],
			['a redirect', { status: 302, body: '', headers: { location: 'https://evil.test' } }, 'redirected'],
		];
		for (const [what, answer, code] of cases) {
			test(`${what} is ${code}, and not repeated`, async () => {
				server.script(answer, success);

				await assert.rejects(recognize(), { name: 'FoveaError', code });
				assert.equal(server.requests.length, 1);
			});
		}

		const soon = { 'retry-after-ms': '1' };
		const repeated: readonly (readonly [what: string, answer: object])[] = [
			['429', { status: 429, body: {}, headers: soon }],
			['408', { status: 408, body: 'upstream request timeout', headers: soon }],
			['500', { status: 500, body: '', headers: soon }],
			['503', { status: 503, body: '', headers: soon }],
			['null', { body: null }],
			['half a JSON', { body: '{"pages": [' }],
			['a cut connection', { cut: true }],
		];
		for (const [what, answer] of repeated) {
			test(`${what} is asked again`, async () => {
				server.script(answer, success);

				assert.equal((await recognize()).pages.length, 1);
				assert.equal(lines.length, 1);
			});
		}

		test('a model that its provider has retired is said to be, with those that it has instead', async () => {
			server.script({ status: 404, body: { object: 'error', type: 'model_not_found', code: '3040' } });

			await assert.rejects(recognize({ id: 'mistral', model: 'mistral-ocr-2503' }), {
				code: 'modelNotFound',
				facts: {
					host: new URL(server.origin).host,
					model: 'mistral-ocr-2503',
					retired: '2025-12-31',
					alternatives: ['mistral-ocr-latest', 'mistral-ocr-4-1', 'mistral-ocr-2512'],
				},
			});
		});

		const written = { index: 0, markdown: '# Hi', images: [], dimensions: null };
		const answers: readonly (readonly [what: string, body: unknown])[] = [
			['no number of its pages', { pages: [{ markdown: '# Hi' }] }],
			['numbers that are strings', { pages: [{ ...written, index: '0' }] }],
			[
				'nothing beside its text',
				{ pages: [{ index: 0, markdown: '# Hi', images: null, tables: null, dimensions: null }], usage_info: null },
			],
			['a byte order mark', `\ufeff${JSON.stringify({ pages: [written] })}`],
			[
				'confidences that are no numbers',
				'{"pages":[{"index":0,"markdown":"# Hi","confidence_scores":{"average":NaN,"minimum":-Infinity}}]}',
			],
			['a function’s envelope', { statusCode: 200, body: JSON.stringify({ pages: [written] }) }],
			['a batch’s envelope', { custom_id: '0', response: { status_code: 200, body: { pages: [written] } }, error: null }],
			['JSON in a string', JSON.stringify(JSON.stringify({ pages: [written] }))],
			['a list of one', [{ pages: [written] }]],
			['a list of pages', [written]],
			['pages by their numbers', { pages: { 0: written } }],
			['the names of Mistral’s library', { pages: [written], usageInfo: { pagesProcessed: 1 }, documentAnnotation: null }],
		];
		for (const [what, body] of answers) {
			test(`an answer with ${what} is read, and not asked for again`, async () => {
				server.script({ body });

				const { pages } = await recognize();

				assert.deepEqual(
					pages.map(({ index, markdown }) => [index, markdown]),
					[[0, '# Hi']],
				);
				assert.equal(server.requests.length, 1);
			});
		}

		test('a page without markdown has its blocks, its tables and its figures', async () => {
			const figure = { id: 'img-0.jpeg', image_base64: 'data:image/jpeg;base64,data:image/jpeg;base64,/9j/' };
			const tables = [{ id: 'tbl-0.html', content: '<table></table>', format: 'html' }];
			const blocks = [{ type: 'title', content: '# Hi' }, { type: 'image', image_id: 'img-0.jpeg' }, null];
			server.script(
				{ body: { pages: [{ index: 0, markdown: null, images: [figure], tables, blocks }] } },
				{ body: { pages: [{ index: 0, markdown: null, images: [{ id: 'a', imageBase64: '/9j/' }] }] } },
			);

			const [first] = (await recognize()).pages;
			const [second] = (await recognize()).pages;

			assert.equal(first?.markdown, '# Hi\n\n[tbl-0.html](tbl-0.html)\n\n![img-0.jpeg](img-0.jpeg)');
			assert.deepEqual(
				[first.images[0]?.bytes, second?.markdown, second?.images[0]?.bytes?.length],
				[Buffer.from('/9j/', 'base64'), '![a](a)', 3],
			);
		});

		for (const [what, body] of [
			['a page of a gateway', '<html><body>Sign in</body></html>'],
			['a list', []],
			['no pages', {}],
		] as const) {
			test(`${what} is malformed, has arrived whole, and is not asked for again`, async () => {
				server.script({ body }, success);

				await assert.rejects(recognize(), { code: 'malformedAnswer' });
				assert.equal(server.requests.length, 1);
			});
		}

		test('nothing at all is asked for again', async () => {
			server.script({ body: '' }, success);

			assert.equal((await recognize()).pages.length, 1);
		});

		test('500 is asked again once only', async () => {
			const failed = { status: 500, body: '', headers: soon };
			server.script(failed, failed, success);

			await assert.rejects(recognize(), {
				code: 'serviceFailed',
				facts: { host: new URL(server.origin).host, status: 500, seconds: 0.001 },
			});
		});

		test('after the last attempt the failure says what the service asked for', async () => {
			const busy = { status: 429, body: { message: 'Rate limit exceeded' }, headers: soon };
			server.script(busy, busy, busy, success);

			await assert.rejects(recognize(), { code: 'rateLimited', facts: { host: new URL(server.origin).host, seconds: 0.001 } });
			assert.equal(server.requests.length, 3);
		});

		for (const [what, body] of [
			['no pages', {}],
			['pages that are no list', { pages: {} }],
			['a list', []],
			['a text', '"hello"'],
		] as const) {
			test(`an answer with ${what} is malformed`, async () => {
				server.script({ body }, { body }, success);

				await assert.rejects(recognize(), { code: 'malformedAnswer' });
			});
		}
	});

	test('a cancel during the wait for a busy service ends at once', async () => {
		server.script({ status: 429, body: {}, headers: { 'retry-after': '60' } });

		const cancel = new AbortController();

		await assert.rejects(recognize({ log: () => cancel.abort() }, pdf, cancel.signal), { name: 'AbortError' });
	});

	test('neither log lines nor errors ever hold the key', async () => {
		server.script({ status: 503, body: 'secret-key', headers: { 'retry-after-ms': '1' } }, azureExtraForbidden, {
			status: 400,
			body: 'secret-key',
		});

		await assert.rejects(recognize(), (error: Error) => !JSON.stringify([lines, error, error.message, error.stack]).includes('secret-key'));
	});
});
