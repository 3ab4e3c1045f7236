import assert from 'node:assert/strict';
import type { PieceReader, ReadPiece } from '../../../../../../src/core/ocr/local/textLayer/pieces.ts';
import { repairText } from '../../../../../../src/core/ocr/local/textLayer/repairText.ts';
import { KnownLetters, withVisibleSigns } from '../../../../../../src/core/ocr/local/textLayer/unknownLetters.ts';
import type { Box, PageLayout, TextRun } from '../../../../../../src/core/pdf/pageLayout.ts';
import { run } from '../structure/make.ts';

const empty: PageLayout = { width: 600, height: 800, rotation: 0, runs: [], rules: [], shapes: [], images: [], links: [] };
const scan = { key: 'scan', left: 0, top: 0, right: 600, bottom: 800 };

/** Words in columns, so that each has its place whatever its letters are. */
const lineOf = (text: string, baseline: number, change: Partial<TextRun> = {}) =>
	text.split(' ').map((word, i) => run(word, 72 + 50 * i, baseline, { right: 116 + 50 * i, ...change }));

/** Recognition that finds these lines where they stand: text by its baseline. */
function reading(lines: Readonly<Record<number, string>>, confidence = 95): PieceReader & { boxes: Box[] } {
	const boxes: Box[] = [];
	const read = async (box: Box): Promise<ReadPiece> => {
		boxes.push(box);
		const there = Object.entries(lines).filter(([baseline]) => Number(baseline) > box.top && Number(baseline) <= box.bottom);
		const runs = there.flatMap(([baseline, text]) => lineOf(text, Number(baseline)));
		const bbox = { x0: 0, y0: 0, x1: 1, y1: 1 };
		const asWords = (text: string) => text.split(' ').map((word) => ({ text: word, confidence, bbox, symbols: [] }));
		const result = {
			blocks: [
				{
					paragraphs: [
						{ lines: there.map(([, text]) => ({ words: asWords(text), bbox, baseline: bbox, rowAttributes: { rowHeight: 10 } })) },
					],
				},
			],
			...{ confidence, rotateRadians: 0, imageColor: null },
		};
		return { result, runs: () => runs, confidence, text: there.map(([, text]) => text).join(' ') };
	};
	return Object.assign({ read } as unknown as PieceReader, { boxes });
}

const repaired = async (reader: PieceReader, layout: PageLayout) => {
	const result = await repairText(reader, layout, new KnownLetters());
	return result === 'recognize' ? result : result.runs.map(({ text }) => text).join(' ');
};

