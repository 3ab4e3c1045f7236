import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLocalEngine } from '../../../../../src/core/ocr/local/engine.ts';
import { draftMarkdown } from '../../../../../src/core/ocr/markdown/documentDraft.ts';
import { type TablesAcrossPages, renderMarkdown } from '../../../../../src/core/ocr/markdown/draft.ts';
import { TableMerger } from '../../../../../src/core/ocr/markdown/mergeTables.ts';
import { simplePdf, textAt } from '../../pdf/simplePdf.ts';
import { corpus, loadPdfEngine, tesseract } from '../local/localSetup.ts';

/** What becomes of the texts of pages that follow each other; a number in between is a page that is missing. */
function merge(...pages: readonly (string | undefined)[]): string[] {
	const merger = new TableMerger<{ index: number; text: string }>();
	const done = pages.flatMap((text, index) => (text === undefined ? [] : merger.push({ index, text })));
	return [...done, ...merger.finish()].map(({ text }) => text);
}

const stayApart = (...pages: readonly string[]) => assert.deepEqual(merge(...pages), pages);

const head = '| Name | Amount |\n| --- | --- |';
const first = `${head}\n| a | 1 |\n| b | 2 |`;

suite('a markdown table goes on on the next page', () => {
	test('when its header is repeated', () => {
		assert.deepEqual(merge(`text\n\n${first}`, `${head}\n| c | 3 |\n\nmore`), [`text\n\n${first}\n| c | 3 |`, 'more']);
	});

	test('when the repeated header differs in markup, case and dashes only', () => {
		assert.deepEqual(merge(first, '| **name** | AMOUNT |\n|:---|---:|\n| c | 3 |'), [`${first}\n| c | 3 |`, '']);
	});

	test('without losing a row where all rows are alike', () => {
		const rows = '| 100 | 100 |\n| --- | --- |\n| 100 | 100 |';

		assert.deepEqual(merge(rows, rows), [`${rows}\n| 100 | 100 |\n| 100 | 100 |`, '']);
	});

	test('when its header is empty, as of a table that goes on', () => {
		assert.deepEqual(merge(first, '|  |  |\n| --- | --- |\n| c | 3 |'), [`${first}\n| c | 3 |`, '']);
	});

	test('when there are rows only', () => {
		assert.deepEqual(merge(first, '| c | 3 |\n| d | 4 |\n\nmore'), [`${first}\n| c | 3 |\n| d | 4 |`, 'more']);
	});

	test('when a row of numbers stands where a header would', () => {
		assert.deepEqual(merge(first, '| c | 1,200.50 |\n| --- | --- |\n| d | 4 |'), [`${first}\n| c | 1,200.50 |\n| d | 4 |`, '']);
	});

	test('over three pages and more', () => {
		const pages = merge(`text\n\n${first}`, `${head}\n| c | 3 |`, '| d | 4 |', `${head}\n| e | 5 |\n\nend`);

		assert.deepEqual(pages, [`text\n\n${first}\n| c | 3 |\n| d | 4 |\n| e | 5 |`, '', '', 'end']);
	});

	test('and another one after it', () => {
		const pages = merge(first, `${head}\n| c | 3 |\n\nbetween\n\n${head}\n| x | 8 |`, `${head}\n| y | 9 |`);

		assert.deepEqual(pages, [`${first}\n| c | 3 |`, `between\n\n${head}\n| x | 8 |\n| y | 9 |`, '']);
	});

	test('past running text and page numbers, which stay on their pages', () => {
		const pages = merge(`ACME 2026\n\nintro\n\n${first}\n\n- 3 -`, `ACME 2026\n\n${head}\n| c | 3 |\n\n- 4 -`, 'ACME 2026\n\nend\n\n- 5 -');

		assert.deepEqual(pages, [`ACME 2026\n\nintro\n\n${first}\n| c | 3 |\n\n- 3 -`, 'ACME 2026\n\n- 4 -', 'ACME 2026\n\nend\n\n- 5 -']);
	});

	for (const number of ['7', 'Page 7', 'Page 7 of 12', '7/12', 'Seite 7 von 12', 'S. 7', '— 7 —']) {
		test(`past ${JSON.stringify(number)}`, () => {
			assert.deepEqual(merge(`${first}\n\n${number}`, `${head}\n| c | 3 |`), [`${first}\n| c | 3 |\n\n${number}`, '']);
		});
	}

	for (const title of [
		'Table 3 (continued)',
		'Table 3 – continued from previous page',
		'**Tabelle 2: Werte (Fortsetzung)**',
		"Table 1 – cont'd",
	]) {
		test(`below ${JSON.stringify(title)}, which stays on its page`, () => {
			assert.deepEqual(merge(first, `${title}\n\n${head}\n| c | 3 |`), [`${first}\n| c | 3 |`, title]);
		});
	}

	for (const note of ['Continued on next page', '(continued on page 7)', '*Fortsetzung auf der nächsten Seite*']) {
		test(`above ${JSON.stringify(note)}, which stays on its page`, () => {
			assert.deepEqual(merge(`${first}\n\n${note}`, `${head}\n| c | 3 |`), [`${first}\n| c | 3 |\n\n${note}`, '']);
		});
	}

	test('with pipes in its cells', () => {
		assert.deepEqual(merge(first, `${head}\n| c \\| d | 3 |`), [`${first}\n| c \\| d | 3 |`, '']);
	});
});

