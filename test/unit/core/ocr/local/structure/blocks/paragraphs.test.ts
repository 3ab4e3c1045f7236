import assert from 'node:assert/strict';
import { around } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { paragraphsOf } from '../../../../../../../src/core/ocr/local/structure/blocks/paragraphs.ts';
import { line, lines, typography } from '../make.ts';

const full = 'This line of text reaches the right edge of it';
const split = (some: readonly Line[], column = around(some)) =>
	paragraphsOf(some, column, typography()).map((paragraph) => paragraph.lines.map(({ text }) => text.slice(0, 12).trim()).join(' / '));

suite('paragraphsOf', () => {
	test('keeps lines together that fill the column', () => {
		assert.equal(split(lines([full, full, full])).length, 1);
	});

	test('ends a paragraph with a line that had room for the next word', () => {
		assert.deepEqual(split(lines([full, 'short end.', full, full])), ['This line of / short end.', 'This line of / This line of']);
	});

	test('ends none within a word, whatever room its line has', () => {
		assert.deepEqual(split(lines([full, 'They have pre-', 'pared for it', full])), [
			'This line of / They have pr / pared for it',
			'This line of',
		]);
		assert.equal(
			paragraphsOf(
				lines(['They have pre-', 'pared for it and', 'for the other']),
				{ left: 0, top: 0, right: 600, bottom: 0 },
				typography(),
			)[0]!.breaks,
			undefined,
		);
	});

	test('ends none within a sentence whose lines somebody broke by hand, unless the line is short', () => {
		assert.equal(split(lines([full, 'This line ends where its writer wanted', 'and the sentence goes on'])).length, 1);
		assert.equal(split(lines([full, 'This line of a list is rather short', 'This line of a list is shorter still'])).length, 2);
	});

	test('begins one with a line that is set in', () => {
		assert.deepEqual(split(lines([full, full, `  ${full}`, full])).length, 2);
	});

	test('begins one with the next number behind the same word, whatever room the line before had', () => {
		const sections = [`Section 4. ${full.slice(11)}`, full, `Section 5. ${full.slice(11)}`];

		assert.deepEqual(split(lines(sections)), ['Section 4. f / This line of', 'Section 5. f']);
		assert.equal(split(lines([`Section 4. ${full.slice(11)}`, full, `Section 7. ${full.slice(11)}`])).length, 1);
	});

	test('begins one after a wider gap', () => {
		const some = lines([full, full, full, full]);

		assert.equal(split([...some.slice(0, 2), ...some.slice(2).map((one) => ({ ...one, baseline: one.baseline + 8 }))]).length, 2);
	});

	test('begins one after a wider gap on slides, where most gaps are wide', () => {
		const at = (baselines: readonly number[], texts: readonly string[]) =>
			split(baselines.map((baseline, i) => line(texts[i]!, 50, baseline, { top: baseline - 8, bottom: baseline + 2 })));
		const slide = [full, full, 'The next point of it:', '• One', '• Two', '• Three'];

		assert.deepEqual(at([100, 112, 130, 148, 166, 184], slide).slice(0, 2), ['This line of / This line of', 'The next poi']);
		assert.deepEqual(
			at([100, 118, 130, 148, 166, 184], [`Before it is one, too, ${full.slice(23)}`, ...slide.slice(0, 2), ...slide.slice(3)]).slice(0, 2),
			['Before it is', 'This line of / This line of'],
		);
		assert.equal(
			at([100, 112, 130, 148, 166], [full, full, `and ${full}`, '• One', '• Two'])[0],
			'This line of / This line of / and This lin',
		);
	});

	test('keeps the lines of double-spaced text together, below a heading of several lines in single spacing', () => {
		const some = lines([...new Array<string>(6).fill('A line of the title'), full, full, full, 'and the end.', full, full]);
		const spaced = some.map((one, i) => ({ ...one, baseline: one.baseline + 12 * Math.max(i - 5, 0) }));

		assert.deepEqual(split(spaced).slice(-2), ['This line of / This line of / This line of / and the end.', 'This line of / This line of']);
	});

	test('keeps the lines of double-spaced text together, although the column is wider than it', () => {
		const wide = [
			'This line of the text reaches its right edge,',
			'which is far from that of the column, as this',
			'line says, and the words that follow it, too',
		];
		const some = wide.map((text, i) => line(text, 50, 100 + 24 * i));

		assert.equal(split(some, { ...around(some), right: 500 }).length, 1);
	});

	test('keeps paragraphs of one full line each apart', () => {
		const some = lines([full, full, full, full]).map((one, i) => ({ ...one, baseline: one.baseline + 10 * i }));

		assert.equal(split([...lines([full, full, full], 50, 40), ...some]).length, 5);
	});

	test('keeps the lines of an item together, hanging or not', () => {
		assert.deepEqual(split(lines([`• ${full}`, `  ${full}`, `  ${full}`, '• Another'])), [
			'• This line / This line of / This line of',
			'• Another',
		]);
		assert.deepEqual(split(lines([`  • ${full}`, full, '  • Another'])), ['• This line / This line of', '• Another']);
	});

	test('ends an item where text is set in like its bullet', () => {
		assert.deepEqual(split(lines([`  • ${full}`, full, `  ${full}`, full])).length, 2);
	});

	test('keeps hanging lines with the first one', () => {
		assert.deepEqual(split(lines([full, `   ${full}`, `   ${full}`, full, `   ${full}`])).length, 2);
	});

	test('keeps the only other line of a clause or a note with its first one, where the sentence goes on', () => {
		const clause = '2.1 The members shall choose the chair, and';
		const clauses = [clause, '     the chair the others.', '2.2 The members of this body shall meet and', '     vote each year.'];

		assert.deepEqual(split(lines(clauses)), ['2.1 The memb / the chair th', '2.2 The memb / vote each ye']);
		assert.equal(split(lines([full, '     Begins another paragraph'])).length, 2);
		assert.equal(split(lines(['a Home and lodging of the year . . . . 21a', '     b Meals of the year'])).length, 2);
	});

	test('begins one where a sentence goes on with a number only by accident', () => {
		assert.equal(split(lines([`${full} in`, `2020. ${full}`, full])).length, 1);
	});

	test('divides a bold line from the text below it', () => {
		const [heading, ...text] = lines(['A heading', full, full]);

		assert.deepEqual(split([{ ...heading!, bold: true, spans: [{ ...heading!.spans[0]!, bold: true }] }, ...text]).length, 2);
	});

	test('divides lines in different fonts', () => {
		const [heading, ...text] = lines([full, full, full]);

		assert.equal(split([{ ...heading!, font: 'Sans', spans: [{ ...heading!.spans[0]!, font: 'Sans' }] }, ...text]).length, 2);
	});

	test('joins the lines of a title in large letters however short they are', () => {
		assert.equal(split([line('A long title', 50, 100, { size: 20 }), line('in two', 50, 124, { size: 20 })]).length, 1);
	});

	test('keeps the ends of the lines of an address, and of verse', () => {
		const column = { left: 50, top: 0, right: 500, bottom: 800 };
		const address = lines(['Jane Doe', '99 Long Street', 'London']);
		const verse = lines([
			'The keeper of the lock was old and grey, and all the boats he knew,',
			'went down the water every day',
			'and came back up at night, or two,',
			'with lanterns at the bow, they say,',
			'and nobody aboard but you',
		]);

		assert.deepEqual(paragraphsOf(address, column, typography()), [{ lines: address, breaks: true }]);
		assert.deepEqual(paragraphsOf(verse, column, typography()), [{ lines: verse, breaks: true }]);
	});

	test('keeps the line breaks of an address that is aligned at the right', () => {
		const column = { left: 50, top: 0, right: 500, bottom: 800 };
		const address = ['Harbour Office', '1 Quay', 'Hull HU1 2AB'].map((text, i) => line(text, 500 - 5 * text.length, 100 + 12 * i));
		const justified = ['and its first line is', 'as wide as it may be it'].map((text, i) =>
			line(text, 500 - 5 * text.length, 100 + 12 * i),
		);

		assert.deepEqual(paragraphsOf(address, column, typography()), [{ lines: address, breaks: true }]);
		assert.deepEqual(paragraphsOf(justified, column, typography()), [{ lines: justified }]);
	});

	test('justified text of which one line begins further out is no address', () => {
		const column = { left: 50, top: 0, right: 500, bottom: 800 };
		const text = ['name of all things that are here', 'it is a text of', 'even lines like', 'those of a book', 'or of any paper'].map(
			(one, i) => line(one, i === 0 ? 340 : 400, 100 + 12 * i, { right: 500 }),
		);

		assert.deepEqual(
			paragraphsOf(text, column, typography()).filter(({ breaks }) => breaks),
			[],
		);
	});

	test('does not take sentences, one a line, for verse', () => {
		const sentences = lines([
			'The boats are counted here, one after another, every day.',
			'Few come.',
			'None of them stays.',
			'All leave.',
		]);

		assert.ok(paragraphsOf(sentences, { left: 50, top: 0, right: 340, bottom: 800 }, typography()).every(({ breaks }) => !breaks));
	});

	test('begins a paragraph with each tick box', () => {
		assert.equal(split(lines(['☐ Agree to the rules of the harbour', '☑ Other'])).length, 2);
	});

	test('gives each entry of a table of contents a paragraph', () => {
		assert.equal(split(lines(['One . . . . . . . . . . . . . . . 1', 'Two . . . . . . . . . . . . . . . 2'])).length, 2);
	});
});
