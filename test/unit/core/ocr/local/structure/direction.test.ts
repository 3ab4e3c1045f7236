import assert from 'node:assert/strict';
import type { PageLayout, TextRun } from '../../../../../../src/core/pdf/pageLayout.ts';
import { withDrawnBullets, withTypedBullets, withTypedTicks } from '../../../../../../src/core/ocr/local/structure/blocks/drawnBullets.ts';
import { withoutLineNumbers } from '../../../../../../src/core/ocr/local/structure/lines/lineNumbers.ts';
import { buildSlantedLines } from '../../../../../../src/core/ocr/local/structure/lines/slantedLines.ts';
import { boxOnPage, inReadingDirection } from '../../../../../../src/core/ocr/local/structure/lines/verticalText.ts';
import { run, textsOf, words } from './make.ts';

const layout = (runs: readonly TextRun[]): PageLayout => ({
	...{ width: 400, height: 600, rotation: 0, runs },
	...{ rules: [], shapes: [], images: [], links: [] },
});

/** Signs below one another. */
const column = (text: string, left: number, line: number) =>
	Array.from(text, (sign, i) => run(sign, left, 112 + 14 * i, { size: 14, right: left + 14, line, spaced: i === 0 }));

suite('inReadingDirection', () => {
	test('turns vertical text so that its columns are lines, the rightmost one first', () => {
		const { page, vertical } = inReadingDirection(layout([...column('北の港では毎年多く', 350, 1), ...column('の船が入り、記録', 330, 2)]));
		const lines = [...page.runs].sort((a, b) => a.baseline - b.baseline);

		assert.ok(vertical);
		assert.deepEqual(textsOf(lines), ['北の港では毎年多く', 'の船が入り、記録']);
		assert.deepEqual([page.width, page.height], [600, 400]);
		assert.equal(Math.round(boxOnPage(lines[0]!, 400).left), 350);
	});

	test('signs that have a form of their own in vertical text are the usual ones', () => {
		const { page } = inReadingDirection(layout(column('︵北の港では毎年多く﹂︑', 350, 1)));

		assert.deepEqual(textsOf(page.runs), ['（北の港では毎年多く」、']);
	});

	test('flat signs stay in their column', () => {
		const signs = column('最初一年一冊で足りた', 350, 1).map((one) => (one.text === '一' ? { ...one, size: 1.6 } : one));

		assert.deepEqual(textsOf(inReadingDirection(layout([...signs, ...column('次の年には', 330, 2)])).page.runs)[0], '最初一年一冊で足りた');
	});

	test('leaves level text alone', () => {
		assert.equal(
			inReadingDirection(layout([...words('A line of words', 50, 100), ...column('北の港では毎年多くの船', 350, 1)])).vertical,
			false,
		);
	});
});

test('text that slopes is read along itself', () => {
	const slope = (text: string, x: number, y: number, line: number) =>
		Array.from(text).flatMap((letter, i) =>
			letter === ' '
				? []
				: [run(letter, x + 4 * i, y + 3 * i, { angle: 36.9, right: x + 4 * i + 5, line, spaced: i > 0 && text[i - 1] === ' ' })],
		);

	assert.deepEqual(textsOf(buildSlantedLines([...slope('one line', 100, 100, 1), ...slope('another', 91, 112, 2)])), [
		'one line',
		'another',
	]);
});

