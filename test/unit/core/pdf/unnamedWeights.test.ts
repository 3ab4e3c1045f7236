import assert from 'node:assert/strict';
import type { Character, Setting } from '../../../../src/core/pdf/character.ts';
import { markBoldFonts } from '../../../../src/core/pdf/unnamedWeights.ts';

/** Words on a line of their own in a font whose letters are so many em wide. */
function line(text: string, em: number, fontHandle: number, font = ''): Character[] {
	const setting: Setting = {
		...{
			font,
			fontHandle,
			special: false,
			size: 10,
			width: 10,
			bold: false,
			boldByStems: false,
			italic: false,
			mono: false,
			invisible: false,
		},
		...{ across: 1, up: 0, object: fontHandle, doubtful: false },
	};
	return Array.from(text, (sign, i) => ({
		...{ text: sign, setting, unmapped: false, line: fontHandle, spaced: text[i - 1] === ' ', spaceAfter: false },
		...{ left: 100 + 10 * em * i, right: 100 + 10 * em * (i + 1), top: 708, bottom: 698, x: 100 + 10 * em * i, y: 700 },
	})).filter(({ text: sign }) => sign !== ' ');
}

const text = line('the tug waits in the lee of the pier and the crew has tea', 0.5, 1);
const isBold = (other: readonly Character[]) => {
	markBoldFonts([...text, ...other]);
	return [text[0]!.setting.bold, other[0]!.setting.bold];
};

suite('markBoldFonts', () => {
	test('a font without a name is bold if its letters are wider than those of most text', () => {
		assert.deepEqual(isBold(line('the tide waits', 0.54, 2)), [false, true]);
	});

	test('an italic font is hardly wider, one of another family is much wider', () => {
		assert.deepEqual(isBold(line('the tide waits', 0.51, 2)), [false, false]);
		assert.deepEqual(isBold(line('the tide waits', 0.64, 2)), [false, false]);
	});

	test('names tell more', () => assert.deepEqual(isBold(line('the tide waits', 0.54, 2, 'Serif-Regular')), [false, false]));
});
