import assert from 'node:assert/strict';
import type { Box, Rule } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { findFrames } from '../../../../../../../src/core/ocr/local/structure/blocks/textFrames.ts';
import { pageBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/pageBlocks.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { writeMarkdown } from '../../../../../../../src/core/ocr/local/structure/write/markdownWriter.ts';
import { horizontal, lines, typography, vertical } from '../make.ts';

const style = typography();

/** The four lines around a rectangle. */
const edgesOf = ({ left, top, right, bottom }: Box): Rule[] => [
	horizontal(left, right, top),
	horizontal(left, right, bottom),
	vertical(left, top, bottom),
	vertical(right, top, bottom),
];

const paragraphsOf = (text: readonly Line[], frames: readonly Box[]) => {
	const rules = frames.flatMap(edgesOf);
	const content = { lines: text, turned: [], tables: [], figures: [], rules, frames: findFrames({ rules, shapes: [] }) };
	return writeMarkdown(pageBlocks(content, style), style, { figureId: () => '' }).split('\n\n');
};

/** A text in a frame with its first line at `top`: as many lines as words, each as wide as the frame. */
const framed = (words: readonly string[], left: number, top: number): { text: Line[]; frame: Box } => ({
	text: lines(
		words.map((word) => `${word} stands in a line of this box`),
		left,
		top,
	),
	frame: { left: left - 5, right: left + 180, top: top - 12, bottom: top - 6 + 12 * words.length },
});

suite('frames around text', () => {
	test('are read one after another, although those beside them begin and end elsewhere', () => {
		const boxes = [
			framed(['one', 'two', 'three'], 50, 100),
			framed(['four', 'five', 'six', 'seven', 'eight'], 50, 145),
			framed(['nine', 'ten', 'eleven', 'twelve'], 238, 103),
			framed(['thirteen', 'fourteen', 'fifteen'], 238, 163),
		];
		const read = paragraphsOf(
			boxes.flatMap(({ text }) => text),
			boxes.map(({ frame }) => frame),
		);

		assert.deepEqual(
			read,
			boxes.map(({ text }) => text.map((one) => one.text).join(' ')),
		);
	});

	test('are apart from the rows of text beside them', () => {
		const box = framed(['one', 'two', 'three', 'four', 'five'], 50, 100);
		const names = lines(['Ann Lee', 'chair', '12 High Street', 'Bob Ray', '3 Low Lane'], 250, 100);
		const [first, ...others] = paragraphsOf([...box.text, ...names], [box.frame]);

		assert.equal(first, box.text.map((one) => one.text).join(' '));
		assert.match(others.join(' '), /Ann Lee[^]*chair[^]*12 High Street[^]*Bob Ray[^]*3 Low Lane/);
	});

	test('are no cells: where they have edges in common, rows are read', () => {
		const [first, second] = [framed(['one', 'two'], 50, 100), framed(['three', 'four'], 235, 100)];

		assert.deepEqual(findFrames({ rules: [...edgesOf(first.frame), ...edgesOf(second.frame)], shapes: [] }), []);
	});

	test('may be filled, and have round corners', () => {
		const box = { left: 50, top: 50, right: 250, bottom: 150 };

		assert.deepEqual(findFrames({ rules: [], shapes: [{ ...box, curved: true, simple: true }] }).length, 1);
		assert.deepEqual(findFrames({ rules: [], shapes: [{ ...box, curved: true }] }), []);
	});
});
