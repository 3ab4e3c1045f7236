import assert from 'node:assert/strict';
import type { Character, Setting } from '../../../../src/core/pdf/character.ts';
import { joinRuns } from '../../../../src/core/pdf/joinRuns.ts';
import { Monospace } from '../../../../src/core/pdf/monospace.ts';
import { PageSpace } from '../../../../src/core/pdf/pageSpace.ts';

const space = new PageSpace({ left: 0, top: 800, right: 600, bottom: 0 }, 0);
const setting: Setting = {
	...{ font: 'F', fontHandle: 1, special: false, size: 10, width: 10 },
	...{ bold: false, boldByStems: false, italic: false, mono: false, invisible: false },
	...{ across: 1, up: 0, object: 1, doubtful: false },
};

/** Characters side by side, 6 points each; `at` moves the one at this index to another place. */
function characters(text: string, change: Partial<Record<number, Partial<Character>>> = {}): Character[] {
	return Array.from(text, (sign, i) => ({
		...{ text: sign, setting, unmapped: false, line: 0, spaced: false, spaceAfter: false },
		...{ left: 100 + 6 * i, right: 106 + 6 * i, top: 708, bottom: 698, x: 100 + 6 * i, y: 700 },
		...change[i],
	}));
}

const textsOf = (some: readonly Character[]) => joinRuns(some, space, new Monospace()).map(({ run }) => run.text);