suite('withoutLineNumbers', () => {
	const texts = [
		'Sediment cores were taken in two campaigns, the',
		'first in spring and the second after the floods,',
		'each of them cut into slices of one centimetre.',
		'We report grain size for all slices and organic',
		'carbon for every fifth one.',
	];
	const numbered = (lines: readonly string[], first = 1, step = 1) =>
		lines.flatMap((text, i) => [run(String(first + step * i), 50, 100 + 12 * i), ...words(text, 70, 100 + 12 * i)]);

	const numbersIn = (runs: readonly TextRun[]) => textsOf(withoutLineNumbers(runs)).filter((text) => /^\d+$/.test(text)).length;

	test('leaves out what counts lines of running text', () => {
		assert.ok(!textsOf(withoutLineNumbers(numbered(texts))).some((text) => /^\d+$/.test(text)));
	});

	test('leaves out what counts lines of a listing before them, and keeps numbers behind them', () => {
		const code = (x: number) =>
			['let', 'const', 'while', 'return'].flatMap((text, i) => [
				run(String(1 + i), x, 100 + 12 * i, { mono: true }),
				run(text, 70, 100 + 12 * i, { mono: true }),
			]);

		assert.equal(withoutLineNumbers(code(50)).length, 4);
		assert.equal(withoutLineNumbers(code(150)).length, 8);
	});

	/** Lines of code with numbers in another font, and a sentence before every second one. */
	const dividedCode = (numbers: readonly number[], behind: Partial<TextRun>) =>
		numbers.flatMap((number, i) => [
			...(i % 2 === 0 ? words('The next macro is for those who read this', 50, 88 + 30 * i) : []),
			...[run(String(number), 60 - 5 * String(number).length, 100 + 30 * i, { size: 7 }), run('\\def\\one{two}', 64, 100 + 30 * i, behind)],
		]);

	test('leaves out what counts lines of code between running text, also where a listing begins anew', () => {
		for (const numbers of [
			[7, 8, 9, 10, 11],
			[1, 2, 3, 1, 2],
		]) {
			assert.equal(numbersIn(dividedCode(numbers, { mono: true, font: 'Mono' })), 0);
		}
	});

	test('keeps numbers before code that do not count, and those before words', () => {
		assert.equal(numbersIn(dividedCode([7, 9, 12, 13, 20], { mono: true })), 5);
		assert.equal(numbersIn(dividedCode([7, 8, 9, 10, 11], {})), 5);
	});

	test('keeps the numbers of a list and of a table', () => {
		const list = numbered([
			'Sediment cores of the northern basin of the lake',
			'Loss on ignition was measured for every slice',
			'Values are means unless something else is said',
			'Dating rests on lead and caesium in all cores',
		]);
		const table = numbered(['Anna 23', 'Bert 31', 'Carla 12', 'Dora 40']);

		assert.equal(withoutLineNumbers(list), list);
		assert.equal(withoutLineNumbers(table), table);
		assert.equal(withoutLineNumbers(numbered(texts, 1, 3)).length, numbered(texts, 1, 3).length);
	});

	/** Each text with its number, and other lines below it before the next one. */
	const withBelow = (below: (top: number) => readonly TextRun[]) =>
		texts.flatMap((text, i) => {
			const top = 100 + 60 * i;
			return [run(String(i + 1), 50, top), ...words(text, 70, top), ...below(top)];
		});

	test('leaves out the numbers of text between displayed formulas, which have none', () => {
		const formulas = withBelow((top) => [15, 23, 31].flatMap((lower, i) => words('A = B', 150 + 60 * i, top + lower)));

		assert.equal(numbersIn(formulas), 0);
	});

	test('keeps the numbers of items that end in short lines', () => {
		const items = withBelow((top) => [...words('with care', 70, top + 12), ...words('each year', 70, top + 24)]);

		assert.equal(numbersIn(items), 5);
	});

	const ruler = Array.from({ length: 50 }, (_, i) => run(String(i).padStart(3, '0'), 50, 100 + 12 * i));

	test('leaves out a ruler beside formulas, which are at other heights than its numbers', () => {
		const formulas = Array.from({ length: 34 }, (_, i) => words('A = 2 B', 90 + (i % 3) * 40, 104 + 17 * i)).flat();

		assert.deepEqual(withoutLineNumbers([...ruler, ...formulas]), formulas);
	});

	test('keeps the numbers of the rows of a long table, beside other text too, and of an empty form', () => {
		const table = [...ruler, ...ruler.flatMap(({ baseline }) => words('Anna 23', 90, baseline))];
		const beside = Array.from({ length: 34 }, (_, i) => words('Names by Age', 300, 104 + 17 * i)).flat();

		for (const runs of [table, [...table, ...beside], ruler]) {
			assert.equal(withoutLineNumbers(runs).length, runs.length);
		}
	});
});

test('a dot on the right is the bullet of right-to-left text', () => {
	const item = run('السفن', 150, 100, { right: 177 });
	const dot = { left: 182, right: 185, top: 95, bottom: 98, curved: true };

	assert.deepEqual(textsOf(withDrawnBullets([item], [dot])), ['•', 'السفن']);
});

test('the letter o of another font before a line is a bullet', () => {
	const item = (font: string) => [run('o', 50, 100, { font }), ...words('an item', 68, 100)];

	assert.deepEqual(textsOf(withTypedBullets(item('Courier'))), ['◦', 'an', 'item']);
	assert.deepEqual(textsOf(withTypedBullets(item('Serif'))), ['o', 'an', 'item']);
});

test('ticks, crosses and boxes before lines are tick boxes where some are empty, else bullets', () => {
	const form = (signs: string) =>
		Array.from(signs).flatMap((sign, i) => [
			{ ...run(sign, 50, 100 + 20 * i), line: 2 * i },
			{ ...run('item', 68, 100 + 20 * i), line: 2 * i },
		]);
	const signsOf = (signs: string) =>
		textsOf(withTypedTicks(form(signs)))
			.filter((text) => text !== 'item')
			.join('');

	assert.deepEqual(['✔❑✘', '✓□', '✔✔', '❑❑'].map(signsOf), ['☑☐☒', '☑☐', '✔✔', '❑❑']);
});