suite('tables stay apart', () => {
	test('with another header', () => stayApart(first, '| Name | Town |\n| --- | --- |\n| c | Rome |'));
	test('with a header of words over a column of numbers', () => stayApart(first, '| Item | Price |\n| --- | --- |\n| c | 3 |'));
	test('with more columns', () => stayApart(first, '| Name | Amount | x |\n| --- | --- | --- |\n| c | 3 | y |'));
	test('with rows of another number of cells', () => stayApart(first, '| c | 3 | 4 |'));
	test('with text between them', () => stayApart(`${first}\n\nText below.`, `${head}\n| c | 3 |`));
	test('with a title between them', () => stayApart(first, `Table 4: Others\n\n${head}\n| c | 3 |`));
	test('with a number and words between them', () => stayApart(first, `Table 4\n\n${head}\n| c | 3 |`));
	test('with a heading between them', () => stayApart(first, `## Next\n\n${head}\n| c | 3 |`));
	test('when the numbers begin in another column', () => stayApart(first, '| 7 | words |\n| --- | --- |\n| 8 | words |'));
	test('when the first is not at the bottom', () => stayApart(`${first}\n\none\n\ntwo\n\nthree`, `${head}\n| c | 3 |`));
	test('when the second has a figure, whose name means another one there', () =>
		stayApart(first, `${head}\n| ![img-0.jpeg](img-0.jpeg) | 3 |`));
	test('when the second has no rows', () => stayApart(first, head));
	test('when the first is a listing', () => stayApart(`\`\`\`\n${first}`, `${head}\n| c | 3 |`));
	test('when words that differ stand where a header would, and nothing is a number', () =>
		stayApart('| A | B |\n| --- | --- |\n| x | y |\n| x | y |', '| p | q |\n| --- | --- |\n| r | s |'));

	test('when the page between them is missing', () => {
		assert.deepEqual(merge(first, undefined, `${head}\n| c | 3 |`), [first, `${head}\n| c | 3 |`]);
	});

	test('when one is HTML', () => stayApart(first, '<table><tr><td>c</td><td>3</td></tr></table>'));
});

