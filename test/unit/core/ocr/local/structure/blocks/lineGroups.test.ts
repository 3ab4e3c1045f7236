import assert from 'node:assert/strict';
import { groupsOf } from '../../../../../../../src/core/ocr/local/structure/blocks/lineGroups.ts';
import { type Line, around } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { line, lines } from '../make.ts';

suite('groupsOf', () => {
	test('leaves rows of a form with hanging indents together, because only their neighbours show where they begin', () => {
		const texts = (indent: string) => [
			...Array.from({ length: 6 }, (_, i) => `2${i} Subtract this line from the one above it`),
			'30 Enter the cost or other basis as it is in the',
			`${indent}Instructions for it`,
			'31 Enter the deduction of the section and the',
			`${indent}Allowance for it`,
		];
		const baselines = [100, 113, 126, 139, 152, 165, 178, 189, 204, 215];
		const groups = (indent: string) => {
			const some = lines(texts(indent)).map((line, i) => ({ ...line, baseline: baselines[i]! }));
			return groupsOf(some, around(some)).length;
		};

		assert.equal(groups('     '), 1);
		assert.equal(groups(''), 2);
	});

	test('leaves code at the end of a sentence with it', () => {
		const code = (sign: string): Line => {
			const name = line('textwidth', 50, 112, { mono: true });
			const end = sign ? [{ text: sign, font: 'Serif', bold: false, italic: false, mono: false }] : [];
			return { ...name, text: `textwidth${sign}`, spans: [...name.spans, ...end] };
		};
		const groups = (text: string, sign: string) => {
			const some = [line(text, 50, 100), code(sign)];
			return groupsOf(some, around(some)).length;
		};

		assert.equal(groups('The lines are never longer than the', '.'), 1);
		assert.equal(groups('The lines are never longer than this:', ''), 2);
		assert.equal(groups('The lines are never longer than this.', '='), 2);
	});
});
