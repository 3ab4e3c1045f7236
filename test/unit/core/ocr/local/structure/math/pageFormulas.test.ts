import assert from 'node:assert/strict';
import type { PageLayout, Rule, TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { pageFormulas } from '../../../../../../../src/core/ocr/local/structure/math/pageFormulas.ts';
import { pageParts } from '../../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { documentBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { writeMarkdown } from '../../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { horizontal, run, words } from '../make.ts';
import { sign, tall, upright } from './signs.ts';

suite('pageFormulas', () => {
	const page = (runs: readonly TextRun[], rules: readonly Rule[] = []): PageLayout => ({
		...{ width: 600, height: 800, rotation: 0, runs, rules, shapes: [], images: [], links: [] },
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
				sign('x', 102, 112, { spaced: true }),
				sign('i', 107, 114, script),
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
		const line = [...words('the', 50, 112), sign('n', 68, 112, { spaced: true }), upright('th', 73, 112), ...words('of them all', 86, 112)];

		assert.match(markdown([...prose(100), ...line]), /the \$n\\mathrm\{th\}\$ of them all/);
	});

	test('a word that stands close to a formula, but not without a space, is none of it', () => {
		const of = words('a size of', 50, 112);
		const line = [...of, sign('n', of.at(-1)!.right + 1, 112, { spaced: true }), ...words('at all', 110, 112)];

		assert.match(markdown([...prose(100), ...line]), /a size of \$n\$ at all/);
	});

	test("a footnote's mark and a bullet are none, whatever their fonts", () => {
		const mark = sign('∗', 306, 96, { ...script, math: 'symbols' });
		const bullet = [sign('•', 50, 124, { math: 'symbols' }), ...words('an item of a list', 60, 124)];

		assert.ok(!markdown([...prose(100), mark, ...bullet]).includes('$'));
	});

	test('a displayed formula is a block with its number', () => {
		const formula = [...[sign('x', 200, 140), upright('=', 210, 140), sign('a', 224, 133), sign('b', 224, 147)], upright('(3)', 400, 140)];

		assert.equal(
			markdown([...prose(100), ...formula, ...prose(180)], [horizontal(222, 231, 137.5)]),
			'Some words that are a line of the text of this page\n\n$$\nx = \\frac{a}{b} \\tag{3}\n$$\n\nSome words that are a line of the text of this page',
		);
	});

	test('the marker of a list item is no number of a formula, one at the margin is', () => {
		const row = (baseline: number, x: number) => [
			upright('(i)', 60, baseline),
			...[sign('x', x, baseline), upright('=', x + 10, baseline), sign('a', x + 20, baseline)],
		];

		assert.ok(!markdown([...prose(100), ...row(140, 90)]).includes('tag'));
		assert.match(markdown([...prose(100), ...row(140, 200)]), /x = a \\tag\{i\}/);
	});

	test('a large sign with its limit below belongs to the line of text that it hangs into', () => {
		const signs = [
			tall('⋃', 142, 130, 146, 12),
			sign('i', 146, 152, script),
			sign('U', 156, 140, { spaced: true }),
			sign('i', 161, 142, script),
			sign('T', 180, 140, { spaced: true }),
		];
		const line = [...words('and so the union is', 50, 140), sign('∈', 170, 140, { math: 'symbols', spaced: true }), ...signs];

		assert.match(markdown([...prose(100), ...line, ...prose(180)]), /and so the union is \$\\bigcup_\{i\}U_i \\in T\$/);
	});

	for (const [what, count] of [
		['a line of thousands of signs', 3900],
		['more signs than any page has', 100_000],
	] as const) {
		test(`${what} take little time`, () => {
			const runs = Array.from({ length: count }, (_, i) =>
				i % 2 ? sign('x', i * 6, 100, { spaced: true }) : words('word', i * 6, 100)[0]!,
			);
			const started = process.cpuUsage();
			pageFormulas(page(runs));
			assert.ok(process.cpuUsage(started).user < 10_000_000);
		});
	}

	test('rows with a number each are formulas of their own', () => {
		const rows = [1, 2].flatMap((i) => [
			sign('x', 200, 120 + 20 * i),
			upright('=', 210, 120 + 20 * i),
			upright('1', 220, 120 + 20 * i),
			upright(`(${i})`, 400, 120 + 20 * i),
		]);

		assert.match(markdown([...prose(100), ...rows, ...prose(200)]), /x = 1 \\tag\{1\}\n\$\$\n\n\$\$\nx = 1 \\tag\{2\}/);
	});

	test('a formula with an unknown sign stays text, with all of its signs', () => {
		const formula = [
			sign('q', 200, 140),
			upright('=', 210, 140),
			sign('\u{10f807}', 224, 140),
			tall('(', 232, 128, 148),
			sign('z', 240, 140),
		];
		const text = markdown([...prose(100), ...formula, ...prose(180)]);

		assert.ok(!text.includes('$'));
		for (const { text: part } of formula) {
			assert.equal(text.split(part).length, 2, part);
		}
	});

	test('numbers of a table are none, whatever the font of their signs', () => {
		const cells = [0, 1, 2].flatMap((row) =>
			[0, 1].flatMap((column) => [
				sign('−', 100 + 80 * column, 200 + 14 * row, { math: 'symbols' }),
				upright('0.5', 105 + 80 * column, 200 + 14 * row),
			]),
		);

		assert.ok(!markdown([...prose(100), ...cells]).includes('$'));
	});

	test('other dollar signs of the paragraph are escaped', () => {
		const line = [...words('For $5 each', 50, 112), sign('x', 110, 112, { spaced: true }), ...words('is sold', 120, 112)];

		assert.match(markdown([...prose(100), ...line]), /For \\\$5 each \$x\$ is sold/);
	});
});