suite('an HTML table goes on on the next page', () => {
	const row = (...cells: readonly string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
	const table = (...rows: readonly string[]) => `<table>${rows.join('')}</table>`;
	const th = '<tr><th>Name</th><th>Amount</th></tr>';

	test('when its header is repeated, whether or not that is marked as one', () => {
		for (const header of [th, row('Name', 'Amount')]) {
			assert.deepEqual(merge(table(header, row('a', '1')), `${table(header, row('b', '2'))}\n\nmore`), [
				table(header, row('a', '1'), row('b', '2')),
				'more',
			]);
		}
	});

	test('when it has a header and the next one has none', () => {
		assert.deepEqual(merge(table(th, row('a', 'x')), table(row('b', 'y'))), [table(th, row('a', 'x'), row('b', 'y')), '']);
	});

	test('when none is marked and a row of numbers stands first', () => {
		const start = [row('Name', 'Amount'), row('a', '1'), row('b', '2')];

		assert.deepEqual(merge(table(...start), table(row('c', '3'))), [table(...start, row('c', '3')), '']);
	});

	test('with head and body', () => {
		const one = `<table>\n<thead>${row('Name', 'Amount')}</thead>\n<tbody>\n${row('a', '1')}\n</tbody>\n</table>`;
		const [merged] = merge(one, `<table><thead>${row('Name', 'Amount')}</thead><tbody>${row('b', '2')}</tbody></table>`);

		assert.equal(merged, `<table>\n<thead>${row('Name', 'Amount')}</thead>\n<tbody>\n${row('a', '1')}\n${row('b', '2')}</tbody>\n</table>`);
	});

	test('with a header of two rows and joined columns', () => {
		const header = '<tr><td rowspan="2">Set</td><td colspan="2">IM</td></tr><tr><td>Pre</td><td>Post</td></tr>';

		assert.deepEqual(merge(table(header, row('a', '1', '2')), table(header, row('b', '3', '4'))), [
			table(header, row('a', '1', '2'), row('b', '3', '4')),
			'',
		]);
	});

	test('but not with another header, a caption, a table inside, or a cell that would reach into it', () => {
		stayApart(table(th, row('a', '1')), table('<tr><th>Name</th><th>Town</th></tr>', row('b', 'x')));
		stayApart(table(row('Name', 'Town'), row('a', 'x')), table(row('Name', 'Street'), row('b', 'y')));
		stayApart(table(th, row('a', '1')), `<table><caption>Other</caption>${th}${row('b', '2')}</table>`);
		stayApart(table(th, row('a', table(row('x')))), table(th, row('b', '2')));
		stayApart(table(th, '<tr><td rowspan="3">a</td><td>1</td></tr>'), table(th, row('b', '2')));
	});

	test('but not past its caption: two tables of one shape on pages that follow each other, as Mistral answers them', () => {
		const header = '<tr><td rowspan="2">Dataset</td><td colspan="2">IM</td></tr><tr><td>Pre T</td><td>Post T</td></tr>';
		const running = 'Published as a conference paper at ICLR 2022';
		const page = (number: number) =>
			`${running}\n\n${table(header, row('CIFAR10', '6.60', '5.74'))}\n\nTable ${number}: Mean Absolute estimation Error`;

		stayApart(page(3), page(4));
	});
});

suite('made to exhaust', () => {
	for (const piece of [
		'|',
		'| ',
		'<table>',
		'<tr>',
		'<td rowspan=',
		'</table>',
		'| a |\n',
		'| - |\n',
		'<table><tr><td>a</td></tr></table>\n',
	]) {
		test(`${JSON.stringify(piece)}, very often`, () => {
			const text = piece.repeat(50_000);
			const pages = merge(text, text, text);

			assert.equal(pages.length, 3);
		});
	}
});

suite('tables of documents, as the local engine reads them', () => {
	let engine: ReturnType<typeof createLocalEngine>;

	suiteSetup(async () => {
		const pdf = await loadPdfEngine();
		engine = createLocalEngine({ ...tesseract, pdf, files: tesseract.languageFolder, languages: 'eng', withoutRunningText: true });
	});
	suiteTeardown(() => engine.dispose());

	/** How many tables and rows a document's markdown has. */
	async function tablesOf(bytes: Uint8Array, tablesAcrossPages: TablesAcrossPages): Promise<readonly [tables: number, rows: number]> {
		const document = { name: 'list.pdf', bytes, mediaType: 'application/pdf' } as const;
		const { pages } = await engine.recognize(document, { signal: new AbortController().signal });
		const draft = await draftMarkdown(pages, { pageMarks: 'comment', tablesAcrossPages, fromService: false });
		const rows = renderMarkdown(draft, String).match(/^\|.*\|$/gm) ?? [];
		const tables = rows.filter((row) => /^\| ?:?-/.test(row)).length;
		return [tables, rows.length - tables];
	}

	test('a list over five pages, each with its header, is one table with every row', async () => {
		const list = listPdf(5, { rowsOfPage: 22, top: 690 });

		assert.deepEqual(
			[await tablesOf(list, 'keep'), await tablesOf(list, 'merge')],
			[
				[5, 5 * 23],
				[1, 5 * 22 + 1],
			],
		);
	});

	test('no row is taken for a header, which is alike on each page, where a list begins at the top', async () => {
		const { pages } = await engine.recognize(
			{ name: 'list.pdf', bytes: listPdf(5, { rowsOfPage: 22, top: 800 }), mediaType: 'application/pdf' },
			{ signal: new AbortController().signal },
		);
		const rows = pages.flatMap(({ markdown }) => markdown.match(/Company of street \d+/g) ?? []);

		assert.deepEqual(
			rows,
			Array.from({ length: 5 * 22 }, (_, row) => `Company of street ${row}`),
		);
	});

	const folder = corpus();
	if (folder) {
		test('a real list over 16 pages is one table, with every row', async () => {
			const list = readFileSync(path.join(folder, 'WARN-Report-for-7-1-2015-to-03-25-2016.pdf'));

			assert.deepEqual(
				[await tablesOf(list, 'keep'), await tablesOf(list, 'merge')],
				[
					[17, 660],
					[2, 645],
				],
			);
		});
	}
});

/** A list of notices in a table with lines, which has its header on each page. */
function listPdf(pageCount: number, { rowsOfPage, top }: { rowsOfPage: number; top: number }): Uint8Array {
	const columns = [50, 150, 350, 545];
	const height = 26;
	const pages = Array.from({ length: pageCount }, (_, page) => {
		const rows = [
			['Date', 'Company', 'Employees'],
			...Array.from({ length: rowsOfPage }, (_, row) => {
				const number = page * rowsOfPage + row;
				return [`0${1 + (number % 9)}/15/2024`, `Company of street ${number}`, String(10 + number)];
			}),
		];
		const bottom = top - rows.length * height;
		const lines = [
			...columns.map((x) => `${x} ${top} m ${x} ${bottom} l S`),
			...Array.from(
				{ length: rows.length + 1 },
				(_, row) => `${columns[0]} ${top - row * height} m ${columns[3]} ${top - row * height} l S`,
			),
		];
		const texts = rows.flatMap((cells, row) => cells.map((cell, column) => textAt(columns[column]! + 6, top - row * height - 17, cell)));
		return { content: [...lines, ...texts].join('\n') };
	});
	return simplePdf(pages);
}
