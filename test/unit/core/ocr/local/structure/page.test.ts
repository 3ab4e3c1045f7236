import assert from 'node:assert/strict';
import { markContinued } from '../../../../../../src/core/ocr/local/structure/tables/continuedTables.ts';
import type { Line } from '../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { writeMarkdown } from '../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { type PageContent, pageBlocks } from '../../../../../../src/core/ocr/local/structure/blocks/pageBlocks.ts';
import { compactTable } from '../../../../../../src/core/ocr/local/structure/tables/table.ts';
import { horizontal, line, lines, typography } from './make.ts';

const content = (some: readonly Line[], more: Partial<PageContent> = {}): PageContent => ({
	...{ lines: some, turned: [], tables: [], figures: [], rules: [] },
	...more,
});
const style = typography();
const markdownOf = (some: readonly Line[], more: Partial<PageContent> = {}) =>
	writeMarkdown(pageBlocks(content(some, more), style), style, { figureId: ({ left }) => `img-${left}.png` });

const full = 'This line of text reaches the edge of it';
const table = (rows: readonly (readonly string[])[], top = 200) =>
	compactTable(
		{ left: 50, top, right: 250, bottom: top + 20 * rows.length },
		rows.map((row, y) => row.map((text, x) => (text ? [line(text, 50 + 100 * x, top + 14 + 20 * y)] : []))),
	)!;

