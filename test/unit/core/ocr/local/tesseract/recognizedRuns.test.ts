import assert from 'node:assert/strict';
import { confidenceOf, recognizedRuns } from '../../../../../../src/core/ocr/local/tesseract/recognizedRuns.ts';
import { buildLines } from '../../../../../../src/core/ocr/local/structure/lines/lines.ts';
import { Strokes } from '../../../../../../src/core/ocr/local/tesseract/strokes.ts';
import type { TesseractBox, TesseractLine, TesseractPage } from '../../../../../../src/core/ocr/local/tesseract/tesseractThread.ts';

interface LineOptions {
	readonly height?: number;
	readonly confidence?: number;
	readonly left?: number;
	readonly widths?: Readonly<Record<string, number>>;
	readonly space?: number;
}

/** Every letter begins 20 pixels after the one before; `widths` are those that are not as wide as that. */
const line = (
	text: string,
	y: number,
	{ height = 40, confidence = 95, left = 100, widths = {}, space = 20 }: LineOptions = {},
): TesseractLine => {
	const widthOf = (sign: string) => widths[sign] ?? 20;
	let x0 = left;
	const words = text.split(' ').map((word) => {
		const bbox = { x0, y0: y - height, x1: x0 + 20 * word.length, y1: y };
		x0 = bbox.x1 + space;
		const symbols = Array.from(word, (sign, i) => ({
			text: sign,
			bbox: { ...bbox, x0: bbox.x0 + 20 * i, x1: bbox.x0 + 20 * i + widthOf(sign) },
		}));
		return { text: word, confidence, bbox, symbols };
	});
	const bbox = { x0: left, y0: y - height, x1: x0, y1: y };
	return { words, bbox, baseline: { ...bbox, y0: y, y1: y }, rowAttributes: { rowHeight: height } };
};

const page = (...lines: readonly TesseractLine[]): TesseractPage => ({
	...{ blocks: [{ paragraphs: [{ lines }] }], confidence: 90, rotateRadians: 0, imageColor: null },
});

const prose = [1, 2, 3, 4].map((i) => line('A line of running text as pages are full of', 100 * i));
const even = { thickness: () => 4, isBar: () => false };
const runsOf = (...lines: readonly TesseractLine[]) => recognizedRuns(page(...lines), 0.5, even);
const textsOf = (...lines: readonly TesseractLine[]) =>
	runsOf(...lines)
		.map(({ text }) => text)
		.join(' ');

