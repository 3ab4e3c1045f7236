import assert from 'node:assert/strict';
import { buildLines } from '../../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { run, textsOf, words } from '../make.ts';

const sorted = (texts: readonly string[]) => [...texts].sort();

suite('rows of words', () => {
	test('an initial is the first letter of the first of the lines beside it', () => {
		const cap = run('R', 50, 124, { size: 40, right: 76, line: 1 });
		const page = [
			cap,
			...words('egisters of harbours are', 80, 100),
			...words('a source that has', 80, 112),
			...words('been used', 80, 124),
		];
		const lines = buildLines([...page, ...words('little so far', 50, 136)]);

		assert.deepEqual(sorted(textsOf(lines)), ['Registers of harbours are', 'a source that has', 'been used', 'little so far']);
		assert.deepEqual([...new Set(lines.map(({ left }) => left))], [50]);
	});

	test('an initial that is a word stays one', () => {
		const cap = run('A', 50, 112, { size: 28, right: 68, line: 1 });
		const page = [cap, ...words('boat came in', 72, 100), ...words('and no boat left', 72, 112)];

		assert.deepEqual(sorted(textsOf(buildLines(page))), ['A boat came in', 'and no boat left']);
	});

	test('a small line right below a large title is no subscript of it, but a letter that reaches below the line is', () => {
		const title = [
			run('Project', 72, 173.6, { size: 29, right: 161, line: 1 }),
			run('Name', 168, 173.6, { size: 29, right: 244, line: 1 }),
		];
		const date = [run('4', 72, 192.3, { size: 12, right: 79, line: 2 }), run('September', 89, 192.3, { size: 12, right: 149, line: 2 })];
		const water = [run('H', 72, 250, { size: 12, right: 81, line: 3 }), run('2', 81, 254, { size: 7, right: 85, line: 3 })];

		assert.deepEqual(sorted(textsOf(buildLines([...title, ...date, ...water]))), ['4 September', 'H2', 'Project Name']);
	});

	test('a large letter beside a name is no initial of it', () => {
		const logo = run('M', 50, 112, { size: 28, right: 68, line: 1 });

		assert.ok(
			textsOf(buildLines([logo, ...words('Harbour Office', 72, 100), ...words('East Quay 3', 72, 112)])).includes('Harbour Office'),
		);
	});

	test('words of one line that a scan measures in different sizes stay on it', () => {
		const measured = ['any', '—', 'was', 'very', 'small', 'in', 'few'].map((word, i) =>
			run(word, 50 + 30 * i, 100 + [0.4, 0, 0.3, 0, 0.2, 0.3, 0][i]!, { size: [6.8, 14, 6.8, 6, 4.6, 5.2, 7][i]!, line: 1 }),
		);
		const below = words('general, the crop has been of the same kind', 50, 108.6, { size: 6, line: 2 });

		assert.deepEqual(
			textsOf(buildLines([...measured, ...below])).filter((text) => text.includes('the')),
			['general, the crop has been of the same kind'],
		);
	});

	test('readings over ideographs are left out', () => {
		const base = run('北の港では毎年多くの船が入り', 50, 134, { size: 14, right: 246 });
		const readings = [run('みなと', 78, 121, { size: 7, right: 99 }), run('まいとし', 134, 121, { size: 7, right: 162 })];

		assert.deepEqual(textsOf(buildLines([base, ...readings])), ['北の港では毎年多くの船が入り']);
	});

	test('there is no space between signs of Chinese and Japanese, but one where a sign is left out', () => {
		const signs = ['自动', '化', '工具'].map((text, i) => run(text, 50 + [0, 23, 36][i]!, 100, { right: 50 + [20, 33, 56][i]!, line: 1 }));

		assert.deepEqual(textsOf(buildLines(signs)), ['自动化工具']);
		assert.deepEqual(textsOf(buildLines([run('王', 50, 100, { right: 60 }), run('芳', 68, 100, { right: 78 })])), ['王 芳']);
	});

	test("the document's own spaces count where letters touch", () => {
		const service = [run('service', 50, 100, { spaceAfter: true }), run('provided', 85.1, 100), run('by', 128, 100)];

		assert.equal(textsOf(buildLines(service))[0], 'service provided by');
	});

	test('the gaps within Arabic words are narrower than those between them', () => {
		const row = [
			run('السفن', 150, 100, { right: 177, size: 14, spaceAfter: true }),
			run('الصغيرة', 113, 100, { right: 146.2, size: 14, spaceAfter: true }),
			run('ا', 106, 100, { right: 109.2, size: 14, spaceAfter: true }),
			run('لكبيرة', 78, 100, { right: 104, size: 14 }),
		].map((one) => ({ ...one, line: 1 }));

		assert.deepEqual(textsOf(buildLines(row)), ['السفن الصغيرة الكبيرة']);
	});

	test('what is printed over a word in pieces is told once', () => {
		const page = [
			run('PREV', 50, 100, { spaced: false }),
			run('PREV.', 50, 100),
			run('Roundup', 90, 100),
			run('R', 90, 100),
			run('d', 107, 100),
		];

		assert.deepEqual(textsOf(buildLines(page)).join(' '), 'PREV. Roundup');
	});

	test('brackets of right-to-left text are the right way round', () => {
		const row = [run(')', 150, 100), run('نحو', 130, 100), run('صفحة', 105, 100), run('(.', 94, 100, { spaced: false })];
		const page = row.map((one) => ({ ...one, line: 1 }));

		assert.match(textsOf(buildLines(page))[0]!, /^\(.*\)\.$/u);
		const meant = page.map((one) => ({ ...one, text: one.text === ')' ? '(' : one.text === '(.' ? ').' : one.text }));
		assert.match(textsOf(buildLines(meant))[0]!, /^\(.*\)\.$/u);
	});

	test('the number of a right-to-left item is before its dot', () => {
		const item = [run('.1', 150, 100), run('ראשון', 118, 100)].map((one) => ({ ...one, line: 1 }));

		assert.deepEqual(textsOf(buildLines(item)), ['1. ראשון']);
	});

	test('amounts side by side are cells', () => {
		assert.deepEqual(textsOf(buildLines([run('6,922,900', 50, 100), run('12,664,000', 101.5, 100)])), ['6,922,900', '12,664,000']);
	});

	test('quotes of two signs become one', () => assert.deepEqual(textsOf(buildLines([run('‘‘social’’', 50, 100)])), ['“social”']));
});
