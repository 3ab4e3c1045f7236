import assert from 'node:assert/strict';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { buildTurnedLines } from '../../../../../../../src/core/ocr/local/structure/lines/turnedLines.ts';
import { run, textsOf, vertical, words } from '../make.ts';

suite('buildLines', () => {
	const sorted = (texts: readonly string[]) => [...texts].sort();

	test('joins the words of a line', () => {
		assert.deepEqual(textsOf(buildLines(words('A line of words', 50, 100))), ['A line of words']);
	});

	test('keeps lines below one another apart', () => {
		assert.deepEqual(sorted(textsOf(buildLines([...words('one line', 50, 100), ...words('another line', 50, 112)]))), [
			'another line',
			'one line',
		]);
	});

	test('divides a line at a gap as wide as a column has', () => {
		assert.deepEqual(textsOf(buildLines([...words('left column', 50, 100), ...words('right column', 130, 100)])), [
			'left column',
			'right column',
		]);
	});

	test('code in two columns of a text is in two lines', () => {
		const code = [run('\\begin{abstract}', 50, 112, { mono: true, line: 2 }), run('\\end{document}', 160, 112, { mono: true, line: 40 })];
		const text = words('some text between the two columns of it', 50, 100, { line: 1 });

		assert.equal(buildLines([...text, ...code]).length, 3);
		assert.equal(buildLines(code).length, 1);
	});

	test('ticks in two columns are no marker and its text', () => {
		assert.deepEqual(textsOf(buildLines([run('✓', 50, 100), run('✓', 90, 100)])), ['✓', '✓']);
		assert.deepEqual(textsOf(buildLines([run('✓', 50, 100), run('item', 90, 100)])), ['✓ item']);
	});

	test('divides it at a narrower one where the other gaps are much narrower', () => {
		const row = [...words('several words here', 50, 100), run('cell', 149, 100)];

		assert.deepEqual(textsOf(buildLines(row)), ['several words here', 'cell']);
	});

	test('keeps the wide spaces of a justified line', () => {
		const row = ['one', 'two', 'six'].map((word, i) => run(word, 50 + i * 24, 100));

		assert.deepEqual(textsOf(buildLines(row)), ['one two six']);
	});

	test('divides it at a ruling line', () => {
		assert.deepEqual(textsOf(buildLines(words('one two', 50, 100), [vertical(66, 80, 120)])), ['one', 'two']);
	});

	test('keeps a marker with its text however far it stands', () => {
		assert.deepEqual(textsOf(buildLines([run('•', 50, 100), ...words('an item', 80, 100)])), ['• an item']);
	});

	test('a number in brackets among values is no marker', () => {
		const values = ['(209)', '(3,890)', '(59)', '426'].map((text, i) => run(text, 150 + 60 * i, 100));

		assert.deepEqual(textsOf(buildLines([...words('Inventories', 50, 100), ...values])), [
			'Inventories',
			'(209)',
			'(3,890)',
			'(59)',
			'426',
		]);
		assert.deepEqual(textsOf(buildLines(values)), ['(209)', '(3,890)', '(59)', '426']);

		const dashes = ['Shares', '(1)', '-', '-'].map((text, i) => run(text, 50 + 50 * i, 100));
		assert.deepEqual(textsOf(buildLines(dashes)), ['Shares', '(1)', '-', '-']);
		assert.deepEqual(textsOf(buildLines([run('(2)', 50, 100), ...words('2021 was a year', 90, 100)])), ['(2) 2021 was a year']);
	});

	test('keeps the spaces of typewriter text', () => {
		const row = [run('FROM', 50, 100, { mono: true }), run('table', 110, 100, { mono: true })];

		assert.deepEqual(textsOf(buildLines(row)), ['FROM        table']);
	});

	test('divides a receipt in typewriter text between what it names and its amount, however its letters are spaced', () => {
		const row = [run('Bananas', 50, 100, { mono: true }), run('2.39', 150, 100, { mono: true })];

		assert.deepEqual(textsOf(buildLines(row)), ['Bananas', '2.39']);
		assert.deepEqual(textsOf(buildLines([...row, run('A', 178, 100, { mono: true })])), ['Bananas', '2.39  A']);
		assert.deepEqual(textsOf(buildLines([row[0]!, run('x = 1', 150, 100, { mono: true })])).length, 1);
	});

	test('joins without a space what the document joins', () => {
		const row = [run('bold', 50, 100, { bold: true }), run(':', 70, 100, { spaced: false }), run('text', 78, 100)];

		assert.deepEqual(textsOf(buildLines(row)), ['bold: text']);
	});

	test('marks small raised and lowered letters', () => {
		const [line] = buildLines([
			...words('the word', 50, 100),
			run('2', 88.5, 96, { size: 6, spaced: false }),
			run('0', 92, 102, { size: 6, spaced: false }),
		]);

		assert.deepEqual(
			line?.spans.map(({ text, script }) => [text, script]),
			[
				['the word', undefined],
				['2', 'super'],
				['0', 'sub'],
			],
		);
	});

	test('prints text once that is printed twice for boldness', () => {
		assert.deepEqual(textsOf(buildLines([run('word', 50, 100), run('word', 50.3, 100)])), ['word']);
	});

	test('is in logical order where it is written from right to left', () => {
		// As it looks: "ABC abc" in a right-to-left line, the Latin words on the left.
		const row = [run('Visual', 50, 100), run('Studio', 85, 100), run('مع', 120, 100), run('أعمل', 135, 100)];
		const page = [...row, run('والنص كله باللغة العربية', 50, 112)];

		assert.ok(textsOf(buildLines(page)).includes('أعمل مع Visual Studio'));
	});

	test('finds the link that a word leads to', () => {
		const [line] = buildLines(words('see here', 50, 100), [], [{ url: 'https://example.org', left: 66, top: 90, right: 90, bottom: 104 }]);

		assert.deepEqual(
			line?.spans.map(({ text, url }) => [text, url]),
			[
				['see ', undefined],
				['here', 'https://example.org'],
			],
		);
	});

	test('takes an unknown sign before a text for a bullet', () => {
		assert.deepEqual(textsOf(buildLines([run('\ufffd', 50, 100), ...words('an item', 62, 100)])), ['• an item']);
	});

	test('small pictures in a line, as of keys, do not divide it', () => {
		const runs = [...words('Press the', 50, 100), ...words('key to enter', 120, 100)];
		const picture = { left: 97, right: 117, top: 92, bottom: 102 };

		assert.deepEqual(textsOf(buildLines(runs, [], [], [picture])), ['Press the key to enter']);
		assert.deepEqual(textsOf(buildLines(runs, [], [], [{ ...picture, top: 60 }])), ['Press the', 'key to enter']);
	});
});

suite('buildTurnedLines', () => {
	test('joins words that stand sideways, where they are', () => {
		const sideways = [
			run('second', 200, 0, { turn: 1, left: 190, right: 200, top: 60, bottom: 90 }),
			run('first', 200, 0, { turn: 1, left: 190, right: 200, top: 93, bottom: 118 }),
		];
		const [line] = buildTurnedLines(sideways);

		assert.equal(line?.text, 'first second');
		assert.deepEqual([Math.round(line.top), Math.round(line.bottom)], [60, 118]);
	});
});
