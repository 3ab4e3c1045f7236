import assert from 'node:assert/strict';
import { withoutIcons } from '../../../../../../src/core/ocr/local/tesseract/withoutIcons.ts';
import type { TesseractLine } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

/** A word with its confidence; `‖` is a gap of 100 pixels, where there are 10 elsewhere. */
type Word = readonly [text: string, confidence: number] | '‖';

/** In a row of 40 pixels. */
const line = (...words: readonly Word[]): TesseractLine => {
	let x = 0;
	const placed = words.flatMap((word) => {
		if (word === '‖') {
			x += 90;
			return [];
		}
		const [text, confidence] = word;
		const bbox = { x0: x, y0: 0, x1: x + 20 * text.length, y1: 40 };
		x = bbox.x1 + 10;
		return [{ text, confidence, bbox, symbols: [] }];
	});
	const bbox = { x0: 0, y0: 0, x1: x, y1: 40 };
	return { words: placed, bbox, baseline: bbox, rowAttributes: { rowHeight: 40 } };
};

const left = (...words: readonly Word[]) =>
	withoutIcons(line(...words))
		?.words.map(({ text }) => text)
		.join(' ');

suite('withoutIcons', () => {
	test('leaves out what symbols at the ends of a line are taken for', () => {
		assert.equal(left(['%)', 0], ['Compare', 93], ['branches', 91], ['Td', 46], ['OG', 59]), 'Compare branches');
		assert.equal(left(['A', 23], ['[JJ', 38], ['REQUIRES', 96], ['FOLLOW-UP', 96]), 'REQUIRES FOLLOW-UP');
		assert.equal(left(['General', 96], '‖', ['®', 92], '‖', ['»', 40], ['Search', 90]), 'General Search');
	});

	test('a row of symbols is nothing', () => {
		assert.equal(left(['OR', 30], '‖', ['6&6', 53], '‖', ['®', 72], '‖', ['0', 48], '‖', ['°F', 0]), undefined);
		assert.equal(left(['eeeececcc', 8]), undefined);
	});

	test('doubtful names and paths stay, and short words and numbers that are sure', () => {
		assert.equal(
			left(['Update', 93], ['README.md', 47], '‖', ['axosoft/sandbox', 24], ['#17', 93]),
			'Update README.md axosoft/sandbox #17',
		);
		assert.equal(left(['OK', 96], '‖', ['2', 94], '‖', ['25', 80], ['ms', 80]), 'OK 2 25 ms');
	});

	test('signs within a text stay', () => {
		assert.equal(left(['result', 95], ['*=', 60], ['i', 90], ['+', 85], ['total', 92]), 'result *= i + total');
		assert.equal(left(['Settings', 92], ['-', 85], ['KeePassXC', 92]), 'Settings - KeePassXC');
	});
});
