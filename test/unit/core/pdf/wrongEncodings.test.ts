import assert from 'node:assert/strict';
import type { Character } from '../../../../src/core/pdf/character.ts';
import { withMeaning } from '../../../../src/core/pdf/wrongEncodings.ts';

const setting = {
	...{ font: 'F', special: false, size: 10, width: 10, bold: false, boldByStems: false, italic: false, mono: false, invisible: false },
	...{ object: 1, fontHandle: 1, doubtful: false, across: 1, up: 0 },
};

/** Words of one font, 6 points a letter. */
function characters(text: string): Character[] {
	const all = Array.from(text, (sign, i): Character => ({
		...{ text: sign, setting, unmapped: false, line: 0, spaced: text[i - 1] === ' ', spaceAfter: false },
		...{ left: 6 * i, right: 6 * i + 6, top: 8, bottom: 0, x: 6 * i, y: 0 },
	}));
	return all.filter(({ text: sign }) => sign !== ' ');
}

const meaning = (text: string) =>
	withMeaning(characters(text))
		.map(({ text: sign }) => sign)
		.join('');

suite('withMeaning', () => {
	test('understands UTF-8 that was written as UTF-16', () => {
		// Two bytes a letter, taken for one code each.
		const wrong = Buffer.from('Перваястраница', 'utf8').swap16().toString('utf16le');

		assert.equal(wrong[0], '킟');
		assert.equal(meaning(wrong), 'Перваястраница');
	});

	test('takes no numbers of glyphs for letters of other scripts where the font says what its other letters are', () => {
		const numbersOf = (text: string, numbers: string, marked: string) =>
			withMeaning(characters(text).map((one) => ({ ...one, unmapped: marked.includes(one.text) })))
				.map(({ text: sign }, i) => (numbers.includes(text.replaceAll(' ', '')[i]!) === sign >= '\u{100000}' ? '' : sign))
				.join('');

		assert.equal(numbersOf('toլtes les caլſes dլ liࡑre qլi sont laࡑees', 'լࡑ', 'լ'), '');
		assert.equal(numbersOf('toլtes les caլſes dլ liࡑre qլi sont laࡑees', '', ''), '');
		assert.equal(numbersOf('լիրը բոլորը', '', 'լիրըբո'), '');
	});

	test('leaves Korean as it is', () => assert.equal(meaning('대한민국의 모든 사람은'), '대한민국의모든사람은'));

	test('understands Latin-1 that was read as Mac OS Roman', () => {
		assert.equal(meaning('das M‰dchen und die T¸r, die grˆﬂte'), 'dasMädchenunddieTür,diegrößte');
		assert.equal(meaning('Jes˙s Fern·ndez'), 'JesúsFernández');
	});

	test('leaves such signs where they are meant', () => {
		assert.equal(meaning('20 ‰ of a ƒ 3 ÷ 4'), '20‰ofaƒ3÷4');
		assert.equal(meaning('col·leccions il·lustrades, cel·la'), 'col·leccionsil·lustrades,cel·la');
		assert.equal(meaning('les ami·e·s, 20 ‰'), 'lesami·e·s,20‰');
	});

	test('leaves them between variables', () => {
		const variable = { ...setting, font: 'CMMI10', math: 'letters' as const };
		const all = characters('x∆y = a∆b').map((one) => (/[a-z]/.test(one.text) ? { ...one, setting: variable } : one));

		assert.equal(
			withMeaning(all)
				.map(({ text }) => text)
				.join(''),
			'x∆y=a∆b',
		);
	});
});
