import assert from 'node:assert/strict';
import { type Block, blockOf, codeText, withoutMarker } from '../../../../../../../src/core/ocr/local/structure/blocks/blocks.ts';
import { compactLevels, withNumberedLevels } from '../../../../../../../src/core/ocr/local/structure/blocks/headingLevels.ts';
import { type Line, type Span, around } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { surveyTypography } from '../../../../../../../src/core/ocr/local/structure/lines/typography.ts';
import { line, lines, typography } from '../make.ts';

const kindOf = (some: readonly Line[], ...others: readonly Line[]) => {
	const block = blockOf({ lines: some }, around(some), typography(...some, ...others));
	return block.kind === 'heading' ? `heading ${block.level}` : block.kind;
};

suite('blockOf', () => {
	test('ranks headings by the sizes that the document has', () => {
		const [title, section, small] = [
			line('The title', 50, 50, { size: 24 }),
			line('A section', 50, 80, { size: 16 }),
			line('A part', 50, 90, { size: 13 }),
		];

		assert.deepEqual(
			[title, section, small].map((one) => kindOf([one], title, section, small)),
			['heading 1', 'heading 2', 'heading 3'],
		);
	});

	test('takes short bold lines in the usual size for the lowest headings', () => {
		assert.equal(kindOf([line('Background', 50, 50, { bold: true })], line('The title', 50, 20, { size: 24 })), 'heading 2');
	});

	for (const text of ['Harbour Works Inc.', 'Lane & Quay Ltd.', 'Puertos del Norte S.A.']) {
		test(`bold "${text}" is a heading, its point being an abbreviation's`, () =>
			assert.match(kindOf([line(text, 50, 50, { bold: true })]), /^heading/));
	}

	for (const text of ['A bold sentence that ends.', 'Figure 2: A drawing', 'x'.repeat(150), '1234']) {
		test(`bold "${text.slice(0, 30)}" is no heading`, () => assert.equal(kindOf([line(text, 50, 50, { bold: true })]), 'paragraph'));
	}

	test('bold is nothing special where everything is bold', () => {
		const bold = lines(new Array<string>(80).fill('Bold text throughout the whole document'), 50, 100, { bold: true });

		assert.equal(kindOf([line('Remarks', 50, 50, { bold: true })], ...bold), 'paragraph');
	});

	test('a long text in large letters is no heading', () => {
		assert.equal(kindOf(lines(new Array<string>(6).fill('A long text in large letters'), 50, 50, { size: 16 })), 'paragraph');
	});

	test('knows items by bullets and numbers', () => {
		assert.equal(kindOf([line('• an item', 50, 50)]), 'item');
		assert.equal(kindOf([line('12. an item', 50, 50)]), 'item');
		assert.equal(kindOf([line('(a) a clause', 50, 50)]), 'paragraph');
		assert.equal(kindOf([line('2020. A year', 50, 50)]), 'paragraph');
		assert.equal(kindOf([line('⋄ an item', 50, 50)]), 'item');
		assert.equal(kindOf([line('∗ an item', 50, 50)]), 'item');
	});

	for (const star of ['*', '∗']) {
		test(`a small ${star} is a note, not an item`, () => assert.equal(kindOf([line(`${star} a note`, 50, 50, { size: 7 })]), 'paragraph'));
	}

	test('several lines in typewriter letters are code, a single word is not', () => {
		assert.equal(kindOf(lines(['let a', 'let b'], 50, 50, { mono: true })), 'code');
		assert.equal(kindOf([line('call(a, b);', 50, 50, { mono: true })]), 'code');
		assert.equal(kindOf([line('jane@example.org', 50, 50, { mono: true })]), 'paragraph');
		assert.equal(kindOf([line('• --names [NAMES ...]', 50, 50, { mono: true })]), 'item');
	});
});

suite('surveyTypography', () => {
	const code = lines(
		['def read(path):', '    with open(path) as f:', '        return f.read()', 'for a in b:', '    call(a)'].flatMap((one) => [one, one]),
		50,
		120,
		{ mono: true, size: 9 },
	);
	const prose = line('The listing shows the function that reads one record of the file.', 50, 100, { size: 11 });

	test('a page that is mostly a listing has code, and the text around it is no heading', () => {
		const survey = surveyTypography([[prose, ...code]]);

		assert.equal(blockOf({ lines: code }, around(code), survey).kind, 'code');
		assert.equal(blockOf({ lines: [prose] }, around([prose]), survey).kind, 'paragraph');
	});

	test('a typescript is text', () => {
		const script = lines(new Array<string>(20).fill('A letter that was written with a typewriter'), 50, 100, { mono: true });

		assert.equal(blockOf({ lines: script }, around(script), surveyTypography([script])).kind, 'paragraph');
	});

	test('running text in two sizes has no headings in the larger one', () => {
		const larger = lines(new Array<string>(5).fill('Normal text in letters that are larger by a little'), 50, 100, { size: 12 });
		const smaller = lines(new Array<string>(6).fill('A note that is set smaller and is as long as all that'), 50, 200);

		assert.equal(blockOf({ lines: larger.slice(0, 1) }, around(larger), surveyTypography([[...larger, ...smaller]])).kind, 'paragraph');
	});
});

test('code keeps its indentation and its empty lines', () => {
	const code = lines(['if (a) {', '    b();', '}', 'c();'], 50, 100, { mono: true });

	assert.equal(codeText([...code.slice(0, 3), { ...code[3]!, baseline: code[3]!.baseline + 12 }]), 'if (a) {\n    b();\n}\n\nc();');
});

test('a heading is one level below that of which its number says that it is a part', () => {
	const heading = (level: number, text: string): Block => ({ kind: 'heading', level, lines: [line(text, 50, 100)] });
	const pages = [
		[heading(1, '2 Method'), heading(3, 'Abstract'), heading(4, '2.1 Data')],
		[heading(5, '2.1.1 Sources'), heading(1, '2.2 Model'), heading(4, '7.1 A part of nothing')],
	];

	assert.deepEqual(
		withNumberedLevels(pages)
			.flat()
			.map((block) => block.kind === 'heading' && block.level),
		[1, 3, 2, 3, 2, 4],
	);
});

test('levels that no heading has leave no gaps', () => {
	const heading = (level: number): Block => ({ kind: 'heading', level, lines: [] });
	const [first, second] = compactLevels([[heading(2)], [heading(5), heading(2)]]);

	assert.deepEqual(
		[...first!, ...second!].map((block) => block.kind === 'heading' && block.level),
		[1, 2, 1],
	);
});

suite('withoutMarker', () => {
	const formula = (text: string, latex: string): Span => ({ text, font: 'Math', bold: false, italic: false, mono: false, latex });

	test('takes a bullet out of the formula that it touches, and leaves other formulas as they are', () => {
		assert.deepEqual(
			withoutMarker([formula('•ρ', '\\bullet\\rho'), formula('∘f', '\\circ f')], 1).map(({ text, latex }) => [text, latex]),
			[
				['ρ', '\\rho'],
				['∘f', '\\circ f'],
			],
		);
	});
});