suite('joinRuns', () => {
	test('makes a run of what is set alike', () => assert.deepEqual(textsOf(characters('word')), ['word']));

	test('keeps low signs of a font that does not say how high its letters are', () => {
		const small = { ...setting, size: 6, width: 6 };
		const place = (sign: string, i: number, height: number): Partial<Character> =>
			/[.,-]/.test(sign)
				? { setting: { ...small }, left: 102.6 + 6 * i, right: 103.4 + 6 * i, top: 700 + height, bottom: 700 }
				: { setting: small, left: 98 + 6 * i, right: 108 + 6 * i };
		const runs = (text: string, height: number) =>
			joinRuns(
				characters(text, Object.fromEntries(Array.from(text, (sign, i) => [i, place(sign, i, height)]))),
				space,
				new Monospace(),
			).map(({ run }) => [run.text, run.size]);

		assert.deepEqual(runs('9,522.6', 0.8), [['9,522.6', 6]]);
		assert.deepEqual(runs('-12', 0.5), [['-12', 6]]);
		assert.deepEqual(runs('12-13', 0.5), [['12-13', 6]]);
	});

	test('takes radicals for the letters that they look like', () => {
		assert.deepEqual(textsOf(characters('使\u2f64\u2ed3\u2f42')), ['使用长文']);
		assert.deepEqual(textsOf(characters('\u2e80')), ['\u2e80']);
	});

	test('begins another one after a space, in another style, on another line and behind a gap', () => {
		assert.deepEqual(textsOf(characters('abcd', { 2: { spaced: true } })), ['ab', 'cd']);
		assert.deepEqual(textsOf(characters('abcd', { 2: { setting: { ...setting, bold: true } } })), ['ab', 'c', 'd']);
		assert.deepEqual(textsOf(characters('abcd', { 3: { line: 1 } })), ['abc', 'd']);
		assert.deepEqual(textsOf(characters('abcd', { 3: { left: 150, right: 156 } })), ['abc', 'd']);
		assert.deepEqual(textsOf(characters('abcd', { 3: { y: 704 } })), ['abc', 'd']);
	});

	test('believes the size of a font whose letters all claim to be as high as its largest sign, but not that of a drawn one', () => {
		const runOf = (sign: Partial<Character>) => joinRuns([{ ...characters('w')[0]!, ...sign }], space, new Monospace())[0]!.run;
		const high = runOf({ top: 731, bottom: 676 });
		const drawn = runOf({ setting: { ...setting, size: 1, width: 1 } });

		assert.deepEqual([high.size, high.top, high.bottom], [10, 90, 110]);
		assert.deepEqual([drawn.size, drawn.top, drawn.bottom], [10, 92, 102]);
	});

	test('a letter of two code units, which PDFium has as two characters at one place, is one glyph', () => {
		const math: Setting = { ...setting, math: 'unicode' };
		const halves = Array.from('\ud835\udc65'.split(''), (text) => ({
			...characters('x')[0]!,
			text,
			setting: math,
			ink: { left: 100, top: 705, right: 106, bottom: 700 },
		}));

		assert.deepEqual(
			joinRuns(halves, space, new Monospace())[0]!.run.glyphs?.map(({ text }) => text),
			['𝑥'],
		);
	});

	test('takes ligatures apart', () => assert.deepEqual(textsOf(characters('e\ufb03cient')), ['efficient']));

	test('puts an accent on the letter that it is printed over, before it or behind it', () => {
		assert.deepEqual(textsOf(characters('c¸s', { 1: { left: 101, right: 105 }, 2: { left: 106, right: 112 } })), ['çs']);
		assert.deepEqual(
			textsOf(characters('¨ao', { 0: { left: 101, right: 105 }, 1: { left: 100, right: 106 }, 2: { left: 106, right: 112 } })),
			['äo'],
		);
		assert.deepEqual(textsOf(characters('a^b')), ['a^b']);
		assert.deepEqual(textsOf(characters('γ˜s', { 1: { left: 101, right: 105 }, 2: { left: 106, right: 112 } })), ['γ\u0303s']);
	});

	test('takes an h for the reduced Planck constant if a macron is at its own height, and so through its stem', () => {
		const over = { 0: { left: 100, right: 106 }, 1: { left: 101, right: 107 } };

		assert.deepEqual(textsOf(characters('¯h', over)), ['ℏ']);
		assert.deepEqual(textsOf(characters('¯h', { ...over, 0: { ...over[0], y: 703 } })), ['h\u0304']);
		assert.deepEqual(textsOf(characters('¯a', over)), ['ā']);
	});

	test('puts an accent on the letter that it is printed over, wherever it stands in the order of the text', () => {
		const accent = { left: 113, right: 117, x: 113, line: 1, spaced: true };

		assert.deepEqual(textsOf(characters('zlan et´', { 7: accent, 4: { line: 0, text: 'x' } })), ['zlánxet']);
		assert.deepEqual(textsOf(characters('zlan´', { 4: { ...accent, left: 300, right: 304, x: 300 } })), ['zlan', '´']);
	});

	test('puts a raised accent on the capital of a formula, wherever it stands', () => {
		const variable = { setting: { ...setting, font: 'CMMI10', math: 'letters' as const } };
		const hat = (y: number) => ({ left: 101, right: 105, x: 101, y, line: 1, spaced: true });

		assert.deepEqual(textsOf(characters('Bxyˆ', { 0: variable, 3: hat(702.5) })), ['B\u0302', 'xy']);
		assert.deepEqual(textsOf(characters('Bxyˆ', { 0: variable, 3: hat(705) })), ['B', 'xy', 'ˆ']);
	});

	test('puts accents that a font of formulas names as combining characters on their letters, also on those of two code units', () => {
		const math: Setting = { ...setting, font: 'Math', math: 'unicode' };
		const at = (text: string, left: number, right: number) => ({ ...characters('x')[0]!, text, setting: math, left, right, x: left });
		const [high, low] = '\ud835\udc4b'.split('');
		const bold = { ...characters('A')[0]!, setting: { ...setting, font: 'Bold', bold: true } };

		assert.deepEqual(textsOf([at(high!, 100, 108), at(low!, 100, 108), at('\u0303', 102, 106)]), ['𝑋\u0303']);
		assert.deepEqual(textsOf([bold, { ...at('\u0302', 101, 105), setting: { ...setting, font: 'Roman' } }]), ['Â']);
		assert.deepEqual(textsOf(characters('a\u0301', { 1: { left: 106, right: 106 } })), ['a\u0301']);
	});

	test('puts an accent on the letter behind it, beside which it begins and above whose line it stands', () => {
		const accent = { left: 105.4, right: 105.8, y: 703, line: 1 };

		assert.deepEqual(textsOf(characters('áˇc', { 1: accent, 2: { left: 106, right: 112 } })), ['áč']);
	});

	test('tells letters once that are printed twice at one place, but not those of a ligature', () => {
		const twin = { ...setting, object: 2 };
		const place = (i: number) => ({ left: 100 + 6 * i, right: 106 + 6 * i, x: 100 + 6 * i });
		const doubled = characters(
			'sseett',
			Object.fromEntries(Array.from({ length: 6 }, (_, i) => [i, { ...place(i >> 1), ...(i % 2 ? { setting: twin } : {}) }])),
		);

		assert.deepEqual(textsOf(doubled).join(''), 'set');
		assert.deepEqual(textsOf(characters('off', { 2: place(1) })), ['off']);
		assert.deepEqual(textsOf(characters('less')), ['less']);
	});

	test('keeps double letters of sloped and sideways lines, whose boxes overlap, but tells twins once', () => {
		for (const [across, up] of [
			[0.7, 0.7],
			[0, 1],
			[0.7, -0.7],
		] as const) {
			const turned = (along: number) => ({
				...{ setting: { ...setting, across, up }, x: 100 + along * across, y: 700 + along * up },
				...{ left: 100 + along * across, right: 108 + along * across, bottom: 700 + along * up, top: 708 + along * up },
			});
			const apart = characters('ll', { 0: turned(0), 1: turned(2) });
			const over = characters('ll', { 0: turned(0), 1: turned(0.4) });

			assert.deepEqual([textsOf(apart).join(''), textsOf(over).join('')], ['ll', 'l']);
		}
	});

	test('letters that are placed one by one at one distance are a word, however narrow they are', () => {
		const placed = (i: number, x: number, width: number, spaced = false) => ({
			...{ left: x, right: x + width, x, spaced },
			setting: { ...setting, object: i },
		});
		const word = characters('tidein', {
			...{ 0: placed(0, 100, 3), 1: placed(1, 106, 2, true), 2: placed(2, 112, 6, true), 3: placed(3, 118, 6) },
			...{ 4: placed(4, 128, 2, true), 5: placed(5, 134, 6, true) },
		});

		assert.deepEqual(textsOf(word), ['tide', 'i', 'n']);
	});

	test('an even gap between the letters of a line that has spaces of its own divides no word, whatever spaces PDFium adds', () => {
		const tracked = (text: string, gap: (i: number) => number) => {
			let x = 100;
			return characters(text.replaceAll(' ', '')).map((character, i) => {
				const place = { left: x, right: x + 6, x };
				x += 6 + gap(i);
				return { ...character, ...place, spaced: i > 0, setting: { ...setting, object: i } };
			});
		};
		const withSpaceAfter = (some: Character[], at: number) => some.map((one, i) => (i === at ? { ...one, spaceAfter: true } : one));
		const even = () => tracked('even words', (i) => (i === 3 ? 6 : i === 6 ? 1.2 : 2));

		assert.deepEqual(textsOf(withSpaceAfter(even(), 3)), ['even', 'words']);
		assert.equal(textsOf(even()).length, 9);
		assert.equal(
			textsOf(
				withSpaceAfter(
					tracked('a table of', (i) => 2 + (i % 3) * 2),
					0,
				),
			).length,
			8,
		);
	});

	test('says how far the line of a letter slopes', () => {
		const sloping = { ...setting, across: 0.8, up: -0.6 };
		const [joined] = joinRuns(characters('a', { 0: { setting: sloping } }), space, new Monospace());

		assert.equal(joined?.run.angle, 36.9);
	});

	test('joins a stroke to the sign that it negates', () => {
		assert.deepEqual(textsOf(characters('\u0338=', { 0: { left: 103, right: 103.1 }, 1: { left: 100, right: 106 } })), ['≠']);
	});

	test('takes a letter in a circle for the copyright sign', () => {
		assert.deepEqual(textsOf(characters('◯c', { 0: { left: 100, right: 110 }, 1: { left: 103, right: 107 } })), ['©']);
	});

	test('joins a circle and the digit or capital in it, but not one below it', () => {
		const within = { 0: { left: 100, right: 110 }, 1: { left: 103, right: 107 } };

		assert.deepEqual(textsOf(characters('\u20dd1', within)), ['①']);
		assert.deepEqual(textsOf(characters('◯B', within)), ['Ⓑ']);
		assert.deepEqual(textsOf(characters('◯R', within)), ['®']);
		assert.ok(!textsOf(characters('◯1', { ...within, 1: { ...within[1], y: 80, line: 2 } })).includes('①'));
	});

	test('brings a right-to-left ligature, which PDFium turns around, back into order', () => {
		const box = { left: 100, right: 106 };

		assert.deepEqual(textsOf(characters('اإل', { 0: { left: 106, right: 112 }, 1: box, 2: box })), ['الإ']);
	});

	test('puts a vowel sign behind the letter that it stands on', () => {
		const marks = characters('يًض', { 0: { left: 112, right: 118 }, 1: { left: 102, right: 104 }, 2: { left: 100, right: 112 } });

		assert.deepEqual(textsOf(marks), ['يضً']);
	});

	test('leaves out what nobody can read', () => {
		assert.deepEqual(textsOf(characters('ab', { 1: { setting: { ...setting, size: 0.1 }, top: 700.1, bottom: 700 } })), ['a']);
	});
});

suite('Monospace', () => {
	const widths = (some: Record<string, number>) => {
		const fonts = new Monospace();
		Object.entries(some).forEach(([letter, width]) => fonts.add('F', letter, width));
		return fonts.has('F');
	};

	test('is a font whose narrow and wide letters have one width', () => {
		assert.equal(widths({ i: 0.6, m: 0.6, x: 0.6 }), true);
		assert.equal(widths({ i: 0.3, m: 0.8 }), false);
	});

	test('is not known of a font before both were seen', () => assert.equal(widths({ a: 0.6, b: 0.6 }), false));
});
