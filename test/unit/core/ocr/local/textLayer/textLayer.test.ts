import assert from 'node:assert/strict';
import { judgeTextLayer } from '../../../../../../src/core/ocr/local/textLayer/textLayer.ts';
import type { PageLayout } from '../../../../../../src/core/pdf/pageLayout.ts';
import { words } from '../structure/make.ts';

const empty: PageLayout = { width: 600, height: 800, rotation: 0, runs: [], rules: [], shapes: [], images: [], links: [] };
const scan = [{ key: 'scan', left: 0, top: 0, right: 600, bottom: 800 }];
const prose = words(
	'This is what a page of a book says that somebody has scanned and that a program has read before us, word by word, '.repeat(4).trim(),
	0,
	100,
);

suite('judgeTextLayer', () => {
	test('a page without text has none', () => assert.equal(judgeTextLayer({ ...empty, images: scan }), 'none'));

	test('text is good, also behind a scan', () => {
		assert.equal(judgeTextLayer({ ...empty, runs: prose }), 'good');
		assert.equal(judgeTextLayer({ ...empty, runs: prose.map((run) => ({ ...run, invisible: true })), images: scan }), 'good');
	});

	test('a stamp on a scan is little', () => {
		assert.equal(judgeTextLayer({ ...empty, runs: words('Page 1 of 3', 0, 100), images: scan }), 'little');
		assert.equal(judgeTextLayer({ ...empty, runs: words('Page 1 of 3', 0, 100) }), 'good');
	});

	test('letters that are a guess are good where they read as a text, and junk where they do not', () => {
		const guessed = (text: string) => words(text.repeat(4), 0, 100).map((run) => ({ ...run, unmapped: true }));

		assert.equal(judgeTextLayer({ ...empty, runs: prose.map((run) => ({ ...run, unmapped: true })) }), 'good');
		// Numbers of glyphs in the place of letters: 29 below ASCII.
		assert.equal(judgeTextLayer({ ...empty, runs: guessed('7KH NHHSHU RI WKH ORFN ZURWH GRZQ HYHU\\ ERDW ') }), 'junk');
		assert.equal(judgeTextLayer({ ...empty, runs: [...prose, ...guessed('7KH NHHSHU ')] }), 'good');
	});

	test('signs and scraps behind a scan are junk', () => {
		assert.equal(judgeTextLayer({ ...empty, runs: words('|~ . ;: /\\ __ "" .. |- = ~~ ^'.repeat(5), 0, 100), images: scan }), 'junk');
		assert.equal(judgeTextLayer({ ...empty, runs: words('a b i l f t r e '.repeat(8).trim(), 0, 100), images: scan }), 'junk');
	});

	test('letters of sloped words, which are placed one by one, are no scraps', () => {
		const letters = 'boats on a slope of the hill '
			.repeat(8)
			.trim()
			.split(' ')
			.flatMap((word) => Array.from(word, (letter, i) => ({ ...words(letter, 0, 100)[0]!, spaced: i === 0, angle: 5 })));

		assert.equal(judgeTextLayer({ ...empty, runs: [...letters, ...letters], images: scan }), 'good');
	});
});
