import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { findMarginText } from '../../../../../../../src/core/ocr/local/structure/blocks/marginText.ts';
import { line, lines, textsOf } from '../make.ts';

const body = lines(
	['The text of this page begins here and goes on', 'for several lines, as the text of pages does, which', 'are its content.'],
	50,
	150,
);

const found = (...around: readonly Line[]) =>
	textsOf([...findMarginText({ upright: [...body, ...around], width: 330, height: 800 }, 10, { alone: true, numbers: true })]);

suite('findMarginText', () => {
	test('finds a page number in the middle and at the edges', () => {
		for (const left of [160, 50, 290]) {
			assert.deepEqual(found(line('199', left, 780)), ['199']);
		}
		assert.deepEqual(found(line('- 41 -', 150, 40)), ['- 41 -']);
	});

	test('finds a page number at the foot of a text block that ends high above the paper’s edge, but no other text there', () => {
		assert.deepEqual(found(line('3', 160, 672)), ['3']);
		assert.deepEqual(found(line('© 2004 A Society', 50, 672)), []);
	});

	test('finds a running head with a number beside it, or over a page that is not the first', () => {
		assert.deepEqual(found(line('400', 50, 40), line('BRITISH HUSBANDRY.', 140, 40, { size: 13 })), ['400', 'BRITISH HUSBANDRY.']);
		assert.deepEqual(found(line('Woodworth et al.: Brief Notices', 50, 40), line('199', 160, 780)), [
			'Woodworth et al.: Brief Notices',
			'199',
		]);
	});

	test('finds the imprints of publishers and archives', () => {
		for (const text of [
			'Downloaded from http://example.org/ on July 12',
			'Published by An Archive, 1997',
			'© 2004 A Society',
			'ISSN 1234-5678',
		]) {
			assert.deepEqual(found(line(text, 50, 785, { size: 8 })), [text]);
		}
	});

	for (const [what, ...around] of [
		['a letterhead', line('Harbour Office, East Quay 3', 50, 40)],
		['a year', line('1997', 160, 780)],
		['a number of the text', line('12', 100, 162)],
		['a title in large letters', line('Results', 50, 60, { size: 24 })],
		['the number of a chapter', line('4', 50, 40, { size: 13 }), line('The drivers', 62, 40, { size: 13 })],
		['a footnote', line('36', 50, 780, { size: 7 }), line('See the report of the year before.', 60, 780, { size: 8 })],
	] as const) {
		test(`${what} is content`, () => assert.deepEqual(found(...around), []));
	}
});