suite('a page as markdown', () => {
	test('has paragraphs, headings and lists', () => {
		const page = [
			line('A title', 50, 60, { size: 20 }),
			...lines([full, 'and its end.', '• one', '• two', '    ◦ two and a half', '• three'], 50, 100),
		];

		assert.equal(markdownOf(page), `# A title\n\n${full} and its end.\n\n- one\n- two\n    - two and a half\n- three`);
	});

	test('lines that were ended on purpose end in markdown, too', () => {
		const page = [...lines([full, full], 50, 100), ...lines(['Jane Doe', '99 Long Street', 'London'], 50, 160)];

		assert.match(markdownOf(page), /\n\nJane Doe\\\n99 Long Street\\\nLondon$/);
	});

	test('lines of dashes around a quote are not text', () => {
		const rule = line('- - - - - - - - - - - - - - - - - - - -', 50, 140);
		const page = [...lines([full, full], 50, 100), rule, line('A quotation', 90, 170), { ...rule, baseline: 200, top: 192, bottom: 202 }];

		assert.match(markdownOf(page), /^This line[^\n]*\n\nA quotation$/);
	});

	test('tick boxes are items', () => {
		assert.equal(markdownOf(lines(['☐ Agree to the rules', '☑ Other'])), '- ☐ Agree to the rules\n- ☑ Other');
	});

	suite('labels side by side', () => {
		const row = (texts: readonly string[], y: number, change: Partial<Line> = {}) =>
			texts.map((text, i) => line(text, 50 + 160 * i, y, change));
		const order = (...rows: readonly (readonly Line[])[]) =>
			markdownOf(rows.flat())
				.replace(/\*\*/g, '')
				.split(/\n\n|\\\n/);

		test('come each before the value below it', () => {
			assert.deepEqual(order(row(['Invoice', 'Due'], 100), row(['2024-117', '31.03.2024'], 113)), ['Invoice 2024-117', 'Due 31.03.2024']);
			assert.deepEqual(
				order(row(['Bill to', 'Ship to'], 100, { bold: true }), row(['Ada Lane', 'Eve Quay'], 113), row(['Hull', 'Deal'], 125)),
				['# Bill to', 'Ada Lane Hull', '# Ship to', 'Eve Quay Deal'],
			);
		});

		test('are rows where they stand before their values', () => {
			assert.deepEqual(order(row(['Customer', 'Ada Lane'], 100), row(['City', 'Hull'], 113)), ['Customer', 'Ada Lane', 'City', 'Hull']);
		});

		for (const mark of ['•', '–', '◦']) {
			test(`have no items with ${mark} among their values, as posts with place and time in a résumé`, () => {
				assert.deepEqual(
					order(row(['Harbour', 'Hull'], 100, { bold: true }), row(['Pilot', '2019 – 2021'], 113), row([`${mark} Steered ships`], 126)).at(
						-1,
					),
					'- Steered ships',
				);
			});
		}
	});

	for (const rtl of [false, true]) {
		test(`a block of place and dates at the ${rtl ? 'left' : 'right'} edge is read before the items it stands beside`, () => {
			const [post, place, date] = rtl
				? ['ملاح في الميناء', 'حيفا', 'من مايو إلى يوليو']
				: ['Harbour pilot', 'Hull, England', 'May 2020 – June 2021'];
			const item = rtl
				? ['• قاد السفن الكبيرة والصغيرة إلى داخل الميناء القديم', 'في كل فصول السنة']
				: ['• Steered large and small ships into the old part of the', 'harbour'];
			const at = (text: string, y: number, isSide: boolean) => {
				const left = isSide === rtl ? 50 : 500 - 5 * text.length;
				return line(text, left, y, { rtl });
			};
			const page = [at(post, 100, false), at(place, 100, true), at(item[0]!, 112, false), at(date, 112, true), at(item[1]!, 124, false)];

			assert.deepEqual(markdownOf(page).split('\n\n'), [post, place, date, `- ${item.join(' ').slice(2)}`]);
		});
	}

	for (const gap of ['wide', 'very wide']) {
		test(`words with ${gap} gaps in justified lines are no such block`, () => {
			const page = ['It fills', 'in these', 'old port'].map((text, i) => [
				line(text, 50, 100 + 12 * i),
				line('up', gap === 'wide' ? 110 : 125, 100 + 12 * i),
			]);

			assert.equal(markdownOf(page.flat()).replaceAll(/\n+/g, ' '), 'It fills up in these up old port up');
		});
	}

	test('amounts at the right edge stay with the items they belong to', () => {
		const page = [
			...lines(['Kitchen', '• Flour from the mill', '• Eggs of free hens'], 50),
			...lines(['Price each', '5,50 EUR', '2 kg'], 300),
		];

		assert.deepEqual(markdownOf(page).split('\n\n'), [
			'Kitchen',
			'Price each',
			'- Flour from the mill',
			'5,50 EUR',
			'- Eggs of free hens',
			'2 kg',
		]);
	});

	test('numbers lists as the page does', () => {
		assert.equal(markdownOf(lines(['1. one', '2. two', '10) ten'])), '1. one\n2. two\n10) ten');
	});

	test('a paragraph that goes on in the next column is one', () => {
		const left = lines([...new Array<string>(4).fill(full), `${full.slice(0, -4)} con-`], 50, 100);
		const right = lines(['tinues here and reaches the edge of it too', ...new Array<string>(4).fill(full)], 300, 100);

		assert.equal(markdownOf([...left, ...right]).split('\n\n').length, 1);
		assert.match(markdownOf([...left, ...right]), /continues here/);
	});

	test('footnotes of a column stand behind what goes on in the next one', () => {
		const note = line('1 A note in small letters at the foot', 50, 200, { size: 7 });
		const page = [...lines(new Array<string>(5).fill(full), 50, 100), note, ...lines(new Array<string>(5).fill(full), 300, 100)];

		assert.match(markdownOf(page, { rules: [horizontal(50, 120, 185)] }), /1 A note in small letters at the foot$/);
	});

	test('small text below a rule is no footnote where running text is below it', () => {
		const abstract = lines(['An abstract in small letters, below a rule,', 'which is not at the foot of the page.'], 50, 150, { size: 8 });
		const page = [...lines([full, full], 50, 100), ...abstract, ...lines(new Array<string>(5).fill(full), 50, 200)];

		assert.match(markdownOf(page, { rules: [horizontal(50, 250, 138)] }), /An abstract in small letters[^\n]*\n\nThis line[^\n]*$/);
	});

	test('each footnote and each affiliation is a paragraph', () => {
		const note = (mark: string, text: string, y: number) =>
			line(`${mark}${text}`, 50, y, {
				size: 8,
				spans: [
					{ text: mark, font: 'Serif', bold: false, italic: false, mono: false, script: 'super' },
					{ text, font: 'Serif', bold: false, italic: false, mono: false },
				],
			});
		const page = [
			...lines([full, full], 50, 100),
			note('1', 'Department of Physics, City', 300),
			note('2', 'Department of Mathematics, City', 310),
			note('3', 'Group', 320),
		];

		assert.match(markdownOf(page), /¹Department of Physics, City\n\n²Department of Mathematics, City\n\n³Group$/);
	});

	test('a text in which verses are numbered is one paragraph', () => {
		const verse = (texts: readonly [string, string, string], y: number) => {
			const span = (text: string, script?: 'super') => ({ text, font: 'Serif', bold: false, italic: false, mono: false, script });
			return line(texts.join(''), 50, y, { spans: [span(texts[0], 'super'), span(texts[1]), span(texts[2], 'super')] });
		};

		assert.equal(
			markdownOf([
				verse(['1', 'In the beginning were the words ', '2'], 100),
				verse(['3', 'and the words were without an end', ''], 112),
			]).split('\n').length,
			1,
		);
	});

	test('figures and tables stand at their places', () => {
		const page = [line('Text above them.', 50, 100), line('Text between them.', 50, 190), line('Text below them.', 50, 300)];
		const markdown = markdownOf(page, {
			figures: [{ left: 50, top: 110, right: 200, bottom: 170, labels: [] }],
			tables: [
				table([
					['a', 'b'],
					['c', 'd'],
				]),
			],
		});

		assert.equal(
			markdown,
			'Text above them.\n\n![img-50.png](img-50.png)\n\nText between them.\n\n| a | b |\n| --- | --- |\n| c | d |\n\nText below them.',
		);
	});

	test('a picture under the text comes before it and divides nothing', () => {
		const columns = [...lines(new Array<string>(5).fill(full), 50, 100), ...lines(new Array<string>(5).fill(full), 300, 100)];
		const markdown = markdownOf(columns, { figures: [{ left: 40, top: 90, right: 560, bottom: 160, labels: [] }] });

		const column = new Array<string>(5).fill(full).join(' ');

		assert.equal(markdown, `![img-40.png](img-40.png)\n\n${column}\n\n${column}`);
	});

	test('code is fenced, with a fence that it does not contain', () => {
		assert.equal(markdownOf(lines(['```', 'let a;', '```'], 50, 100, { mono: true })), '````\n```\nlet a;\n```\n````');
	});

	test('cells are one line each, with bars escaped and numbers to the right', () => {
		assert.equal(
			markdownOf([], {
				tables: [
					table([
						['a|b', 'n'],
						['*', '1,200'],
						['', '(5)'],
					]),
				],
			}),
			'| a\\|b | n |\n| --- | ---: |\n| \\* | 1,200 |\n|  | (5) |',
		);
	});

	test('a table that goes on from the page before has an empty header', () => {
		const before = pageBlocks(
			content([], {
				tables: [
					table([
						['Name', 'Age'],
						['Ada', '36'],
					]),
				],
			}),
			style,
		);
		const page = pageBlocks(
			content([], {
				tables: [
					table(
						[
							['Alan', '41'],
							['Grace', '85'],
						],
						50,
					),
				],
			}),
			style,
		);

		assert.equal(
			writeMarkdown(markContinued(before, page), style, { figureId: () => '' }),
			'|  |  |\n| --- | ---: |\n| Alan | 41 |\n| Grace | 85 |',
		);
	});

	test('a table that repeats its header on the next page keeps it', () => {
		const rows = [
			['Name', 'Age'],
			['Ada', '36'],
		];
		const page = pageBlocks(content([], { tables: [table(rows)] }), style);

		assert.deepEqual(markContinued(page, page), page);
	});

	test('text that stands sideways comes last', () => {
		assert.equal(markdownOf([line('Upright.', 50, 100)], { turned: [line('Sideways.', 10, 50)] }), 'Upright.\n\nSideways.');
	});

	test('entries of a table of contents are a list', () => {
		const toc = lines(['One . . . . . . . . . . . . . . 1', '  One and a half . . . . . . . . 2', 'Two . . . . . . . . . . . . . . 3']);

		assert.equal(markdownOf(toc), '- One … 1\n    - One and a half … 2\n- Two … 3');
	});

	test('one that is so long that its number follows it is another', () => {
		const entries = ['Scope', 'Terms', 'Duties', 'Fees'].flatMap((text, i) => {
			const number = line(String(i + 3), 345, 100 + 12 * i);
			return [line(text, 50, 100 + 12 * i), { ...number, right: 350 }];
		});
		const long = line('Indemnification of the members of the board and of the officers: 17', 50, 148);

		assert.equal(
			markdownOf([...entries, { ...long, right: 350 }])
				.split('\n')
				.at(-1),
			'- Indemnification of the members of the board and of the officers: … 17',
		);
	});

	const entries = (rows: readonly (readonly [title: string, number?: string])[], numbers = 400) =>
		rows.flatMap(([title, number], i) => [
			line(title, 50, 100 + 12 * i),
			...(number === undefined ? [] : [line(number, numbers - 5 * number.length, 100 + 12 * i)]),
		]);

	test('an entry of a table of contents that takes two lines is one', () => {
		const long = '2.1 A title that is so long that it takes two lines of these contents';
		const page = entries([
			['1 First chapter', '1'],
			['2 Second chapter', '2'],
			[long],
			['and ends here', '3'],
			['2.2 Third', '4'],
			['2.3 Fourth', '5'],
		]);

		assert.match(markdownOf(page), new RegExp(`\\n- ${long} and ends here … 3\\n- 2.2`));
	});

	test('two entries are a table of contents below its name', () => {
		assert.equal(
			markdownOf([
				line('Contents', 50, 80, { size: 14 }),
				...entries([
					['1 Aims', '1'],
					['2 Means', '4'],
				]),
			]),
			'# Contents\n\n- 1 Aims … 1\n- 2 Means … 4',
		);
		assert.doesNotMatch(
			markdownOf(
				entries([
					['1 Aims', '1'],
					['2 Means', '4'],
				]),
			),
			/…/,
		);
	});

	test('two dots lead to a number, too', () => {
		assert.equal(
			markdownOf(lines(['The Federation of Students . . 71', 'The Association of Residents . . . 72'])),
			'- The Federation of Students … 71\n- The Association of Residents … 72',
		);
	});

	test('an item that begins with code goes on in the line below, set behind its bullet', () => {
		const spans = (text: string) => [{ text, font: 'Mono', bold: false, italic: false, mono: true }];
		const option = (text: string, y: number) =>
			line(text, 50, y, { size: 8.8, sizes: [8.8], font: 'Mono', mono: true, spans: spans(text), secondLeft: 61 });
		const page = [
			...[option('• --names [NAMES ...]', 100), line('Names of columns.', 61, 112)],
			...[option('• --all', 124), line('All columns.', 61, 136)],
		];

		assert.equal(markdownOf(page), '- `--names [NAMES ...]` Names of columns.\n- `--all` All columns.');
	});

	test('an address in typewriter letters that goes on in the next line stays in its paragraph', () => {
		const span = (text: string, mono: boolean) => ({ text, font: mono ? 'Mono' : 'Serif', bold: false, italic: false, mono });
		const first = 'The code of all that is at example.';
		const page = [
			line(first, 50, 100, { spans: [span('The code of all that is at ', false), span('example.', true)] }),
			line('org/reading/all-of-the-many-pages', 50, 112, {
				mono: true,
				font: 'Mono',
				spans: [span('org/reading/all-of-the-many-pages', true)],
			}),
			line('and its data are there, too.', 50, 124),
		];

		assert.equal(markdownOf(page).split('\n\n').length, 1);
	});

	test('a listing with comments in a script that its font lacks is one listing', () => {
		const code = (text: string, comment: string) => {
			const spans = [
				{ text, font: 'Mono', bold: false, italic: false, mono: true },
				{ text: comment, font: 'Gothic', bold: false, italic: false, mono: false },
			];
			return { text: text + comment, spans, mono: comment === '' };
		};
		const some = [code('VPC : lab', ''), code('Name : ', '설정'), code('Zone : 2a ', '(기본)')];
		const prose = line('실행: ', 50, 160, { spans: [{ text: '실행', font: 'Gothic', bold: false, italic: false, mono: false }] });

		assert.equal(
			markdownOf([...some.map((one, i) => line(one.text, 50, 100 + 12 * i, one)), prose]),
			'```\nVPC : lab\nName : 설정\nZone : 2a (기본)\n```\n\n실행',
		);
	});

	test('an empty page is empty', () => assert.equal(markdownOf([]), ''));
});