suite('recognizedRuns', () => {
	test('measures words in points', () => {
		const [run] = runsOf(...prose);

		assert.deepEqual([run?.text, run?.left, run?.right, run?.baseline, run?.size], ['A', 50, 60, 50, 20]);
	});

	test('the English word "I" is no bar, which reaches below the baseline', () => {
		const widths = { h: 8, e: 4, t: 12, o: 16, d: 30, a: 28 };
		const taken = line("where | stopped and |'ll stay", 500, { widths });
		const bars = { ...taken, baseline: { ...taken.baseline, y0: 490, y1: 490 } };

		assert.equal(textsOf(taken), "where I stopped and I'll stay");
		assert.equal(textsOf(bars), "where | stopped and |'ll stay");
		assert.equal(textsOf(line('Home | Work', 500, { widths })), 'Home | Work');
	});

	test('an address has both of its slashes', () => {
		assert.equal(
			textsOf(line('see https:/lexample.org/a or (http:/example.com)', 500)),
			'see https://example.org/a or (http://example.com)',
		);
		assert.equal(textsOf(line('see https://l.example.org and https:/local', 500)), 'see https://l.example.org and https:/local');
	});

	suite('in typewriter letters', () => {
		/** Each sign in a cell of 20 pixels, as wide as `widths` says, in the middle of its cell. */
		const code = (text: string, y: number, widths: Readonly<Record<string, number>> = {}): TesseractLine => {
			const bottom = { y0: y - 40, y1: y };
			const words = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
				const symbols = Array.from(word, (sign, i) => {
					const [middle, width] = [100 + 20 * (index + i) + 10, widths[sign] ?? 16];
					return { text: sign, bbox: { ...bottom, x0: middle - width / 2, x1: middle + width / 2 } };
				});
				const bbox = { ...bottom, x0: symbols[0]!.bbox.x0, x1: symbols.at(-1)!.bbox.x1 };
				return { text: word, confidence: 95, bbox, symbols };
			});
			const bbox = { ...bottom, x0: words[0]!.bbox.x0, x1: words.at(-1)!.bbox.x1 };
			return { words, bbox, baseline: { ...bbox, y0: y }, rowAttributes: { rowHeight: 40 } };
		};
		const listing = ['const total = price * count', 'return total - discount', 'while total is positive'].map((text, i) =>
			code(text, 100 * i),
		);
		const thin = { ',': 4, '(': 6, ')': 6, '.': 4 };
		const lastLine = (line: TesseractLine, isBar: (box: TesseractBox) => boolean = () => false) =>
			recognizedRuns(page(...listing, line), 1, { ...even, isBar }).filter((run) => run.baseline === 900);

		test('the air around narrow signs is no space: words fill their cells', () => {
			const runs = lastLine(code('call(first, second)', 900, thin));

			assert.deepEqual(
				runs.map(({ left, right, text }) => [Math.round(left), Math.round(right), text]),
				[
					[100, 320, 'call(first,'],
					[340, 480, 'second)'],
				],
			);
		});

		test('what was taken apart within a cell is one word again', () => {
			const whole = code('items.reduce(sum)', 900, thin);
			const [{ symbols, ...word }] = whole.words as [TesseractLine['words'][number]];
			const part = (from: number, to: number) => {
				const own = symbols.slice(from, to);
				return {
					...word,
					text: own.map(({ text }) => text).join(''),
					symbols: own,
					bbox: { ...word.bbox, x0: own[0]!.bbox.x0, x1: own.at(-1)!.bbox.x1 },
				};
			};

			assert.deepEqual(
				lastLine({ ...whole, words: [part(0, 6), part(6, 17)] }).map(({ text }) => text),
				['items.reduce(sum)'],
			);
		});

		test('a bar under a gap of one cell is an underscore, a gap without is a space', () => {
			const texts = (line: TesseractLine) => lastLine(line, ({ x0, x1 }) => x0 > 220 && x1 < 240).map(({ text }) => text);

			assert.deepEqual(texts(code('weight kilos', 900)), ['weight_kilos']);
			assert.deepEqual(texts(code('some weight kilos', 900)), ['some', 'weight', 'kilos']);
		});

		test('an underscore that is in the box of a letter is none of it', () => {
			const line = code('weight kilos', 900);
			const [first, second] = line.words as [TesseractLine['words'][number], TesseractLine['words'][number]];
			const symbols = first.symbols.map((symbol, i) => (i === 5 ? { ...symbol, bbox: { ...symbol.bbox, x1: 240 } } : symbol));
			const wide = { ...line, words: [{ ...first, symbols, bbox: { ...first.bbox, x1: 240 } }, second] };

			assert.deepEqual(
				lastLine(wide, ({ x0, x1 }) => x0 > 215 && x1 < 245).map(({ text }) => text),
				['weight_kilos'],
			);
		});

		test('a bar that goes on below the letters underlines them', () => {
			assert.deepEqual(
				lastLine(code('weight kilos', 900), () => true).map(({ text }) => text),
				['weight', 'kilos'],
			);
		});

		/** A row that Tesseract took for lines of several columns, cut at these words. */
		const inColumns = (text: string, y: number, ...cuts: readonly number[]): TesseractLine[] => {
			const { words, ...row } = code(text, y);
			return [0, ...cuts].map((from, i) => {
				const own = words.slice(from, cuts[i]);
				const ends = { x0: own[0]!.bbox.x0, x1: own.at(-1)!.bbox.x1 };
				return { ...row, words: own, bbox: { ...row.bbox, ...ends }, baseline: { ...row.baseline, ...ends } };
			});
		};
		const shown = (lines: readonly TesseractLine[]) =>
			buildLines(recognizedRuns(page(...lines), 1, even))
				.sort((a, b) => a.baseline - b.baseline)
				.map(({ text }) => text);

		test('the rows of a terminal are whole, with the gaps that run through them', () => {
			const [first, second, third] = [
				'Context:     minikube                                         <esc>    Back',
				'K9s Version: 0.1.6                                            <b>      PageDown',
				'2019-02-21   etcdserver: read-only range request',
			];
			const rows = [inColumns(first, 100, 2), inColumns(second, 200, 1, 3), inColumns(third, 300, 1)];
			// All lines of one column, then those of the next.
			const columns = [0, 1, 2].flatMap((column) => rows.flatMap((row) => row[column] ?? []));

			assert.deepEqual(shown(columns), [first, second, third]);
		});

		test('a receipt in typewriter letters is none: its amounts stand apart', () => {
			const rows = ['Bananas 1.2 kg          2.39', 'Sourdough bread         5.25', 'Free range eggs        16.10'];
			const runs = recognizedRuns(page(...rows.map((row, i) => code(row, 100 * (i + 1)))), 1, even);

			assert.ok(runs.every(({ listing }) => !listing));
		});

		test('the lines by which an editor shows how far code is set in are left out, the bars of a table are not', () => {
			const rows = ['function first(value) {', '|   return second(value)', '}', 'function third(value) {', '    return fourth(value)'];
			const table = ['| name      | size      |', '| first(a)  | 1 [small] |', '| second(b) | 2 [large] |'];
			const read = (some: readonly string[]) => shown(some.map((row, i) => code(row, 100 * (i + 1))));

			assert.deepEqual(
				read(rows),
				rows.map((row) => row.replace('|', '').trim()),
			);
			assert.deepEqual(read(table), table);
		});

		suite('the numbers of an editor', () => {
			test('are left out, with what is misread of them', () => {
				const rows = ['  8 {', '  9   "name": "Clang",', ' 1]   "path": "/usr/bin",', ' 11   "kind": "gcc"', '  |', ' 13 }'];

				assert.deepEqual(shown(rows.map((row, i) => code(row, 100 * (i + 1)))), [
					'{',
					'"name": "Clang",',
					'"path": "/usr/bin",',
					'"kind": "gcc"',
					'}',
				]);
			});

			test('are left out where most of them are misread', () => {
				const rows = ['1', '11', '1 ', '13', '4 ', '15'].map((number) => `${number.padEnd(3)}first = second.method(third)`);

				assert.deepEqual(
					shown(rows.map((row, i) => code(row, 100 * (i + 1)))),
					rows.map((row) => row.slice(3)),
				);
			});

			test('have no name: those of a table stay', () => {
				const rows = ['id   name', ' 1   first(a)', ' 2   second(b)', ' 3   third(c)', ' 4   fourth(d)'];

				assert.deepEqual(
					shown(rows.map((row, i) => code(row, 100 * (i + 1)))),
					rows.map((row) => row.trim()),
				);
			});

			test('count up: other numbers stay', () => {
				const rows = ['1 apples = read("a")', '5 pears = read("b")', '2 plums = read("c")', '7 figs = read("d")'];

				assert.deepEqual(shown(rows.map((row, i) => code(row, 100 * (i + 1)))), rows);
			});
		});

		test('quotes are straight', () => {
			assert.equal(
				lastLine(code('print(‘a’, “b”)', 900, thin))
					.map(({ text }) => text)
					.join(' '),
				`print('a', "b")`,
			);
		});
	});

	test('keeps the doubtful words of a sure line', () => {
		const [first] = prose;
		const doubtful = { ...first!, words: first!.words.map((word, i) => (i === 2 ? { ...word, confidence: 3 } : word)) };

		assert.equal(textsOf(doubtful), 'A line of running text as pages are full of');
	});

	test('leaves out specks, scratches and guesses', () => {
		assert.equal(
			textsOf(line('. - |', 100), line('il', 200, { confidence: 60 }), line('nothing like a text', 300, { confidence: 30 })),
			'',
		);
		assert.equal(textsOf(line('7', 100, { confidence: 96 })), '7');
	});

	test('keeps a few letters that are not sure where they stand in a column with others', () => {
		const column = ['fourteen', '13 A', 'fifteen'].map((text, i) => line(text, 60 * i + 60));

		assert.match(textsOf(...column, line('it.', 240, { confidence: 60 })), /it\./);
		assert.match(textsOf(...column, line('13A', 240, { confidence: 5 })), /13A/);
		assert.doesNotMatch(textsOf(...column, line('17B', 240, { confidence: 5 })), /17B/);
		assert.doesNotMatch(textsOf(...column, line('it.', 240, { confidence: 60, left: 160 })), /it\./);
		assert.doesNotMatch(textsOf(...column, line('}h', 240, { confidence: 60 })), /h$/);
		const numbered = line('8 h', 240, { confidence: 90 });
		const misread = { ...numbered, words: numbered.words.map((word) => ({ ...word, confidence: word.text === 'h' ? 36 : 90 })) };
		assert.doesNotMatch(textsOf(...column, misread), /h$/);
		assert.doesNotMatch(textsOf(...column, line('it.', 400, { confidence: 60 })), /it\./);
		assert.doesNotMatch(textsOf(...column, line('it.', 182, { confidence: 60 })), /it\./);
	});

	test('rows of running text have one size, larger ones another', () => {
		const title = line('A large title', 500, { height: 90 });
		const sizes = runsOf(...prose, line('a row of low letters as can be seen', 600, { height: 34 }), title).map(({ size }) => size);

		assert.deepEqual([...new Set(sizes)], [20, 45]);
	});

	test('sizes mean nothing on a page without running text', () => {
		assert.equal(new Set(runsOf(line('Place', 100), line('Town', 200, { height: 80 })).map(({ size }) => size)).size, 1);
	});

	test('thick letters are bold', () => {
		const heading = line('Heading', 500);
		const thickness = ({ y1 }: TesseractBox) => (y1 === 500 ? 6 : 4);
		const runs = recognizedRuns(page(...prose, heading), 1, { ...even, thickness });

		assert.deepEqual(
			runs.filter(({ bold }) => bold).map(({ text }) => text),
			['Heading'],
		);
	});

	test('a dash, a bullet or a sign is thick in any weight, and makes no line bold', () => {
		const lines = ['check --', '• milk', '= 12'].map((text, i) => line(text, 500 + 100 * i));
		const signs = new Set(lines.flatMap(({ words }) => words.filter(({ text }) => /^\W+$/.test(text)).map(({ bbox }) => bbox)));
		const thickness = (box: TesseractBox) => (signs.has(box) ? 9 : 4);
		const runs = recognizedRuns(page(...prose, ...lines), 1, { ...even, thickness });

		assert.deepEqual(
			runs.filter(({ bold }) => bold).map(({ text }) => text),
			[],
		);
	});

	test('letters that all take the same width are typewriter letters', () => {
		const code = ['function price(of) {', 'return of.weight * 3.79;', 'if (of.zone > 3) {'].map((text, i) => line(text, 100 * i));
		const narrow = { widths: { i: 6, l: 6, r: 10, t: 10, '.': 5, f: 10 } };
		const running = code.map((one, i) => line(one.words.map(({ text }) => text).join(' '), 100 * i, narrow));

		assert.ok(runsOf(...code).every(({ mono }) => mono));
		assert.ok(runsOf(...running).every(({ mono }) => !mono));
	});

	test('capitals of about the same width are none where the words are no whole cells apart', () => {
		const capitals = ['THERE WAS NO ACTUAL EMERGENCY', 'EMERGENCY ALERT SYSTEM TEST'].map((text, i) => line(text, 100 * i, { space: 6 }));

		assert.ok(runsOf(...capitals).every(({ mono }) => !mono));
		assert.match(textsOf(...capitals), /ALERT SYSTEM TEST/);
	});

	test('a bracket alone in its line is code among code, and dirt elsewhere', () => {
		const code = ['function price(of) {', 'return of.weight * 3.79;'].map((text, i) => line(text, 100 * i));
		const texts = (some: readonly TesseractLine[]) => runsOf(...some).map(({ text }) => text);

		assert.equal(texts([...code, line('}', 300, { confidence: 60 })]).at(-1), '}');
		assert.equal(texts([line('}', 300, { confidence: 60 })]).length, 0);
	});

	test('a line of code is kept that is no words and therefore not sure', () => {
		const code = ['function price(of) {', 'return of.weight * 3.79;'].map((text, i) => line(text, 100 * i));
		const unsure = line('print(f"{of.zone}:2f")', 300, { confidence: 10 });

		assert.match(textsOf(...code, unsure), /print\(f"/);
		assert.doesNotMatch(
			textsOf(...prose, line('scratches that are no text', 600, { confidence: 10, widths: { s: 3, c: 30, t: 9 } })),
			/scratches/,
		);
	});

	test('Chinese and Japanese have no spaces between their signs', () => {
		const [run, ...others] = runsOf(line('自 动化 工具 可 以', 100));

		assert.deepEqual([run?.text, others.length], ['自动化工具可以', 0]);
		assert.equal(textsOf(line('港の 記録 は two words 日', 100, { space: 10 })), '港の記録はtwo words日');
	});

	test('Korean has spaces between words', () => {
		assert.equal(textsOf(line('항구의 기록은 그림이다', 100)), '항구의 기록은 그림이다');
	});

	test('what is read for bullets becomes bullets', () => {
		const items = ['® One of the items', 'e Another of them', '* And the last'].map((text, i) => line(text, 100 * i));

		assert.equal(textsOf(...items), '• One of the items • Another of them • And the last');
		assert.equal(textsOf(line('e Alone it is a letter', 100)), 'e Alone it is a letter');
	});
});

