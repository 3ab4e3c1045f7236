import assert from 'node:assert/strict';
import type { Character, Setting } from '../../../../src/core/pdf/character.ts';
import { withLeftOutBrackets } from '../../../../src/core/pdf/leftOutBrackets.ts';

const setting: Setting = {
	...{ font: 'CMEX10', fontHandle: 7, special: true, math: 'extension', size: 10, width: 10 },
	...{ bold: false, boldByStems: false, italic: false, mono: false, invisible: false },
	...{ across: 1, up: 0, object: 1, doubtful: false },
};

/** A bracket of 24 points, which hangs from its baseline. */
function bracket(text: string, left: number, object: number): Character {
	return {
		...{ text, setting: { ...setting, object }, unmapped: false, line: 1, spaced: false, spaceAfter: false },
		...{ left, right: left + 6, top: 120.4, bottom: 96.4, x: left, y: 120, ink: { left, right: left + 6, top: 120.4, bottom: 96.4 } },
	};
}

const boxOf = ({ left, top, right, bottom, setting: { object } }: Character) => ({ object, left, top, right, bottom });

suite('withLeftOutBrackets', () => {
	const [open, close] = [bracket('(', 50, 2), bracket(')', 90, 3)];
	const letter = { ...bracket('x', 30, 1), setting: { ...setting, fontHandle: 1, math: undefined } };

	test('adds the bracket whose code is that of a space, where it is printed', () => {
		const all = withLeftOutBrackets([letter, close], [letter, open, close].map(boxOf), () => 7);

		assert.deepEqual(
			all.map(({ text, left, line }) => [text, left, line]),
			[
				['x', 30, 1],
				['(', 50, 1],
				[')', 90, 1],
			],
		);
		assert.deepEqual(all[1]!.ink, open.ink);
	});

	test('adds nothing for spaces of other fonts, and for what is no tall bracket', () => {
		const objects = [letter, open, close].map(boxOf);

		assert.equal(withLeftOutBrackets([letter, close], objects, () => 1).length, 2);
		assert.equal(withLeftOutBrackets([letter, close], [boxOf(letter), { ...boxOf(open), bottom: 112 }, boxOf(close)], () => 7).length, 2);
	});
});