suite('repairText', () => {
	suite('of text hidden behind a scan', () => {
		const right = 'The keeper of the lock wrote down every boat';
		const wrong = 'Tbe kccper of tbe Iock wrotc dovvn evcry hoat';
		const page = (text: string): PageLayout => ({
			...empty,
			images: [scan],
			runs: [100, 200, 300].flatMap((baseline) => lineOf(text, baseline, { invisible: true })),
		});
		const shown = { 100: right, 200: right, 300: right };

		test('keeps what recognition agrees with', async () => {
			assert.equal(await repaired(reading(shown), page(right)), [right, right, right].join(' '));
		});

		test('prefers recognition that is sure of other words', async () => {
			assert.equal(await repaired(reading(shown), page(wrong)), 'recognize');
		});

		test('leaves out a little of it that is wrong, and keeps what the page shows', async () => {
			const icon = run('\ue001', 548, 40, { invisible: true });
			const seen = [100, 200, 300].flatMap((baseline) => lineOf(right, baseline));

			assert.equal(await repaired(reading({}), { ...empty, images: [scan], runs: [icon, ...seen] }), [right, right, right].join(' '));
		});

		test('keeps it where recognition is not sure', async () => {
			assert.equal(await repaired(reading(shown, 60), page(wrong)), [wrong, wrong, wrong].join(' '));
		});

		test('keeps what outlines show, which are then no drawing', async () => {
			const letters = [100, 200, 300].map((y) => ({ left: 70, top: y - 12, right: 600, bottom: y + 4, curved: true }));
			const frame = { left: 60, top: 80, right: 610, bottom: 310, curved: true, simple: true };
			const outlined = { ...page(right), images: [], shapes: [...letters, frame] };
			const result = await repairText(reading(shown), outlined, new KnownLetters());

			assert.ok(result !== 'recognize');
			assert.deepEqual([result.runs.length, result.shapes], [outlined.runs.length, [frame]]);
			assert.equal(await repaired(reading({}), outlined), '');
		});

		test('leaves out what stands where nothing is written', async () => {
			const small = { ...scan, bottom: 320, right: 400 };

			assert.equal(await repaired(reading({}), { ...page(right), images: [small] }), '');
		});
	});

	suite('of fonts that do not say what their letters mean', () => {
		const guess = 'NHHSHU RI WKH ORFN ZURWH GRZQ HYHU ERDW';
		const meaning = 'keeper of the lock wrote down ever boat';
		const page = (text: string): PageLayout => ({
			...empty,
			runs: [...lineOf('What the font says', 100), ...lineOf(text, 200, { unmapped: true, font: 'G' })],
		});

		test('keeps what reads as a text, without recognition', async () => {
			const reader = reading({});

			assert.equal(await repaired(reader, page('Zażółć gęślą jaźń')), 'What the font says Zażółć gęślą jaźń');
			assert.equal(reader.boxes.length, 0);
		});

		test('recognises what does not, in place', async () => {
			assert.equal(await repaired(reading({ 200: meaning }), page(guess)), `What the font says ${meaning}`);
		});

		test('recognises letters that are placed one by one and make no words, even where the font says what they are', async () => {
			const letters = (...lines: readonly string[]) =>
				lines
					.flatMap((line, i) =>
						Array.from(line, (sign, at) => run(sign, 72 + 6 * at, 200 + 20 * i, { right: 78 + 6 * at, font: 'T', spaced: true })),
					)
					.filter(({ text }) => text !== ' ');
			const wrong = letters('QcWZS NWUROb jkTm OSPNQc aXTUNW', 'TcXRSa WQWa zWTUN rcRPc PTOs PSXWW xTlUW qNTaW');
			const right = letters('These words are set with a wide space', 'after each one of them and are kept as they are');
			const meaning = 'where behaviors can be covered in values of any kind';
			const page = (runs: TextRun[]): PageLayout => ({ ...empty, runs: [...lineOf('What the font says', 100), ...runs] });

			assert.equal(await repaired(reading({ 200: meaning }), page(wrong)), `What the font says ${meaning}`);
			assert.match(await repaired(reading({ 200: meaning }), page(right)), /T h e s e w o r d s/);
		});

		test('keeps what looks wrong and is right', async () => {
			assert.equal(await repaired(reading({ 200: guess.toLowerCase() }), page(guess)), `What the font says ${guess}`);
		});

		suite('where the font says what they are', () => {
			const mapped = (...lines: readonly string[]) => ({ ...empty, runs: lines.flatMap((line, i) => lineOf(line, 200 + 20 * i)) });
			const sure = { 200: 'Eryc or', 220: 'Zupbubp', 240: 'The keeper', 260: 'bow word', 280: 'page four' };

			test('keeps the scripts that recognition does not know, be there one or many', async () => {
				for (const lines of [
					['የወደቡ መጽሐፍ በየዓመቱ ይጠበቃል', 'የመጀመሪያው ገጽ እና ሁለተኛው ገጽ', 'ጠባቂው ሁሉንም ጀልባዎች መዝግቧል'],
					['አማርኛ Հայերեն ქართული සිංහල', 'The keeper of the lock', 'Греческий Ελληνικά ไทย हिन्दी', 'ᏣᎳᎩ ᐃᓄᒃᑎᑐᑦ ᠮᠣᠩᠭᠣᠯ'],
				]) {
					assert.equal(await repaired(reading(sure), mapped(...lines)), lines.join(' '));
				}
			});

			test('reads no table of contents and no form again, however many dots and lines it has', async () => {
				const reader = reading(sure);
				const lines = [
					'Foreword and thanks .................... 3',
					'The harbour books .................... 12',
					'Name ____________________ Ship',
				];

				assert.equal(await repaired(reader, mapped(...lines)), lines.join(' '));
				assert.equal(reader.boxes.length, 0);
			});

			test('recognises words of letters that only look like theirs', async () => {
				const wrong = ['тhε кΣερεя ԼօсҠ ωяօтε', 'dօωп εѵεяу Ьօαт тhαт', 'сαмε Ьу ιп тhε уεαя', 'ρσгт кερт ѕнιρѕ вσαтѕ'];

				assert.equal(
					await repaired(reading({ 200: meaning, 220: meaning, 240: meaning, 260: meaning }), mapped(...wrong)),
					[1, 2, 3, 4].map(() => meaning).join(' '),
				);
			});
		});

		test('makes a picture of what neither can read', async () => {
			const result = await repairText(reading({ 200: '. _ ~' }, 20), page(guess), new KnownLetters());

			assert.ok(result !== 'recognize');
			assert.equal(result.runs.map(({ text }) => text).join(' '), 'What the font says');
			assert.equal(result.images.length, 1);
		});
	});

	suite('of single letters', () => {
		const fi = '\ue001';

		test('takes them from the recognised word', async () => {
			const page = { ...empty, runs: lineOf(`the ${fi}rst of${fi}cer ${fi}ed`, 100) };

			assert.equal(await repaired(reading({ 100: 'the first officer fled' }), page), 'the first officer fled');
		});

		test('knows a letter by two words, and reads no more lines', async () => {
			const lines = [100, 120, 140].flatMap((baseline) => lineOf(`the ${fi}rst ${fi}eld`, baseline));
			const known = new KnownLetters();
			const all = { 100: 'the first field', 120: 'the first field', 140: 'the first field' };
			await repairText(reading(all), { ...empty, runs: lines }, known);
			const second = reading({});

			const result = await repairText(second, { ...empty, runs: lineOf(`the ${fi}nal`, 100) }, known);

			assert.ok(result !== 'recognize');
			assert.deepEqual([result.runs.map(({ text }) => text).join(' '), second.boxes.length], ['the final', 0]);
		});

		test('also where the font has a sign for them that stands in no word', async () => {
			const page = { ...empty, runs: lineOf('to di\u21b5erent e\u21b5orts', 100) };

			assert.equal(await repaired(reading({ 100: 'to different efforts' }), page), 'to different efforts');
		});

		test('leaves signs that are meant', async () => {
			const page = { ...empty, runs: lineOf('let g\u25e6f be', 100) };

			assert.equal(await repaired(reading({ 100: 'let gof be' }), page), 'let g\u25e6f be');
		});

		test('reads no line for the signs of a formula, which are meant', async () => {
			const reader = reading({ 100: 'map gooff here' });
			const word = ['map', 'g', '\u25e6', 'f'].map((text, i) =>
				run(text, 72 + 10 * i, 100, { font: i < 1 ? 'F' : 'CMSY8', spaced: i < 2, right: 82 + 10 * i }),
			);

			assert.equal(await repaired(reader, { ...empty, runs: word }), 'map g \u25e6 f');
			assert.equal(reader.boxes.length, 0);
		});

		test('looks for none where a font for mathematics or arrows has no meaning for its signs', async () => {
			const reader = reading({ 100: 'map gof here' });
			for (const font of ['ABCDEF+CMEX10', 'XYATIP-Medium']) {
				const word = ['map', 'g', fi, 'f'].map((text, i) =>
					run(text, 72 + 10 * i, 100, { font: text === fi ? font : 'F', spaced: i < 2, right: 82 + 10 * i }),
				);

				assert.equal(await repaired(reader, { ...empty, runs: word }), `map g ${fi} f`);
			}
			assert.equal(reader.boxes.length, 0);
		});

		test('what stays unknown can be seen', () => {
			const { runs } = withVisibleSigns({ ...empty, runs: [run(`a${fi}\u{10f807}b`, 72, 100)] });

			assert.equal(runs[0]?.text, 'a\ufffd\ufffdb');
		});
	});
});
