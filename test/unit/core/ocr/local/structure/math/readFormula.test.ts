import assert from 'node:assert/strict';
import katex from 'katex';
import type { Rule, TextRun } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { itemsOf } from '../../../../../../../src/core/ocr/local/structure/math/item.ts';
import { readFormula } from '../../../../../../../src/core/ocr/local/structure/math/readFormula.ts';
import { horizontal, run } from '../make.ts';
import { symbol, tall, upright } from './makeSymbols.ts';

suite('readFormula', () => {
	const read = (runs: readonly TextRun[], bars: readonly Rule[] = []) => readFormula(runs.flatMap(itemsOf), bars)?.latex;
	const script = { size: 7 };
	const relation = { math: 'symbols' } as const;

	const cases: readonly (readonly [what: string, latex: string, runs: readonly TextRun[], bars?: readonly Rule[]])[] = [
		[
			'scripts',
			'x_i^2 + \\alpha',
			[symbol('x', 0, 100), symbol('i', 5, 102, script), upright('2', 5, 96, script), upright('+', 11, 100), symbol('α', 19, 100)],
		],
		['a script of a script below', 'x_{a^b}', [symbol('x', 0, 100), symbol('a', 5, 102, script), symbol('b', 8.5, 100, { size: 5 })]],
		[
			'another formula behind cases',
			'\\begin{cases} 1 & a \\\\ 0 & b \\end{cases} \\quad x = y',
			[
				...[tall('{', 0, 86, 114), upright('1', 8, 96), symbol('a', 25, 96), upright('0', 8, 108.5), symbol('b', 25, 108.5)],
				...[symbol('x', 50, 102.5), upright('=', 58, 102.5), symbol('y', 66, 102.5)],
			],
		],
		[
			'brackets of pieces that are lower than a letter, in a font of Unicode',
			'\\begin{bmatrix} 1 \\\\ 2 \\end{bmatrix}',
			[
				...['⎡⎢⎢⎣', '⎤⎥⎥⎦'].flatMap((pieces, side) =>
					Array.from(pieces, (text, i) => symbol(text, 20 * side, 86 + 6 * i, { math: 'unicode', up: 0, down: 6 })),
				),
				...[upright('1', 10, 95), upright('2', 10, 107)],
			],
		],
		[
			'wide spaces around a relation, as in eqnarray and in stretched lines',
			'x = \\mathrm{Spec}B \\quad \\Rightarrow \\quad y',
			[
				...[symbol('x', 0, 100), upright('=', 15, 100), run('Spec', 30, 100), symbol('B', 50, 100)],
				...[symbol('⇒', 65, 100, relation), symbol('y', 80, 100)],
			],
		],
		['a digit in a circle', 'x\\text{\\textcircled{1}}', [symbol('x', 0, 100), symbol('①', 6, 100, relation)]],
		['primes', "f''", [symbol('f', 0, 100), symbol('′′', 5, 96, { ...script, ...relation })]],
		[
			'a fraction in a fraction',
			'\\frac{a}{1 + \\frac{b}{c}}',
			[symbol('a', 12, 90), upright('1', 2, 106), upright('+', 9, 106), symbol('b', 18, 101.5, script), symbol('c', 18, 112, script)],
			[horizontal(0, 24, 95), horizontal(18, 21.5, 103.5)],
		],
		[
			'a root with its degree',
			'\\sqrt[3]{x}',
			[upright('3', 0, 95, { size: 5 }), tall('√', 1, 91, 102), symbol('x', 8, 100)],
			[horizontal(8, 13, 91)],
		],
		[
			'a sum with limits',
			'\\sum_{i = 1}^{n}x',
			[
				tall('∑', 0, 90, 104, 14),
				symbol('n', 5, 87, script),
				symbol('i', 1, 112, script),
				upright('=1', 5, 112, script),
				symbol('x', 15, 100),
			],
		],
		[
			'the limit of a function',
			'\\lim_{n \\to 0}x',
			[
				upright('lim', 0, 100),
				symbol('n', 1, 108, script),
				symbol('→', 5, 108, { ...script, ...relation }),
				upright('0', 9, 108, script),
				symbol('x', 17, 100),
			],
		],
		[
			'brackets of pieces around a matrix',
			'\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}',
			[
				...[
					tall('⎛', 0, 80, 98),
					tall('⎝', 0, 98, 116),
					symbol('a', 8, 93),
					symbol('b', 25, 93),
					symbol('c', 8, 105),
					symbol('d', 25, 105),
				],
				...[tall('⎞', 31, 80, 98), tall('⎠', 31, 98, 116)],
			],
		],
		[
			'cases',
			'\\begin{cases} a & \\text{if }b \\\\ c & \\text{otherwise} \\end{cases}',
			[
				tall('{', 0, 80, 116),
				symbol('a', 8, 93),
				upright('if', 25, 93),
				symbol('b', 38, 93),
				symbol('c', 8, 105),
				upright('otherwise', 25, 105),
			],
		],
		[
			'rows that are aligned',
			'\\begin{aligned} a & = b \\\\ & = c \\end{aligned}',
			[symbol('a', 0, 100), upright('=', 8, 100), symbol('b', 16, 100), upright('=', 8, 115), symbol('c', 16, 115)],
		],
		['an overline', '\\overline{xy}', [symbol('xy', 0, 100)], [horizontal(0, 10, 91)]],
		['a wide hat', '\\widehat{xy}', [symbol('xy', 0, 100), symbol('\u0302', 0, 100, { math: 'extension', up: 10, down: -8, wide: 10 })]],
		[
			'an accent on its letter',
			'\\hat{x}',
			[{ ...symbol('x', 0, 100), text: 'x\u0302', glyphs: [{ text: 'x\u0302', left: 0, right: 5, top: 93, bottom: 100 }] }],
		],
		[
			'tall brackets around a fraction',
			'\\left( \\frac{a}{b}\\right)^2',
			[tall('(', 0, 82, 112), symbol('a', 8, 93), symbol('b', 8, 108), tall(')', 14, 82, 112), upright('2', 21, 85, script)],
			[horizontal(8, 13, 97.5)],
		],
		['dots', 'a, \\ldots, b', [symbol('a,', 0, 100), upright('...', 12, 100, { wide: 3 }), symbol(',', 22, 100), symbol('b', 28, 100)]],
		[
			'letters of other alphabets',
			'\\mathbb{R}\\mathcal{L}\\mathfrak{g}',
			[symbol('ℝ', 0, 100, { math: 'symbolsB' }), symbol('ℒ', 6, 100, relation), symbol('𝔤', 12, 100, { math: 'fraktur' })],
		],
		[
			'a probability',
			'P(A \\mid B)',
			[
				symbol('P', 0, 100),
				upright('(', 5, 100),
				symbol('A', 10, 100),
				symbol('|', 18, 100, relation),
				symbol('B', 26, 100),
				upright(')', 31, 100),
			],
		],
		...(
			[
				['a long arrow', '\\Longrightarrow', '=', '⇒'],
				['an arrow with a bar', '\\mapsto', '↦', '→'],
				['an arrow both ways', '\\Longleftrightarrow', '⇐', '⇒'],
				['an arrow with a hook', '\\hookrightarrow', '↪', '→'],
			] as const
		).map(
			([what, latex, first, second]) =>
				[
					`${what} of two symbols that overlap`,
					`a ${latex} b`,
					[symbol('a', 0, 100), symbol(first, 8, 100, relation), symbol(second, 12, 100, relation), symbol('b', 20, 100)],
				] as const,
		),
		[
			'a relation that a slash strikes out',
			'a \\notin B',
			[symbol('a', 0, 100), symbol('∈', 8, 100, relation), symbol('/', 8, 100), symbol('B', 16, 100)],
		],
		[
			'a relation of two symbols over each other',
			'A \\cong B',
			[symbol('A', 0, 100), upright('=', 8, 100), symbol('∼', 8, 97, relation), symbol('B', 16, 100)],
		],
		[
			'a relation with a word over it, behind a script',
			'x^2 \\overset{\\mathrm{def}}{=} y',
			[
				...[symbol('x', 0, 100), upright('2', 5, 96, script), upright('def', 12, 94, { size: 7, wide: 4 })],
				...[upright('=', 14, 100, { wide: 8 }), symbol('y', 27, 100)],
			],
		],
		[
			'a relation with symbols over and under it',
			'a \\overset{!}{\\underset{b}{\\sim}} c',
			[
				...[symbol('a', 0, 100), symbol('∼', 8, 100, { ...relation, up: 3.7, down: -1.3, wide: 8 })],
				...[upright('!', 10.5, 94, { size: 7, wide: 3 }), symbol('b', 10.2, 107.4, script), symbol('c', 19, 100)],
			],
		],
		[
			'an arrow as long as its label',
			'A \\xrightarrow{n \\to 0} B',
			[
				...[symbol('A', 0, 100), symbol('−', 8, 100, { ...relation, up: 2.7, down: -2.3, wide: 9 })],
				...[symbol('→', 16, 100, { ...relation, up: 4.8, down: -0.2, wide: 9 }), symbol('n', 9, 93, script)],
				...[symbol('→', 13, 93, { ...script, ...relation, wide: 7 }), upright('0', 20.5, 93, script), symbol('B', 28, 100)],
			],
		],
		[
			'a hyphen between a symbol and a word',
			'\\sigma\\text{-}\\text{algebra}',
			[symbol('σ', 0, 100), upright('-', 5, 100), upright('algebra', 10, 100)],
		],
		[
			'a short arrow of a stroke and a head that begin at one place',
			'A \\xrightarrow{t} B',
			[
				...[symbol('A', 0, 100), symbol('→', 8, 100, { ...relation, up: 4.8, down: -0.2, wide: 10 })],
				...[symbol('−', 8, 100, { ...relation, up: 2.7, down: -2.3, wide: 8 }), symbol('t', 11.5, 93.5, { ...script, wide: 3 })],
				symbol('B', 21, 100),
			],
		],
		[
			'the sum whose name selects a printed form',
			'\\sum x',
			[
				{
					...tall('∑', 0, 90, 104, 14),
					text: '∑\ufe01',
					glyphs: ['∑', '\ufe01'].map((text) => ({ text, left: 0, right: 14, top: 90, bottom: 104 })),
				},
				symbol('x', 15, 100),
			],
		],
		['a constant beside a variable in the font of the text', '\\mathrm{i}\\hbar', [upright('iℏ', 0, 100)]],
		['a double integral', '\\iint f', [tall('∫', 0, 88, 110, 6), tall('∫', 5, 88, 110, 6), symbol('f', 13, 100)]],
		['a phi by its shape: a loop', '\\varphi', [symbol('ϕ', 0, 100, { up: 4.4, down: 2.1 })]],
		['a phi by its shape: a straight stroke', '\\phi', [symbol('φ', 0, 100, { up: 6.9, down: 1.9 })]],
		[
			'limits that are wider than their operators, beside each other',
			'\\sup_{dimV = k}\\inf_{v \\in V}x',
			[
				upright('sup', 10, 100),
				symbol('dimV=k', 7, 108, { size: 7, wide: 3.5 }),
				upright('inf', 33, 100),
				symbol('v', 31, 108, script),
				symbol('∈', 36, 108, { ...script, ...relation, wide: 5 }),
				symbol('V', 42, 108, { ...script, wide: 9 }),
				symbol('x', 55, 100),
			],
		],
		[
			'a limit with a script, below an operator with a script of its own',
			'\\min_{x \\in S_p}f',
			[
				upright('min', 2, 100),
				symbol('x', 1, 108, script),
				symbol('∈', 5, 108, { ...script, ...relation }),
				symbol('S', 9, 108, script),
				symbol('p', 12.5, 109, { size: 5 }),
				symbol('f', 20, 100),
			],
		],
		[
			'roots beside each other whose content has scripts',
			'\\sqrt{Z^3}\\sqrt{xyz}',
			[
				...[tall('√', 0, 91, 102), symbol('Z', 7, 100), upright('3', 12, 96, script)],
				...[tall('√', 15.5, 91, 102), symbol('xyz', 22.5, 100)],
			],
			[horizontal(7, 15.5, 91), horizontal(22.5, 37.5, 91)],
		],
		[
			'a root under a bar beside another fraction',
			'\\frac{2}{\\sqrt{g}}\\frac{abcd}{e}',
			[
				...[upright('2', 6, 93), symbol('√', 0, 99.2, { math: 'symbols', up: 0, down: 11, wide: 8 }), symbol('g', 8, 108)],
				...[symbol('abcd', 17, 93), symbol('e', 25, 107)],
			],
			[horizontal(0, 14, 97), horizontal(8, 14, 98.6), horizontal(16, 38, 97)],
		],
		[
			'a sum with a limit that has indices, which are further below',
			'\\sum_{x \\in E_{kn}}y',
			[
				...[
					tall('∑', 6, 90, 104, 14),
					symbol('x', 0.5, 112, script),
					symbol('∈', 4, 112, { ...script, ...relation }),
					symbol('E', 9, 112, script),
				],
				...[symbol('kn', 13, 114, { size: 5, up: 3, wide: 5.5 }), symbol('y', 25, 100)],
			],
		],
		[
			'a sum whose limit has a second row that is wider than the first',
			'\\sum_{\\substack{k \\\\ a < b < c}}y',
			[
				...[tall('∑', 12, 90, 104, 14), symbol('k', 17, 111, script), symbol('a', 5, 119, script), symbol('<', 9, 119, script)],
				...[symbol('b', 14, 119, script), symbol('<', 19, 119, script), symbol('c', 26, 119, script), symbol('y', 33, 100)],
			],
		],
		[
			'large symbols of the size of smaller texts',
			'x = \\sum_{i}\\left( y\\right)',
			[
				...[symbol('x', 0, 100, { size: 16 }), upright('=', 10, 100, { size: 16 }), { ...tall('∑', 22, 90, 104, 14), size: 10 }],
				...[symbol('i', 27, 114, { size: 8 }), { ...tall('(', 38, 84, 108), size: 10 }, symbol('y', 46, 100, { size: 16 })],
				...[{ ...tall(')', 55, 84, 108), size: 10 }],
			],
		],
		[
			'an accent that is wider than its letter, before a bracket',
			'\\widehat{c}(x)',
			[
				...[symbol('\u0302', 0, 94, { math: 'extension', up: 2, wide: 8 }), symbol('c', 1, 100, { wide: 4 })],
				...[upright('(', 5, 100, { wide: 3 }), symbol('x', 8, 100), upright(')', 13, 100, { wide: 3 })],
			],
		],
		[
			'a binomial coefficient in small brackets',
			'x\\binom{n}{k}',
			[
				...[symbol('x', 0, 100), upright('(', 5, 100), symbol('n', 11, 95, { size: 6 }), symbol('k', 11, 103, { size: 6 })],
				upright(')', 15, 100),
			],
		],
		[
			'a phi by its shape, below an accent',
			'\\dot{\\phi}',
			[{ ...symbol('φ', 0, 100), text: 'φ\u0307', glyphs: [{ text: 'φ\u0307', left: 0, right: 5, top: 93.1, bottom: 101.9 }] }],
		],
		['a bold delta that its font names after the increment', '\\boldsymbol{\\Delta}', [{ ...upright('∆', 0, 100), bold: true }]],
		[
			'a script with scripts of several symbols',
			'a_{b^{-n}c}',
			[
				...[symbol('a', 0, 100), symbol('b', 5, 102, script), symbol('−', 8.5, 99, { ...relation, size: 5 })],
				...[symbol('n', 11, 99, { size: 5 }), symbol('c', 14, 102, script)],
			],
		],
		[
			'cases with a full stop behind them',
			'\\begin{cases} a & b \\\\ c & d \\end{cases}.',
			[
				...[tall('{', 0, 80, 116), symbol('a', 8, 93), symbol('b', 25, 93), symbol('c', 8, 105), symbol('d', 25, 105)],
				symbol('.', 31, 100.5),
			],
		],
		[
			'a column of a matrix, whose rows are nearer than those of a binomial coefficient',
			'\\begin{pmatrix} a \\\\ b \\end{pmatrix}',
			[tall('(', 0, 85, 109), symbol('a', 8, 93.5), symbol('b', 8, 105.5), tall(')', 14, 85, 109)],
		],
		['a binomial coefficient', '\\binom{a}{b}', [tall('(', 0, 85, 109), symbol('a', 8, 93), symbol('b', 8, 106.6), tall(')', 14, 85, 109)]],
		[
			'an expected value with a limit below it, before another operator',
			'\\mathop{\\mathbb{E}}\\limits_{x \\sim D}\\sum_{i < n}y',
			[
				...[symbol('𝔼', 5, 100, { math: 'symbolsB' }), symbol('x', 0, 108, script), symbol('∼', 4, 108, { ...script, ...relation })],
				...[symbol('D', 8, 108, { ...script, wide: 7 }), tall('∑', 17, 90, 104, 14), symbol('i', 18, 112, script)],
				...[symbol('<', 22, 112, script), symbol('n', 26, 112, script), symbol('y', 33, 100)],
			],
		],
		[
			'a letter with symbols below it that are no index',
			'\\underset{n \\times p}{X}',
			[
				...[symbol('X', 5, 100, { wide: 8 }), symbol('n', 0, 109, script), symbol('×', 5, 109, { ...script, ...relation, wide: 6 })],
				symbol('p', 13, 109, { ...script, wide: 5 }),
			],
		],
		[
			'a limit with dots between its symbols',
			'b\\max_{i = 1, \\ldots, n}x',
			[
				...[symbol('b', 0, 100), upright('max', 12, 100, { wide: 6 }), symbol('i', 7, 108, script), upright('=1', 10, 108, script)],
				...[symbol(',', 17, 108, { ...script, wide: 2 }), upright('...', 20, 108, { ...script, wide: 2 })],
				...[symbol(',', 27, 108, { ...script, wide: 2 }), symbol('n', 30, 108, script), symbol('x', 37, 100)],
			],
		],
		[
			'indices of a tensor that are one behind the other',
			'T^a{}_b{}^c',
			[symbol('T', 0, 100), symbol('a', 5, 96, script), symbol('b', 8.5, 102, script), symbol('c', 12, 96, script)],
		],
		[
			'an index below a slanted letter that pushes the one above to the right',
			'f_i^2',
			[symbol('f', 0, 100), symbol('i', 5, 102, { ...script, wide: 2.5 }), upright('2', 7.6, 96, script)],
		],
	];
	for (const [what, latex, runs, bars] of cases) {
		test(what, () => {
			assert.deepEqual(read(runs, bars), [latex]);
			assert.doesNotThrow(() => katex.renderToString(latex, { throwOnError: true, displayMode: true }));
		});
	}

	test('rows that have nothing to do with each other are formulas of their own', () => {
		assert.deepEqual(
			read([
				symbol('a', 0, 100),
				upright('=', 8, 100),
				symbol('b', 16, 100),
				symbol('c', 30, 120),
				upright('=', 38, 120),
				symbol('d', 46, 120),
			]),
			['a = b', 'c = d'],
		);
	});

	test('nothing where a symbol is unknown', () => {
		assert.equal(read([symbol('x', 0, 100), symbol('\u{10f807}', 6, 100)]), undefined);
	});

	test('nothing where a root has no line', () => {
		assert.equal(read([tall('√', 0, 91, 102), symbol('x', 8, 100)]), undefined);
	});
});
