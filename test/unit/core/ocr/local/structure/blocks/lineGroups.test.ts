import assert from 'node:assert/strict';
import { groupsOf } from '../../../../../../../src/core/ocr/local/structure/blocks/lineGroups.ts';
import { around } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { lines } from '../make.ts';

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
});