test('confidence is that of letters, not of words', () => {
	const [first] = prose;
	const { mean, letters } = confidenceOf(
		page({
			...first!,
			words: [
				{ ...first!.words[0]!, text: 'a', confidence: 50 },
				{ ...first!.words[1]!, text: 'aaa', confidence: 90 },
			],
		}),
	);

	assert.deepEqual([mean, letters], [80, 4]);
});

suite('Strokes', () => {
	/** Upright strokes 10 pixels apart, so thick in the left half and twice in the right one. */
	const picture = (thickness: number) => {
		const [width, height] = [200, 100];
		const rgba = new Uint8Array(width * height * 4).fill(255);
		for (let i = 0; i < width * height; i++) {
			const x = i % width;
			if (x % 10 < (x < 100 ? thickness : 2 * thickness)) {
				rgba.fill(0, i * 4, i * 4 + 3);
			}
		}
		return { width, height, rgba };
	};

	test('measures how thick letters are', () => {
		const strokes = new Strokes(picture(2), 0);

		assert.equal(strokes.thickness({ x0: 0, y0: 10, x1: 90, y1: 40 }), 2);
		assert.equal(strokes.thickness({ x0: 100, y0: 10, x1: 190, y1: 40 }), 4);
	});

	test('finds places in a picture that was turned', () => {
		// What is on the right after a half turn was on the left before it.
		assert.equal(new Strokes(picture(2), Math.PI).thickness({ x0: 100, y0: 10, x1: 190, y1: 40 }), 2);
	});

	test('is nothing where there is no ink', () => {
		const white = { width: 10, height: 10, rgba: new Uint8Array(400).fill(255) };

		assert.equal(new Strokes(white, 0).thickness({ x0: 0, y0: 0, x1: 10, y1: 10 }), 0);
	});
});
