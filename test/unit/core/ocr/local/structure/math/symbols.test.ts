import assert from 'node:assert/strict';
import katex from 'katex';
import { mathSign } from '../../../../../../../src/core/pdf/mathFonts.ts';
import { letterLatex } from '../../../../../../../src/core/ocr/local/structure/math/letters.ts';

suite('signs of fonts of formulas', () => {
	const renders = (latex: string) => {
		assert.doesNotThrow(() => katex.renderToString(latex, { throwOnError: true, strict: 'error' }), latex);
	};
	const style = { font: 'CMMI10', bold: false, italic: false, math: 'letters' } as const;
	/** What is part of another sign, or printed over one. */
	const parts = /[√⁀\u0302\u0303\u0338\u20d7⎛-⎳⏐⏞⎷⌜]/u;

	for (const encoding of ['letters', 'symbols', 'extension', 'symbolsA', 'symbolsB', 'fraktur', 'script'] as const) {
		test(`each of those in the encoding ${encoding} has LaTeX that renders`, () => {
			const signs = Array.from({ length: 128 }, (_, code) => mathSign(encoding, code, true)).filter((sign) => sign !== undefined);
			const some = signs.filter((sign) => !parts.test(sign));

			assert.ok(some.length > 8);
			for (const sign of some) {
				const latex = letterLatex(sign, { ...style, math: encoding });
				assert.ok(latex !== undefined, `${sign} has none`);
				renders(latex);
			}
		});
	}

	test('each of Unicode has its alphabet', () => {
		const signs = Array.from('𝐀𝑎𝒂𝓐𝔄𝔸𝕬𝖠𝗔𝘈𝙰𝚪𝛼𝜶𝟎𝟘𝟢𝟬𝟶');
		for (const sign of signs) {
			renders(letterLatex(sign, { ...style, math: 'unicode' })!);
		}
		assert.equal(letterLatex('𝔸', style), '\\mathbb{A}');
		assert.equal(letterLatex('𝜶', style), '\\boldsymbol{\\alpha}');
		assert.equal(letterLatex('𝑥', style), 'x');
	});

	test('of fonts with letters for words, single ones are upright', () => {
		assert.equal(letterLatex('d', { font: 'CMR10', bold: false, italic: false }), '\\mathrm{d}');
		assert.equal(letterLatex('X', { font: 'CMBX10', bold: true, italic: false }), '\\mathbf{X}');
	});

	test('negated ones that LaTeX has no command for', () => {
		assert.equal(letterLatex('⊄', style), '\\not\\subset');
	});
});
