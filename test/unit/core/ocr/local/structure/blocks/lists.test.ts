import assert from 'node:assert/strict';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { withoutLoneMarkers } from '../../../../../../../src/core/ocr/local/structure/blocks/lists.ts';
import { markerValues } from '../../../../../../../src/core/ocr/local/structure/blocks/markers.ts';
import { pageBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/pageBlocks.ts';
import { writeMarkdown } from '../../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { line, typography } from '../make.ts';

/** Lines below one another; the number of leading spaces sets them in, and the marker's width is told. */
const page = (texts: readonly string[]): Line[] =>
	texts.map((text, i) => {
		const trimmed = text.trimStart();
		const left = 50 + 6 * (text.length - trimmed.length);
		return line(trimmed, left, 100 + 12 * i, { secondLeft: left + 24 });
	});

const markdown = (lines: readonly Line[]) => {
	const document = typography(...lines);
	const blocks = pageBlocks({ lines, turned: [], tables: [], figures: [], rules: [] }, document);
	return writeMarkdown(withoutLoneMarkers([blocks])[0]!, document, { figureId: () => '' });
};

suite('lists', () => {
	test('letters and Roman numbers are items of deeper levels; what stands behind a marker belongs to it', () => {
		const lines = page([
			'1. The borrower returns each item to the desk where it was lent',
			'    (a) Books are not lent:',
			'        (i) folded maps, which are returned in their covers to',
			'            the desk',
			'        (ii) rolled maps;',
			'    (b) Maps are.',
			'2. A fee is due.',
		]);

		assert.equal(
			markdown(lines),
			[
				'1. The borrower returns each item to the desk where it was lent',
				'    - (a) Books are not lent:',
				'        - (i) folded maps, which are returned in their covers to the desk',
				'        - (ii) rolled maps;',
				'    - (b) Maps are.',
				'2. A fee is due.',
			].join('\n'),
		);
	});

	test('an item may be empty', () => assert.equal(markdown(page(['1. first', '2.', '3. third'])), '1. first\n2.\n3. third'));

	test('an item may begin right behind its bullet', () => {
		assert.equal(markdown(page(['•10% at least', '•1st class', '• 95% at most'])), '- 10% at least\n- 1st class\n- 95% at most');
	});

	test('a number that nothing counts on from is no list', () => {
		assert.equal(markdown(page(['0. Auflage, 31. Dezember'])), '0\\. Auflage, 31. Dezember');
		assert.equal(markdown(page(['12. Dezember 1999'])), '12\\. Dezember 1999');
	});

	test('a dash alone is the source of a quotation', () => {
		assert.equal(markdown(page(['— the rules, page 4'])), '— the rules, page 4');
		assert.equal(markdown(page(['– one', '– two'])), '- one\n- two');
		assert.match(markdown(page(['• one', '– a part of it', '• two'])), /^- one\n *- a part of it\n- two$/);
	});

	test('a letter alone is no list, nor are letters of sections', () => {
		assert.equal(markdown(page(['(a) alone'])), '(a) alone');
		const sections = page(['(a) Comments due', 'We must have them.', '(b) Affected']).map((one, i) => ({
			...one,
			baseline: 100 + 30 * i,
			top: 92 + 30 * i,
		}));
		assert.match(markdown(sections), /^\(a\) Comments due\n\n/);
	});

	test('a marker may stand for several numbers', () => {
		assert.deepEqual(markerValues('(i)'), [9, 1]);
		assert.deepEqual(markerValues('iv.'), [4]);
		assert.deepEqual(markerValues('12)'), [12]);
		assert.deepEqual(markerValues('word'), []);
	});
});
