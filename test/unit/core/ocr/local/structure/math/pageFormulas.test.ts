import assert from 'node:assert/strict';
import type { PageLayout, Rule, TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { pageFormulas } from '../../../../../../../src/core/ocr/local/structure/math/pageFormulas.ts';
import { pageParts } from '../../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { documentBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { writeMarkdown } from '../../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { horizontal, run, words } from '../make.ts';
import { symbol, tall, upright } from './makeSymbols.ts';

suite('pageFormulas', () => {
	const page = (runs: readonly TextRun[], rules: readonly Rule[] = []): PageLayout => ({
		...{
			width: 600,
			height: 800,
			rotation: 0,
			runs,
			rules,
			shapes: [],
			images: [],
			links: [],
		},
	});
	const markdown = (runs: readonly TextRun[], rules: readonly Rule[] = []) => {
		const { blocks, typography } = documentBlocks([pageParts(page(runs, rules))], false);
		return writeMarkdown(blocks[0]!, typography, { figureId: () => '' });
	};
	const prose = (baseline: number) => words('Some words that are a line of the text of this page', 50, baseline);
	const script = { size: 7 };

	test('a page without fonts of formulas is left as it is', () => {
		const plain = page([...prose(100), run('x', 50, 112, { italic: true }), run('2', 55, 108, { size: 7 })]);

		assert.equal(pageFormulas(plain).page, plain);
	});

	test('formulas within a line are between dollar signs, punctuation and brackets of the text outside', () => {
		const line = [
			...words('Let (where', 50, 112),
			...[
				symbol('x', 102, 112, { spaced: true }),
				symbol('i', 107, 114, script),
				upright('=', 114, 112, { spaced: true }),
				upright('2),', 122, 112),
			],
			...words('be a number', 142, 112),
		];

		assert.equal(
			markdown([...prose(100), ...line]),
			'Some words that are a line of the text of this page Let (where $x_i = 2$), be a number',
		);
	});

	test('what touches a formula is in it, because a dollar sign beside a letter begins none', () => {
		const line = [
			...words('the', 50, 112),
			symbol('n', 68, 112, { spaced: true }),
			upright('th', 73, 112),
			...words('of them all', 86, 112),
		];

		assert.match(markdown([...prose(100), ...line]), /the \$n\\mathrm\{th\}\$ of them all/);
	});

	test('a word that stands close to a formula, but not without a space, is none of it', () => {
		const of = words('a size of', 50, 112);
		const line = [...of, symbol('n', of.at(-1)!.right + 1, 112, { spaced: true }), ...words('at all', 110, 112)];

		assert.match(markdown([...prose(100), ...line]), /a size of \$n\$ at all/);
	});

	/** A matrix of two rows between brackets, 40 points wide, whose middle is on a line. */
	const matrix = (left: number, baseline: number) => {
		const [top, bottom] = [baseline - 14, baseline + 9];
		const rows = [-8.5, 3.5].flatMap((y, row) =>
			[0, 1].map((column) => upright(String(2 * row + column + 1), left + 9 + 17 * column, baseline + y + 2.5)),
		);
		return [tall('[', left, top, bottom), ...rows, tall(']', left + 33, top, bottom)];
	};

	test('a matrix within a line is in its formula', () => {
		const line = [
			...words('Let', 50, 130),
			...[symbol('A', 68, 130, { spaced: true }), upright('=', 76, 130, { spaced: true }), ...matrix(84, 130)],
			...words('be a matrix of numbers', 128, 130),
		];

		assert.match(
			markdown([...prose(100), ...line]),
			/Let \$A = \\begin\{bmatrix\} 1 & 2 \\\\ 3 & 4 \\end\{bmatrix\}\$ be a matrix of numbers/,
		);
	});

	test('one of small symbols is, too', () => {
		const rows = ['13', '24'].flatMap((column, i) =>
			Array.from(column, (digit, row) => upright(digit, 88 + 6.5 * i, 125.3 + 7 * row, script)),
		);
		const brackets = [tall('[', 84, 121, 134, 4), tall(']', 99, 121, 134, 4)];
		const line = [
			...words('Let', 50, 130),
			...[symbol('A', 68, 130, { spaced: true }), upright('=', 76, 130, { spaced: true }), ...brackets, ...rows],
			...words('be a matrix of numbers', 108, 130),
		];

		assert.match(markdown([...prose(100), ...line]), /\$A = \\begin\{bmatrix\} 1 & 2 \\\\ 3 & 4 \\end\{bmatrix\}\$ be a matrix/);
	});

	test('cases with words are a formula and no lines of text', () => {
		const formula = [
			...[symbol('f', 150, 150), upright('=', 158, 150), tall('{', 168, 130, 164)],
			...[upright('1', 176, 142), ...words('whenever it is so', 192, 142)],
			...[upright('0', 176, 156), ...words('otherwise', 192, 156)],
		];

		assert.match(
			markdown([...prose(100), ...formula, ...prose(200)]),
			/\$\$\nf = \\begin\{cases\} 1 & \\text\{whenever it is so\} \\\\ 0 & \\text\{otherwise\} \\end\{cases\}\n\$\$/,
		);
	});

	test('a font of formulas in which a page sets its text is a font of text', () => {
		const text = [76, 88, 100, 112, 124, 136].flatMap(prose).map((one) => ({
			...one,
			...{
				font: 'STIXGeneral-Regular',
				math: 'unicode' as const,
				glyphs: Array.from(one.text, (letter) => ({ ...one, text: letter })),
			},
		}));

		assert.deepEqual(markdown([...text, symbol('x', 50, 148), ...words('is a letter of it', 60, 148)]).match(/\$[^$]*\$/g), ['$x$']);
	});

	test("a footnote's mark and a bullet are none, whatever their fonts", () => {
		const mark = symbol('∗', 306, 96, { ...script, math: 'symbols' });
		const bullet = [symbol('•', 50, 124, { math: 'symbols' }), ...words('an item of a list', 60, 124)];

		assert.ok(!markdown([...prose(100), mark, ...bullet]).includes('$'));
	});

	const line = (...parts: (TextRun | readonly TextRun[])[]) => markdown([...prose(100), ...parts.flat()]).replace(/^.* of this page /, '');
	const hanging = (text: string, left: number, top: number, math: 'symbols' | 'extension') =>
		symbol(text, left, top, { math, up: 0, down: 10, wide: 7, spaced: true });

	test('a root and a sum within a line, which hang from their baselines, are in its formula', () => {
		assert.equal(
			markdown(
				[
					...prose(100),
					...words('Take', 50, 112),
					hanging('√', 75, 103, 'symbols'),
					upright('2', 82, 112),
					symbol('x', 88, 112),
					...words('and go on', 100, 112),
				],
				[horizontal(82, 87, 103)],
			).replace(/^.* of this page /, ''),
			'Take $\\sqrt{2}x$ and go on',
		);
		assert.equal(
			line(
				words('Take', 50, 112),
				hanging('∑', 75, 103, 'extension'),
				symbol('i', 83, 114, script),
				symbol('x', 88, 112),
				words('and go on', 100, 112),
			),
			'Take $\\sum_ix$ and go on',
		);
	});

	test("a root's line is no line of the formula above it", () => {
		const above = [...words('Some words and', 50, 112), symbol('y', 125, 112, { spaced: true }), ...words('come first', 140, 112)];
		const root = [hanging('√', 118, 114, 'symbols'), symbol('x', 125, 123), ...words('comes', 140, 123)];

		assert.match(
			markdown([...prose(100), ...above, ...words('Then', 50, 123), ...root], [horizontal(125, 130, 114)]),
			/and \$y\$ come first/,
		);
	});

	test('a formula that a line end divides is one', () => {
		const start = words('Some words that are a line of the text of this page and', 50, 112);
		const { right } = start.at(-1)!;
		const first = [...start, symbol('x', right + 4, 112, { spaced: true }), upright('=', right + 12, 112)];

		assert.match(markdown([...prose(100), ...first, symbol('y', 50, 124), ...words('go on', 62, 124)]), /and \$x = y\$ go on/);
		assert.match(markdown([...prose(100), ...first, upright('12.', 50, 124), ...words('Go on', 72, 124)]), /and \$x = 12\$\. Go on/);
	});

	test('a line of a paragraph that is only symbols is no displayed formula', () => {
		const sentence = [...words('Some words that are a line of the text of this paper has', 50, 124)];
		const end = sentence.at(-1)!.right;
		const full = (baseline: number) => words('Some words that are a line of the text of this paper has', 50, baseline);
		const last = (top: number) => [
			...[symbol('x', 50, top), upright('=', 58, top), symbol('y', 66, top), symbol('i', 71, top + 2, script)],
			...[upright('+', 77, top), upright('2.', 85, top)],
		];

		assert.match(markdown([...full(100), ...full(112), ...sentence, ...last(136)]), /paper has \$x = y_i \+ 2\$\.$/);
		assert.match(markdown([...full(100), ...full(112), ...sentence, ...last(148)]), /paper has\n\n\$\$\nx = y_i \+ 2/);
		assert.match(
			markdown([...full(100), ...full(112), ...sentence, ...last(136), upright('(3)', end - 15, 136)]),
			/\$\$\nx = y_i \+ 2.* \\tag\{3\}/,
		);
		const brace = Array.from({ length: 4 }, (_, i) => symbol('⏞', 66 + 5 * i, 142, { math: 'extension' }));
		assert.match(
			markdown([...full(100), ...full(112), ...sentence, ...last(136), ...brace, symbol('n', 74, 148, script)]),
			/paper has\n\n\$\$\nx = \\underbrace\{y_i \+ 2\}_\{n\}/,
		);
	});

	test('the colon of a map that touches its name is in its formula, that of a sentence is not', () => {
		const first = [...words('Let', 50, 112), symbol('f', 68, 112, { spaced: true }), upright(':', 73, 112, { wide: 2.5 })];
		const domain = [upright('[0,', 79, 112, { spaced: true, wide: 4 }), upright('1]', 92.5, 112, { wide: 4 })];

		assert.match(
			markdown([
				...prose(100),
				...[...first, ...domain, symbol('→', 104, 112, { math: 'symbols' }), symbol('Y', 114, 112), ...words('be so', 123, 112)],
			]),
			/Let \$f : \[0, 1\] \\to Y\$ be so/,
		);
		assert.match(markdown([...prose(100), ...first, ...domain, ...words('be so', 108, 112)]), /Let \$f\$: \[0, ?1\] be so/);
	});

	test('a relation with a word over it is in the formula with what is on both of its sides', () => {
		const line = [
			...words('Let', 50, 112),
			...[symbol('f', 68, 112, { spaced: true }), run('def', 76, 106, { size: 7 }), upright('=', 77, 112, { wide: 8.5 })],
			...[symbol('g', 90, 112), ...words('be so', 98, 112)],
		];

		assert.match(markdown([...prose(100), ...line]), /Let \$f \\overset\{\\mathrm\{def\}\}\{=\} g\$ be so/);
	});

	test('a word is the index of the symbol that it touches', () => {
		assert.equal(
			line(
				words('The number', 50, 112),
				symbol('N', 115, 112, { spaced: true }),
				run('fact', 120, 114, { size: 7 }),
				words('of them', 140, 112),
			),
			'The number $N_{\\mathrm{fact}}$ of them',
		);
	});

	test('a small fraction of numbers is a formula on a page with some', () => {
		const fraction = [upright('3', 77, 108, script), upright('4', 77, 117, script)];
		const runs = [...prose(100), ...words('Take', 50, 112), ...fraction, ...words('and', 86, 112), symbol('x', 110, 112, { spaced: true })];

		assert.match(
			markdown([...runs, ...words('of all', 122, 112)], [horizontal(77, 80.5, 110)]),
			/Take \$\\frac\{3\}\{4\}\$ and \$x\$ of all/,
		);
	});

	test("variables in the text's own slanted font are formulas on a page with some, words and names are not", () => {
		const slanted = (text: string, left: number) => run(text, left, 112, { italic: true, font: 'Italic', spaced: true });
		const some = (...runs: (TextRun | readonly TextRun[])[]) => line(symbol('α', 50, 112), words('is what', 62, 112), ...runs);

		assert.equal(some(slanted('R', 110), words('is for', 122, 112)), '$\\alpha$ is what $R$ is for');
		assert.equal(some(slanted('a', 110), slanted('priori', 120), words('is so', 160, 112)), '$\\alpha$ is what *a priori* is so');
		assert.equal(
			some(slanted('N', 110), { ...run('-acetyl', 115, 112), spaced: false }, words('is', 160, 112)),
			'$\\alpha$ is what *N*-acetyl is',
		);
		assert.equal(line(words('Here is', 50, 112), slanted('R', 90), words('for you', 102, 112)), 'Here is *R* for you');
	});

	test('a formula with a root that is drawn, and so in no text, stays text', () => {
		const runs = [
			...words('Take', 50, 112),
			symbol('x', 75, 112, { spaced: true }),
			upright('=', 83, 112),
			symbol('2', 100, 112),
			...words('and go on', 112, 112),
		];
		const root = { left: 91, right: 600, top: 102, bottom: 114, curved: true };
		const { runs: read } = pageFormulas({
			...page([...prose(100), ...runs].map((one) => ({ ...one, font: 'KaTeX_Main' }))),
			shapes: [root],
		}).page;

		assert.ok(read.every(({ latex }) => latex === undefined));
	});

	test('a raised number in brackets is a script, and no number of the formula', () => {
		const raised = [symbol('n', 100, 130), upright('(1)', 105, 126, { size: 7, wide: 3 }), upright('=', 118, 130), symbol('m', 127, 130)];

		assert.equal(markdown([...prose(100), ...raised]).split('\n')[3], 'n^{(1)} = m');
	});

	test('a statement in brackets of the text, the s of a plural and abbreviations are outside', () => {
		const x = (left: number) => symbol('x', left, 112, { spaced: true });

		assert.equal(
			line(
				words('for one', 50, 112),
				upright('(', 95, 112, { spaced: true }),
				symbol('n', 100, 112),
				upright('=', 108, 112),
				upright('1)', 116, 112),
				words('of them', 132, 112),
			),
			'for one ($n = 1$) of them',
		);
		assert.equal(line(words('all', 50, 112), x(70), upright('’s', 75, 112), words('of them', 92, 112)), 'all $x$’s of them');
		assert.equal(
			line(
				words('all', 50, 112),
				x(70),
				upright(',', 75, 112, { wide: 3 }),
				upright('i.e.,', 82, 112, { wide: 3, spaced: true }),
				words('some', 105, 112),
			),
			'all $x$, i.e., some',
		);
	});

	test('a displayed formula is a block with its number', () => {
		const formula = [
			...[symbol('x', 200, 140), upright('=', 210, 140), symbol('a', 224, 133), symbol('b', 224, 147)],
			upright('(3)', 400, 140),
		];

		assert.equal(
			markdown([...prose(100), ...formula, ...prose(180)], [horizontal(222, 231, 137.5)]),
			'Some words that are a line of the text of this page\n\n$$\nx = \\frac{a}{b} \\tag{3}\n$$\n\nSome words that are a line of the text of this page',
		);
	});

	test('the marker of a list item is no number of a formula, one at the margin is', () => {
		const row = (baseline: number, x: number) => [
			upright('(i)', 60, baseline),
			...[symbol('x', x, baseline), upright('=', x + 10, baseline), symbol('a', x + 20, baseline)],
		];

		assert.ok(!markdown([...prose(100), ...row(140, 90)]).includes('tag'));
		assert.match(markdown([...prose(100), ...row(140, 200)]), /x = a \\tag\{i\}/);
	});

	test('formulas and remarks side by side in one column are one display, those of two columns are two', () => {
		const equation = (x: string, left: number) => [symbol(x, left, 140), upright('=', left + 10, 140), upright('1', left + 20, 140)];
		const row = [...equation('x', 150), ...equation('y', 210), ...words('for all', 270, 140), ...equation('z', 310)];
		const columns = (baseline: number) => [
			...words('Words of the first column here', 50, baseline),
			...words('Words of the second column', 205, baseline),
		];

		assert.match(markdown([...prose(100), ...row, ...prose(180)]), /\nx = 1 \\quad y = 1 \\quad \\text\{for all \}z = 1\n/);
		const two = markdown([...columns(100), ...columns(112), ...equation('x', 150), ...equation('y', 210), ...columns(180)]);
		assert.match(two, /\nx = 1\n/);
		assert.match(two, /\ny = 1\n/);
	});

	test('a remark after a fraction, whose words are on the line of the formula, is in its display', () => {
		const formula = [
			...[symbol('x', 100, 140), upright('=', 110, 140), symbol('aaaaaaaaaaaaaa', 120, 133), symbol('b', 150, 147)],
			...[...words('for any', 212, 140), symbol('a', 250, 140)],
		];

		assert.match(
			markdown([...prose(100), ...formula, ...prose(180)], [horizontal(119, 191, 137.5)]),
			/x = \\frac\{a+\}\{b\} \\quad \\text\{for any \}a/,
		);
	});

	test('numbers at the left of the formulas of two columns are those of the formulas behind them', () => {
		const row = (number: string, x: string, left: number) => [
			upright(number, left, 140),
			...[symbol(x, left + 80, 140), upright('=', left + 90, 140), upright('1', left + 100, 140)],
		];
		const text = markdown([...prose(100), ...row('(1)', 'x', 50), ...row('(2)', 'y', 260), ...prose(180)]);

		assert.match(text, /x = 1 \\tag\{1\}/);
		assert.match(text, /y = 1 \\tag\{2\}/);
	});

	test('a number behind the formula of the other column is none of the formula before both', () => {
		const formula = (x: string, left: number) => [symbol(x, left, 140), upright('=', left + 10, 140), upright('1', left + 20, 140)];
		const text = markdown([...prose(100), ...formula('x', 80), ...formula('y', 340), upright('(2)', 540, 140), ...prose(180)]);

		assert.match(text, /y = 1 \\tag\{2\}/);
		assert.doesNotMatch(text, /x = 1 \\tag/);
	});

	test('a short line of Chinese text at the margin is no row of the formula below, a remark in it is', () => {
		const lines = [100, 113].flatMap((y) => words('这是一个中文文档的第一行', 50, y));
		const formula = [symbol('x', 90, 139), upright('=', 100, 139), upright('1', 110, 139), upright('否则', 130, 139)];
		const short = [symbol('y', 50, 126), upright(',', 55, 126), ...words('使得', 62, 126)];
		const text = markdown([...lines, ...short, ...formula]);

		assert.match(text, /\$y\$, 使得\n\n\$\$\nx = 1 .*否则/);
	});

	test('letters without serifs are so in formulas of a text with serifs', () => {
		const name = { ...upright('E', 90, 112), font: 'ABCDEF+CMSS10' };
		const line = (font: string) => [...words('the set', 50, 112, { font }), name, symbol('k', 95, 114, script), ...words('here', 105, 112)];

		assert.match(markdown([...prose(100), ...line('Serif')]), /\$\\mathsf\{E\}_k\$/);
		assert.match(markdown([...words('Nothing but words', 50, 100, { font: 'CMSS10' }), ...line('CMSS10')]), /\$\\mathrm\{E\}_k\$/);
	});

	test('a large symbol with its limit below belongs to the line of text that it hangs into', () => {
		const symbols = [
			tall('⋃', 142, 130, 146, 12),
			symbol('i', 146, 152, script),
			symbol('U', 156, 140, { spaced: true }),
			symbol('i', 161, 142, script),
			symbol('T', 180, 140, { spaced: true }),
		];
		const line = [...words('and so the union is', 50, 140), symbol('∈', 170, 140, { math: 'symbols', spaced: true }), ...symbols];

		assert.match(markdown([...prose(100), ...line, ...prose(180)]), /and so the union is \$\\bigcup_\{i\}U_i \\in T\$/);
	});

	test('a displayed formula with long names of functions is no line of text', () => {
		const row = (y: number) => [
			...[upright('Length', 120, y), symbol('A', 150.5, y + 2, script), upright('(', 154, y), symbol('M', 159, y), upright(')', 164, y)],
			...[symbol('⊂', 172, y, { math: 'symbols' }), upright('Support(', 180, y), symbol('M', 220, y), upright(')', 225, y)],
		];
		const text = markdown([...prose(100), ...row(124), ...prose(148), ...prose(160)]);

		assert.match(text, /\$\$\n\\text\{Length\}_A\(M\) \\subset \\text\{ Support\}\(M\)\n\$\$/);
	});

	test('a centred line that begins with a symbol and states a relation is displayed with its words', () => {
		const middle = (50 + prose(100).at(-1)!.right) / 2;
		const row = (left: number) => [
			...[symbol('S', left, 124), symbol('=', left + 8, 124, { math: 'symbols' }), symbol('K', left + 16, 124)],
			...[symbol('∩', left + 24, 124, { math: 'symbols' }), symbol('M', left + 32, 124), ...words('with some', left + 40, 124)],
			...[symbol('N', left + 90, 124, { spaced: true }), symbol('⊂', left + 98, 124, { math: 'symbols' }), symbol('K', left + 106, 124)],
		];
		const wide = row(0).at(-1)!.right;

		assert.match(
			markdown([...prose(100), ...row(middle - wide / 2), ...prose(148), ...prose(160)]),
			/\$\$\nS = K \\cap M\\text\{ with some \}N \\subset K/,
		);
		assert.ok(!markdown([...prose(100), ...row(66), ...prose(148), ...prose(160)]).includes('$$'));
	});

	test('a slanted word that reaches into the space before a formula is none of it', () => {
		const of = words('a number of', 50, 112, { italic: true });
		const line = [...of, symbol('L', of.at(-1)!.right + 0.2, 112, { spaced: true }), ...words('items', 120, 112)];

		assert.match(markdown([...prose(100), ...line]), /number of\*? \$L\$/);
	});

	test('the mark of a footnote behind the full stop after a formula is none of it', () => {
		const line = [
			...words('this is', 50, 112),
			...[
				symbol('y', 90, 112, { spaced: true }),
				upright('(', 95, 112),
				symbol('t', 100, 112),
				upright(').', 105, 112),
				upright('1', 113, 108, script),
			],
		];

		assert.match(markdown([...prose(100), ...line]), /this is \$y\(t\)\$\.¹/);
	});

	test('an argument is joined with its function across a thin space', () => {
		const line = [
			...[...words('in', 50, 112), symbol('ℒ', 64, 112, { math: 'symbols', spaced: true }), upright('2', 69, 108, script)],
			...[upright('(', 74.7, 112), symbol('T', 79, 112), upright(')', 84, 112), ...words('we find', 96, 112)],
		];

		assert.match(markdown([...prose(100), ...line]), /in \$\\mathcal\{L\}\^2\(T\)\$ we/);
	});

	for (const [what, count] of [
		['a line of thousands of symbols', 3900],
		['more symbols than any page has', 100_000],
	] as const) {
		test(`${what} take little time`, () => {
			const runs = Array.from({ length: count }, (_, i) =>
				i % 2 ? symbol('x', i * 6, 100, { spaced: true }) : words('word', i * 6, 100)[0]!,
			);
			const started = process.cpuUsage();
			pageFormulas(page(runs));
			assert.ok(process.cpuUsage(started).user < 10_000_000);
		});
	}

	test('rows with a number each are formulas of their own', () => {
		const rows = [1, 2].flatMap((i) => [
			symbol('x', 200, 120 + 20 * i),
			upright('=', 210, 120 + 20 * i),
			upright('1', 220, 120 + 20 * i),
			upright(`(${i})`, 400, 120 + 20 * i),
		]);

		assert.match(markdown([...prose(100), ...rows, ...prose(200)]), /x = 1 \\tag\{1\}\n\$\$\n\n\$\$\nx = 1 \\tag\{2\}/);
	});

	test('a formula with an unknown symbol stays text, with all of its symbols', () => {
		const formula = [
			symbol('q', 200, 140),
			upright('=', 210, 140),
			symbol('\u{10f807}', 224, 140),
			tall('(', 232, 128, 148),
			symbol('z', 240, 140),
		];
		const text = markdown([...prose(100), ...formula, ...prose(180)]);

		assert.ok(!text.includes('$'));
		for (const { text: part } of formula) {
			assert.equal(text.split(part).length, 2, part);
		}
	});

	test('numbers of a table are none, whatever the font of their symbols', () => {
		const cells = [0, 1, 2].flatMap((row) =>
			[0, 1].flatMap((column) => [
				symbol('−', 100 + 80 * column, 200 + 14 * row, { math: 'symbols' }),
				upright('0.5', 105 + 80 * column, 200 + 14 * row),
			]),
		);

		assert.ok(!markdown([...prose(100), ...cells]).includes('$'));
	});

	test('other dollar signs of the paragraph are escaped', () => {
		const line = [...words('For $5 each', 50, 112), symbol('x', 110, 112, { spaced: true }), ...words('is sold', 120, 112)];

		assert.match(markdown([...prose(100), ...line]), /For \\\$5 each \$x\$ is sold/);
	});
});