suite('a table as HTML', () => {
	const cell = (text: string) => (text ? [line(text, 50, 100)] : []);
	const grouped = compactTable(
		{ left: 50, top: 200, right: 250, bottom: 280 },
		[
			['Month', 'Boats & crews', ''],
			['', 'old', 'new'],
			['May', '3 < 4', '5'],
		].map((row) => row.map(cell)),
		[
			{ row: 0, column: 0, rows: 2, columns: 1 },
			{ row: 0, column: 1, rows: 1, columns: 2 },
		],
		2,
	)!;

	test('has its merged cells, the rows of its header, and what HTML would take for its own escaped', () => {
		assert.equal(
			writeMarkdown([{ kind: 'table', table: grouped }], style, { figureId: () => '', htmlTables: true }),
			[
				...['<table>', '<thead>', '<tr><th rowspan="2">Month</th><th colspan="2">Boats &amp; crews</th></tr>'],
				...['<tr><th>old</th><th>new</th></tr>', '</thead>', '<tbody>'],
				...['<tr><td>May</td><td>3 &lt; 4</td><td>5</td></tr>', '</tbody>', '</table>'],
			].join('\n'),
		);
	});

	test('is markdown where the setting says so, without merged cells', () => {
		assert.match(
			writeMarkdown([{ kind: 'table', table: grouped }], style, { figureId: () => '' }),
			/^\| Month \| Boats & crews \| {2}\|\n/,
		);
	});
});

test('a page whose text is aslant is read in paragraphs as others are', () => {
	const texts = [full, 'and its end.', '', full, 'and another end.'];
	const turned = texts.flatMap((text, i) => {
		const { left, top, right, bottom, ...rest } = line(text, 50, 100 + 12 * i);
		return text
			? [{ ...rest, ...{ left: top, top: left, right: bottom, bottom: right }, level: { left, top, right, bottom, degrees: 270 } }]
			: [];
	});

	assert.equal(markdownOf([], { turned }), `${full} and its end.\n\n${full} and another end.`);
});
