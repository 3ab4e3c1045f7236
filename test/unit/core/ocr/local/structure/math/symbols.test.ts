import assert from 'node:assert/strict';
import katex from 'katex';
import { mathEncoding, mathSign } from '../../../../../../../src/core/pdf/mathFonts.ts';
import { letterLatex } from '../../../../../../../src/core/ocr/local/structure/math/letters.ts';

suite('symbols of fonts of formulas', () => {
	const renders = (latex: string) => {
		assert.doesNotThrow(() => katex.renderToString(latex, { throwOnError: true, strict: 'error' }), latex);
	};
	const style = { font: 'CMMI10', bold: false, italic: false, math: 'letters' } as const;
	/** What is part of another symbol, or printed over one. */
	const parts = /[√⁀\u0302\u0303\u0338\u20d7⎛-⎳⏐⏞⎷⌜]/u;

	for (const encoding of [
		'letters',
		'symbols',
		'extension',
		'eulerExtension',
		'newtxSymbols',
		'newtxExtension',
		'symbolsA',
		'symbolsB',
		'symbolsC',
		'fraktur',
		'script',
	] as const) {
		test(`each of those in the encoding ${encoding} has LaTeX that renders`, () => {
			const symbols = Array.from({ length: 128 }, (_, code) => mathSign(encoding, code, true)).filter((symbol) => symbol !== undefined);
			const some = symbols.filter((symbol) => !parts.test(symbol));

			assert.ok(some.length > 8);
			for (const symbol of some) {
				const latex = letterLatex(symbol, { ...style, math: encoding });
				assert.ok(latex !== undefined, `${symbol} has none`);
				renders(latex);
			}
		});
	}

	for (const [font, encoding] of [
		['EURM10', 'letters'],
		['EURB7', 'letters'],
		['CCMI10', 'letters'],
		['CMBRMI10', 'letters'],
		['Rpxmi', 'letters'],
		['Fourier-Math-Letters-Italic', 'letters'],
		['Kp--M-Italic', 'letters'],
		['Kp-Light-M-Italic', 'letters'],
		['CMBRSY10', 'symbols'],
		['Fourier-Math-Symbols', 'symbols'],
		['Kp--M-Sy-Regular', 'symbols'],
		['Kp--M-Sya-Regular', 'symbolsA'],
		['Kp--M-Syb-Regular', 'symbolsB'],
		['Fourier-Math-Extension', 'extension'],
		['Kp--M-Ex-Regular', 'extension'],
		['Fourier-Math-BlackBoard', 'blackboard'],
		['txsys', 'newtxSymbols'],
		['pxbsys', 'newtxSymbols'],
		['txexs', 'newtxExtension'],
		['txexas', 'newtxExtensionA'],
		['EUEX10', 'eulerExtension'],
		['Pxsyc', 'symbolsC'],
		['STMARY10', 'stmary'],
		['ESINT10', 'esint'],
		['MnSymbol10', 'unicode'],
		['MdSymbolA-Regular', 'unicode'],
	] as const) {
		test(`those of the font ${font} are known`, () => {
			assert.equal(mathEncoding(`ABCDEF+${font}`), encoding);
		});
	}

	test('those of St Mary and of esint, whose codes are letters to other readers', () => {
		assert.equal(mathSign('stmary', 0x4a, false), '⟦');
		assert.equal(mathSign('stmary', 0x4b, false), '⟧');
		assert.equal(mathSign('esint', 0x02, false), '∫');
		assert.equal(mathSign('esint', 0x0e, true), '∯');
		renders(letterLatex('∯', { ...style, math: 'esint' })!);
	});

	test('those of newtx behind the first 128 codes are its own, not the first ones again', () => {
		assert.equal(mathSign('newtxSymbols', 0xae, true), '\u20d7');
		assert.equal(mathSign('symbols', 0xae, true), '⊘');
		assert.deepEqual(
			[0x80, 0xba, 0xcd, 0xd0, 0xd5].map((code) => mathSign('newtxExtension', code, true)),
			['(', '∬', '∑', '⋃', '∑'],
		);
	});

	test("Euler's braces of all sizes are braces", () => {
		assert.deepEqual(
			[0x08, 0x0a, 0x0d, 0x0e, 0x50].map((code) => mathSign('eulerExtension', code, true)),
			['{', '{', '}', '{', '∑'],
		);
	});

	test('each of Unicode has its alphabet', () => {
		const symbols = Array.from('𝐀𝑎𝒂𝓐𝔄𝔸𝕬𝖠𝗔𝘈𝙰𝚪𝛼𝜶𝟎𝟘𝟢𝟬𝟶');
		for (const symbol of symbols) {
			renders(letterLatex(symbol, { ...style, math: 'unicode' })!);
		}
		assert.equal(letterLatex('𝔸', style), '\\mathbb{A}');
		assert.equal(letterLatex('𝜶', style), '\\boldsymbol{\\alpha}');
		assert.equal(letterLatex('𝑥', style), 'x');
	});

	test('of fonts with letters for words, single ones are upright', () => {
		assert.equal(letterLatex('d', { font: 'CMR10', bold: false, italic: false }), '\\mathrm{d}');
		assert.equal(letterLatex('X', { font: 'CMBX10', bold: true, italic: false }), '\\mathbf{X}');
		assert.equal(letterLatex('C', { font: 'MnSymbol10', bold: false, italic: false, math: 'unicode' }), '\\mathcal{C}');
	});

	test('negated ones that LaTeX has no command for', () => {
		assert.equal(letterLatex('⊄', style), '\\not\\subset');
	});
});
