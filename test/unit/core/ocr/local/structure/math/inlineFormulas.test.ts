import assert from 'node:assert/strict';
import type { PageLayout, TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { pageParts } from '../../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { documentBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { writeMarkdown } from '../../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { run, words } from '../make.ts';
import { symbol, upright } from './makeSymbols.ts';

suite('inlineFormulas', () => {
	const page = (runs: readonly TextRun[]): PageLayout => ({
		...{ width: 600, height: 800, rotation: 0, runs, rules: [], shapes: [], images: [], links: [] },
	});
	const prose = words('Some words that are a line of the text of this page', 50, 100);
	const markdown = (runs: readonly TextRun[]) => {
		const { blocks, typography } = documentBlocks([pageParts(page([...prose, ...runs]))], false);
		return writeMarkdown(blocks[0]!, typography, { figureId: () => '' });
	};
	const script = { size: 7 };
	const spaced = { spaced: true };

	/** Words with wide spaces between them. */
	const stretched = (text: string, left: number) =>
		text.split(' ').reduce<TextRun[]>((runs, word) => {
			const at = runs.length === 0 ? left : runs.at(-1)!.right + 6;
			return [...runs, run(word, at, 112, spaced)];
		}, []);

	test('a justified line with wide spaces has wide spaces around relations, too', () => {
		const before = stretched('these are taken at', 50);
		const at = before.at(-1)!.right + 6;
		const formula = [
			...[symbol('z', at, 112, spaced), upright('=', at + 11.5, 112, spaced)],
			...[upright('0', at + 23, 112, spaced), symbol('.', at + 28, 112, { wide: 3 }), upright('2,', at + 31, 112)],
		];

		assert.match(markdown([...before, ...formula, ...stretched('as all are', at + 47)]), /taken at \$z = 0\.2\$, as all are/);
	});

	test('in a line with usual spaces, what is far from a relation is none of the formula', () => {
		const before = words('these are taken at', 50, 112);
		const at = before.at(-1)!.right + 3;
		const formula = [symbol('z', at, 112, spaced), upright('=', at + 11.5, 112, spaced), upright('0', at + 23, 112, spaced)];

		assert.match(markdown([...before, ...formula, ...words('as all are', at + 34, 112)]), /\$z\$ = 0 as all/);
	});

	test('what stands behind a script of several letters belongs to the formula', () => {
		const before = words('let the number', 50, 112);
		const at = before.at(-1)!.right + 3;
		const formula = [
			...[symbol('f', at, 112, spaced), upright('(', at + 5, 112), symbol('n', at + 10, 112)],
			...[run('eff', at + 15, 113.5, script), upright(')', at + 27, 112)],
			...[upright('=', at + 35, 112, spaced), upright('3', at + 43, 112, spaced)],
		];

		assert.match(
			markdown([...before, ...formula, ...words('be small', at + 51, 112)]),
			/number \$f\(n_\{\\mathrm\{eff\}\}\) = 3\$ be small/,
		);
	});

	test("a typewriter's words behind a relation are text", () => {
		const before = words('the command', 50, 112);
		const at = before.at(-1)!.right + 3;
		const code = Array.from('diag(3)', (letter, i) => ({ ...upright(letter, at + 17 + 5 * i, 112, { spaced: i === 0 }), mono: true }));

		assert.match(
			markdown([...before, symbol('R', at, 112, spaced), upright('=', at + 8, 112, spaced), ...code, ...words('makes it', at + 56, 112)]),
			/\$R =\$ `diag\(3\)` makes it/,
		);
	});

	test('an upright omega is a variable, behind a number it is a unit', () => {
		const before = words('the domain', 50, 112);
		const at = before.at(-1)!.right + 3;
		const subset = [
			upright('Ω', at, 112, spaced),
			symbol('⊂', at + 9, 112, { spaced: true, math: 'symbols' }),
			symbol('X', at + 18, 112, spaced),
		];

		assert.match(markdown([...before, ...subset, ...words('is it', at + 27, 112)]), /domain \$\\Omega \\subset X\$ is it/);
		assert.match(markdown([symbol('x', 280, 100, spaced), ...words('of 50 Ω is it', 50, 112)]), /of 50 Ω is it/);
	});

	test('a bold capital that is a variable in one place is one in others, in bold words it is not', () => {
		const bold = { bold: true, font: 'Bold' };
		const known = [run('A', 50, 112, bold), upright('=', 58, 112, spaced), symbol('B', 66, 112, spaced)];
		const alone = [...words('and', 73, 112), run('A', 91, 112, bold), ...words('is', 99, 112), ...words('Case A here', 112, 112, bold)];

		assert.match(markdown([...known, ...alone]), /\$\\mathbf\{A\} = B\$ and \$\\mathbf\{A\}\$ is \*\*Case A here\*\*/);
	});

	test('an item of a list that is a formula is an item with a formula', () => {
		const item = (marker: string, at: number) => [
			...[run(marker, 60, at), symbol('A', 76, at, spaced), symbol('⊂', 84, at, { ...spaced, math: 'symbols' })],
			...[symbol('B', 94, at, spaced), upright('[', 99, at), upright('1,', 102, at), upright(':', 113, at, spaced), upright(']', 116, at)],
		];
		const { blocks, typography } = documentBlocks([pageParts(page([...prose, ...item('1.', 112), ...item('2.', 124)]))], false);
		const text = blocks.map((block) => writeMarkdown(block, typography, { figureId: () => '' })).join('\n');

		assert.match(text, /1\. \$A \\subset B\[1, :\s*\]\$\n2\. \$A \\subset B\[1, :\s*\]\$/);
	});

	test('a displayed sum without a relation, as in the second row of a long formula, is a formula', () => {
		const sum = Array.from('+a+b+c', (text, i) => (text === '+' ? upright(text, 150 + 8 * i, 140) : symbol(text, 150 + 8 * i, 140)));
		const { blocks, typography } = documentBlocks([pageParts(page([...prose, ...sum]))], false);

		const text = blocks.map((block) => writeMarkdown(block, typography, { figureId: () => '' })).join('\n');

		assert.match(text, /\$\$\n\+a \+ b \+ c\n\$\$/);
	});
});
