import assert from 'node:assert/strict';
import { signOf, unknownSign } from '../../../../src/core/pdf/glyphs.ts';

suite('signOf', () => {
	const cases: readonly (readonly [what: string, code: number, font: string, sign: string, raw?: boolean])[] = [
		['a letter', 0x41, 'Helvetica', 'A'],
		['a hyphen at a line end', 0x02, 'Helvetica', '-'],
		['a control character, a sign of its own', 0x07, 'Helvetica', '\u{10f807}'],
		['a code that is the UTF-8 of a letter', 0xe38081, 'Helvetica', '、'],
		['a code that is the UTF-8 of a letter in four bytes', 0xf0a8a780, 'Helvetica', '\u{289c0}'],
		['an old-style digit of the private-use area', 0xf734, 'Minion', '4'],
		['a piece of a tall bracket of the private-use area', 0xf8eb, 'CMEX10', '⎛'],
		['the last of them', 0xf8fe, 'Symbol', '⎭'],
		['a bracket of a Korean word processor', 0xf0854, 'Batang', '『'],
		['a small capital of the private-use area', 0xf762, 'Minion', 'b'],
		['more than Unicode has', 0x110000, 'Helvetica', unknownSign],
		['a bullet of a symbol font', 0xf0b7, 'Symbol', '•'],
		['a letter of Wingdings', 0x6f, 'ABCDEF+Wingdings', '☐'],
		['a ticked box of Wingdings 2', 0x52, 'ABCDEF+Wingdings2', '☑'],
		['a box of Wingdings 2 by its private-use code', 0xf0a3, 'Wingdings 2', '☐'],
		['a crossed box of Wingdings', 0xfd, 'Wingdings-Regular', '☒'],
		['a tick of Zapf Dingbats', 0x34, 'ZapfDingbats', '✓'],
		['a letter of another font of pictures', 0x79, 'AllumiStd-DingbatsTwo', '•'],
		['a blackboard letter', 0x52, 'MSBM10', 'ℝ'],
		['a Fraktur letter', 0x54, 'ABCDEF+EUFM10', '𝔗'],
		['a Fraktur letter of txfonts', 0x63, 'ABCDEF+txmia', '𝔠'],
		['a script letter', 0x50, 'CMSY10', '𝒫'],
		['a large operator', 0x50, 'CMEX10', '∑', true],
		['a large bracket with the code of a space', 0x20, 'ABCDEF+CMEX10', '(', true],
		['a piece of a tall brace', 0x3e, 'LMMathExtension10-Regular', '⎪', true],
		['a root', 0x70, 'CMEX10', '√', true],
		['an epsilon without a name', 0x0f, 'CMMI7', 'ϵ', true],
		['the phi that Unicode has as the other', 0x3c6, 'CMMI10', 'ϕ'],
		['a sign of AMS', 0x36, 'MSAM10', '⩽', true],
		['a negated sign of AMS', 0x2d, 'MSBM10', '∤', true],
		['a sign behind its usual place in a Type 1 font', 0xa8, 'CMSY10', '∓', true],
		['no sign by a code that its name would have told', 0x03, 'CMSY10', '\u{10f803}', true],
		['a true mathematical sign', 0x2208, 'CMSY10', '∈'],
	];
	for (const [what, code, font, sign, raw] of cases) {
		test(what, () => assert.equal(signOf(code, font, raw), sign));
	}
});
