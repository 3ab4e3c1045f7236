import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type HttpClient, createHttpClient } from '../../../../src/core/net/http.ts';
import { Limiter } from '../../../../src/core/net/limiter.ts';
import type { OcrDocument } from '../../../../src/core/ocr/engine.ts';
import { draftMarkdown } from '../../../../src/core/ocr/markdown/documentDraft.ts';
import { renderMarkdown } from '../../../../src/core/ocr/markdown/draft.ts';
import type { EndpointFact, MistralOptions } from '../../../../src/core/ocr/mistral/engine.ts';
import { mistralEngine } from '../../../support/mistralEngine.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../../support/emulator/emulator.ts';
import type { Fault } from '../../../support/emulator/faults.ts';
import { sampleText } from '../../../support/sampleText.ts';
import { activeIn } from '../../../support/markdownPreview.ts';

const bytes = readFileSync('test/fixtures/workspace/report.pdf');
const report: OcrDocument = { name: 'report.pdf', mediaType: 'application/pdf', bytes, pageCount: 2 };
const retired = { 'mistral-ocr-2503': 'mistral-ocr-2503' } as const;

suite('Mistral OCR as the services speak it', () => {
	let emulator: Emulator;
	let http: HttpClient;
	let endpointFacts: EndpointFact[];

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'foundry', key: 'k', ...options });
	};
	setup(() => {
		http = createHttpClient({ strictSsl: true, systemCertificates: false });
		endpointFacts = [];
	});
	teardown(async () => {
		await http.close();
		await emulator.close();
	});

	async function convert(options: Partial<MistralOptions> = {}) {
		const engine = mistralEngine(http, {
			endpoint: new URL(emulator.endpoint),
			model: 'mistral-document-ai-2512',
			limiter: new Limiter({ start: 2, max: 4 }),
			withoutRunningText: true,
			onEndpointFact: (endpointFact) => endpointFacts.push(endpointFact),
			...options,
		});
		const { pages } = await engine.recognize(report, { signal: new AbortController().signal });
		const draft = await draftMarkdown(pages, { pageMarks: 'comment', fromService: true });
		return { draft, text: renderMarkdown(draft, (asset) => draft.assets[asset]!.name) };
	}

	const services: readonly (readonly [string, Partial<EmulatorOptions>, Partial<MistralOptions>])[] = [
		['Foundry, mistral-document-ai-2512', {}, {}],
		['Foundry, mistral-ocr-4-0', {}, { model: 'mistral-ocr-4-0' }],
		['Foundry, a deployment by another name', { models: { mine: 'mistral-ocr-4-0' } }, { model: 'mine', htmlTables: true }],
		['Foundry that takes api-key only', { authSchemes: ['api-key'] }, {}],
		['serverless, mistral-ocr-2503', { profile: 'serverless', models: retired }, { model: 'mistral-ocr-2503' }],
		[
			'serverless that takes the key alone',
			{ profile: 'serverless', models: retired, authSchemes: ['raw'] },
			{ model: 'mistral-ocr-2503' },
		],
		['Mistral, mistral-ocr-latest', { profile: 'mistral' }, { id: 'mistral', model: 'mistral-ocr-latest', htmlTables: true }],
		['Mistral, mistral-ocr-2512', { profile: 'mistral' }, { id: 'mistral', model: 'mistral-ocr-2512' }],
	];
	for (const [what, emulated, asked] of services) {
		test(`${what}: both pages and the figure come back`, async () => {
			await start(emulated);

			const { text, draft } = await convert(asked);

			assert.match(text, new RegExp(sampleText.report.title));
			assert.match(text, /<!-- page 2 -->/);
			assert.match(text, new RegExp(sampleText.report.monthsTitle));
			assert.ok(draft.assets.length > 0);
			assert.ok(draft.assets.every(({ name }) => text.includes(`(${name})`)));
		});
	}

	test('a deployment of an older model that refuses a field is asked for less, once', async () => {
		await start({ models: { 'mistral-document-ai-2512': 'mistral-ocr-2505' } });

		const { text } = await convert({ htmlTables: true });

		assert.match(text, new RegExp(sampleText.report.title));
		assert.deepEqual([emulator.requests.map(({ status }) => status), endpointFacts.map(({ kind }) => kind)], [[422, 200], ['minimalBody']]);
	});

	const passing: readonly Fault[] = [
		{ kind: 'rateLimited', retryAfterMs: 5 },
		{ kind: 'rateLimited', retryAfterSeconds: 0 },
		{ kind: 'status', status: 408 },
		{ kind: 'status', status: 500 },
		{ kind: 'status', status: 503 },
		{ kind: 'html', status: 502 },
		{ kind: 'null' },
		{ kind: 'truncated' },
		{ kind: 'cut', at: 'headers' },
		{ kind: 'cut', at: 'body' },
	];
	for (const fault of passing) {
		test(`${JSON.stringify(fault)} passes, and the page is paid for once`, async () => {
			await start({ faults: [fault] });

			assert.match((await convert()).text, new RegExp(sampleText.report.title));
			assert.deepEqual([...emulator.paid.values()], [1]);
		});
	}

	test('answers that are numbered, ordered or escaped otherwise come out the same', async () => {
		await start();
		const { text } = await convert();
		for (const quirk of ['unsorted', 'htmlEscaped', 'sparse'] as const) {
			emulator.quirks.clear();
			emulator.quirks.add(quirk);

			assert.equal((await convert()).text, text, quirk);
		}
	});

	test('pages numbered from 1 are still pages 1 and 2', async () => {
		await start({ quirks: ['oneBased'] });

		assert.deepEqual((await convert()).text.match(/<!-- page \d+ -->/g), ['<!-- page 1 -->', '<!-- page 2 -->']);
	});

	test('formulas come out between dollar signs', async () => {
		await start({ quirks: ['parenthesisMath'] });

		const { text } = await convert();

		assert.match(text, /The energy is \$E = mc\^2\$\./);
		assert.match(text, /\$\$\nE = mc\^2\n\$\$/);
	});

	test('a document that was made to harm does nothing', async () => {
		await start({ quirks: ['hostile'] });

		const { draft } = await convert();

		const names = draft.assets.map(({ name }) => name);
		assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
		assert.deepEqual(
			names.filter((name) => !/^p\d+-[\w-]+\.jpg$/.test(name)),
			[],
		);
		assert.deepEqual(activeIn(renderMarkdown(draft, (asset) => `a/${names[asset]}`)), []);
	});
});
