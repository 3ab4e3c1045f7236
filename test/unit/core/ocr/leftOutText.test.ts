import assert from 'node:assert/strict';
import type { OcrPage } from '../../../../src/core/ocr/engine.ts';
import { leftOutLines, pageText } from '../../../../src/core/ocr/leftOutText.ts';
import { pdfInProcess } from '../../../support/pdfInProcess.ts';
import { simplePdf, textAt } from '../pdf/simplePdf.ts';

/** An invoice with its facts in a column on the right, which a service was seen to leave out. */
const facts = [
	'Invoice number INV-2026-0042',
	'Date of issue 14 February 2026',
	'Customer 99813 Northwind',
	'Subscription January to March',
];
const body = [
	'Northwind Traders Limited',
	'Consulting about the warehouse, twelve days',
	'Travel from Hamburg to Rotterdam and back',
	'The amount is due within thirty days of receipt.',
];
const invoice = [...facts.map((text, i) => textAt(380, 760 - 16 * i, text)), ...body.map((text, i) => textAt(72, 760 - 90 * i, text))].join(
	'\n',
);

suite('Text that a service leaves out', () => {
	const leftOut = async (content: string, answer: Partial<OcrPage>, resources?: { readonly entries: string }) => {
		const engine = await pdfInProcess();
		const { signal } = new AbortController();
		const document = await engine.open(simplePdf([{ content, ...resources }]), { name: 'a.pdf', signal });
		try {
			const text = pageText(await document.layout(0, signal));
			return text && leftOutLines(text, { index: 0, markdown: '', images: [], tables: [], ...answer });
		} finally {
			await document.close();
		}
	};
	const markdown = body.join('\n\n');
	const whole = [...facts, ...body].join('\n');

	test('a column of an invoice', async () => {
		assert.deepEqual(await leftOut(invoice, { markdown }), facts);
	});

	test('all of a page, where the answer says nothing', async () => {
		assert.equal((await leftOut(invoice, { markdown: '' }))?.length, 8);
	});

	test('all of a page that came as a picture', async () => {
		const images = [{ id: 'img-0.jpeg', box: { left: 0, top: 0, right: 1, bottom: 1 } }];
		assert.equal((await leftOut(invoice, { markdown: '![img-0.jpeg](img-0.jpeg)', images }))?.length, 8);
	});

	for (const [what, answer] of [
		['in a table of the answer', { markdown, tables: [{ id: 'tbl-0.html', content: facts.map((fact) => `<td>${fact}</td>`).join('') }] }],
		['in its header and its footer', { markdown, header: facts.slice(0, 2).join(' '), footer: facts.slice(2).join(' ') }],
		['in the description of a figure', { markdown, images: [{ id: 'a', annotation: facts.join(', ') }] }],
		[
			'with some letters misread',
			{ markdown: whole.replace('number', 'nunber').replace('February', 'Februaty').replace('Northwind', 'Northwlnd') },
		],
		['in capitals and with marks', { markdown: whole.toUpperCase().replaceAll('O', 'Ö') }],
		['with words divided and joined', { markdown: whole.replaceAll('i', 'i- \n').replaceAll(' ', '') }],
		['in another order', { markdown: whole.split('\n').reverse().join('\n') }],
	] as const) {
		test(`nothing that is there ${what}`, async () => assert.deepEqual(await leftOut(invoice, answer), []));
	}

	test('nothing within a figure, but for what is no label', async () => {
		const images = [{ id: 'img-0.jpeg', box: { left: 0.6, top: 0, right: 1, bottom: 0.2 } }];
		assert.deepEqual(await leftOut(invoice, { markdown, images }), []);
		assert.deepEqual(await leftOut(invoice, { markdown, images: [{ id: 'without-a-place.jpeg' }] }), []);
	});

	test('no running text, no few words, no formulas', async () => {
		const edges = [textAt(72, 820, 'Annual Report of Northwind Traders'), textAt(72, 20, 'Confidential, all rights reserved')].join('\n');
		assert.deepEqual(await leftOut(`${invoice}\n${edges}\n${textAt(72, 300, 'Thank you kindly')}`, { markdown: whole }), []);
		const formula = [textAt(72, 400, 'x = a + b2 - \\(c d\\) / 4 e f'), textAt(72, 380, 'y = sin \\(a\\) + log b - 7 z2 + 3 q')].join('\n');
		assert.deepEqual(await leftOut(`${invoice}\n${formula}`, { markdown: `${whole}\n$$x=a+b^{2}$$` }), []);
	});

	test('nothing that the page does not show', async () => {
		const hidden = `3 Tr\n${facts.map((text, i) => textAt(380, 760 - 16 * i, text)).join('\n')}\n0 Tr`;
		assert.deepEqual(await leftOut(`${hidden}\n${body.map((text, i) => textAt(72, 760 - 90 * i, text)).join('\n')}`, { markdown }), []);
	});

	test('nothing where the answer is about another text', async () => {
		assert.deepEqual(
			await leftOut(invoice, { markdown: 'Ein ganz anderer Text in einer anderen Sprache, den niemand hier erwartet.' }),
			[],
		);
	});

	test('an answer that is longer than any page is not compared', async () => {
		assert.deepEqual(await leftOut(invoice, { markdown: `${markdown}\n${'x'.repeat(300_000)}` }), []);
	});

	test('a page without text has nothing to compare', async () => {
		assert.equal(await leftOut('', { markdown: 'text' }), undefined);
	});
});
