import assert from 'node:assert/strict';
import { blockOf } from '../../../../../../../src/core/ocr/local/structure/blocks/blocks.ts';
import { paragraphsOf } from '../../../../../../../src/core/ocr/local/structure/blocks/paragraphs.ts';
import { around, type Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { surveyTypography, typographyOf, headingLevel } from '../../../../../../../src/core/ocr/local/structure/lines/typography.ts';
import { line, lines, textsOf, typography } from '../make.ts';

const column = { left: 50, right: 550, top: 0, bottom: 800 };

const kindOf = (text: string, change: Partial<Line> = {}) => {
	const block = blockOf({ lines: [line(text, 50, 100, change)] }, column, typography());
	return block.kind === 'heading' ? `heading ${block.level}` : block.kind;
};

const paragraphs = (some: readonly Line[]) =>
	paragraphsOf(some, around(some), typography(...some)).map((one) => textsOf(one.lines).join(' / '));

suite('titles of sections', () => {
	const titles: readonly [text: string, level: number, change?: Partial<Line>][] = [
		['III. METHOD', 1],
		['3.3 RESULTS AND OBSERVATIONS', 2],
		['A. Two-Pass Spatial Cost Aggregation', 2, { italic: true }],
		['2.1 Early Stopping', 2, { italic: true }],
		['ARTICLE IV', 1],
		['Article 12. Scope of the Law', 1],
		['Статья 4. Трансграничная передача', 1],
		['Abstract', 1],
		['REFERENCES', 1],
		// Small capitals: only the first letters are as large as running text.
		['II. RELATED WORK AND POSITIONING', 1, { size: 8, sizes: [10, 8] }],
		['II. MODEL AND METHODS', 1, { bold: true, size: 9, sizes: [9] }],
		['A. Joint spectral amplitude', 2, { bold: true, size: 9, sizes: [9] }],
		['2.1 Early Stopping', 2, { bold: true }],
	];
	for (const [text, level, change] of titles) {
		test(`"${text}" is one`, () => assert.equal(kindOf(text, change), `heading ${level}`));
	}

	const others: readonly [text: string, kind: string, change?: Partial<Line>][] = [
		['1. JSON', 'item'],
		['2. Push the battery pack down', 'item'],
		['A. Smith and B. Jones', 'paragraph', { italic: true }],
		['3.3 RESULTS ........ 17', 'item'],
		['Article 12 of the law says nothing of it', 'paragraph'],
		['results', 'paragraph'],
		['tel: (+82) 10-9030', 'paragraph', { size: 14, sizes: [14], font: 'ABCDEF+FontAwesome6Free-Solid' }],
		['III. THAT IS A SENTENCE.', 'paragraph'],
		['Total of the year', 'paragraph', { bold: true, size: 9, sizes: [9] }],
		['II. MODEL AND METHODS', 'paragraph', { bold: true, size: 8, sizes: [8] }],
		['4 MILLION', 'paragraph', { bold: true, size: 9, sizes: [9] }],
	];
	for (const [text, kind, change] of others) {
		test(`"${text}" is none`, () => assert.equal(kindOf(text, change), kind));
	}

	test('one follows another without a gap', () => {
		const bold = { bold: true };
		assert.deepEqual(paragraphs(lines(['2.1 Savings of Drivers', '2.1.1 Sample of a Survey'], 50, 100, bold)), [
			'2.1 Savings of Drivers',
			'2.1.1 Sample of a Survey',
		]);
		assert.deepEqual(
			paragraphs([line('Savings of Drivers', 50, 100, bold), line('Sample of a Survey', 50, 112, { ...bold, italic: true })]),
			['Savings of Drivers', 'Sample of a Survey'],
		);
	});
});

suite('paragraphs that go on', () => {
	const text = 'The handling of data of persons that is done by offices of the state';

	test('no paragraph begins with a comma', () => {
		assert.deepEqual(paragraphs(lines([text, 'of persons', ', by the offices of the state and of others'])), [
			`${text} / of persons / , by the offices of the state and of others`,
		]);
	});

	test('the last line of a centred text has its middle', () => {
		const wide = line(text, 58, 100);
		const others = [line('x'.repeat(73), 50, 40), line('Some more text of the column', 50, 160)];
		const middle = (50 + others[0]!.right) / 2;
		const all = [others[0]!, line(text, middle - (wide.right - wide.left) / 2, 100), line('years', middle - 12.5, 112), others[1]!];

		assert.ok(paragraphs(all).includes(`${text} / years`));
	});
});

suite('headings of a page', () => {
	test('a page in smaller letters than the document’s has headings in the document’s size', () => {
		const body = lines(new Array<string>(80).fill('Running text of the document in its usual size'), 50, 100, { size: 11, sizes: [11] });
		const small = lines(new Array<string>(40).fill('Running text of a page in smaller letters, which is all but its headings'), 50, 100, {
			...{ size: 9, sizes: [9] },
		});
		const page = [line('The aims of the fund', 50, 80, { size: 11, sizes: [11] }), ...small];
		const document = surveyTypography([body, page]);

		assert.equal(headingLevel(11, typographyOf(body, document)), undefined);
		assert.equal(headingLevel(11, typographyOf(page, document)), 1);
	});
});
