import assert from 'node:assert/strict';
import type { PageLayout } from '../../../../../../../src/core/pdf/pageLayout.ts';
import { findDrawings, findFigures } from '../../../../../../../src/core/ocr/local/structure/blocks/figures.ts';
import { withDrawnBullets } from '../../../../../../../src/core/ocr/local/structure/blocks/drawnBullets.ts';
import type { Line } from '../../../../../../../src/core/ocr/local/structure/lines/line.ts';
import { horizontal, line, run, textsOf, vertical, words } from '../make.ts';

const empty: PageLayout = { width: 600, height: 800, rotation: 0, runs: [], rules: [], shapes: [], images: [], links: [] };
const box = (left: number, top: number, right: number, bottom: number) => ({ left, top, right, bottom });
const picture = (key: string, ...edges: Parameters<typeof box>) => ({ key, ...box(...edges) });
const curve = (...edges: Parameters<typeof box>) => ({ curved: true, ...box(...edges) });

const figuresOf = (page: Partial<PageLayout>, lines: readonly Line[] = [], logos: readonly string[] = []) => {
	const whole = { ...empty, ...page };
	return findFigures({ ...whole, drawings: findDrawings(whole) }, lines, new Set(logos), 10);
};
const edgesOf = (page: Partial<PageLayout>, ...more: readonly [lines?: readonly Line[], logos?: readonly string[]]) =>
	figuresOf(page, ...more).map(({ left, top, right, bottom }) => [left, top, right, bottom]);

suite('findFigures', () => {
	test('finds pictures', () => {
		assert.deepEqual(edgesOf({ images: [picture('a', 100, 100, 300, 200)] }), [[100, 100, 300, 200]]);
	});

	test('joins the stripes that a picture is cut into', () => {
		const stripes = [picture('a', 100, 100, 300, 150), picture('b', 100, 150, 300, 200)];

		assert.deepEqual(edgesOf({ images: stripes }), [[100, 100, 300, 200]]);
	});

	test('leaves out backgrounds, logos and what is tiny', () => {
		const images = [picture('background', 0, 0, 600, 800), picture('logo', 10, 10, 100, 60), picture('dot', 300, 300, 310, 310)];

		assert.deepEqual(
			edgesOf(
				{ images },
				[line('A text that is certainly long enough to be what the page is about, whatever is behind it', 50, 50)],
				['logo'],
			),
			[],
		);
	});

	test('what covers a page without text is its content', () => {
		assert.deepEqual(edgesOf({ images: [picture('photo', 0, 0, 600, 800)] }), [[0, 0, 600, 800]]);
	});

	test('finds drawings with their straight lines and their labels', () => {
		const shapes = [curve(100, 100, 150, 150), curve(140, 120, 200, 200), curve(110, 150, 160, 210)];
		const [figure] = figuresOf({ shapes, rules: [vertical(150, 90, 240)] }, [
			line('Label', 120, 140),
			line('Ada', 205, 160),
			line('Below the drawing', 100, 270),
		]);

		assert.deepEqual([figure?.left, figure?.top, figure?.right, figure?.bottom], [100, 90, 220, 240]);
		assert.deepEqual(textsOf(figure!.labels), ['Label', 'Ada']);
	});

	test('groups of values at some distance below a drawing are labels of its axis', () => {
		const shapes = [curve(100, 100, 150, 150), curve(140, 120, 200, 200), curve(110, 150, 160, 210)];
		const below = ['0-4', '5–64', '≥65', 'Age'].map((text, i) => line(text, 105 + 25 * i, 228));

		assert.deepEqual(textsOf(figuresOf({ shapes }, below)[0]!.labels), ['0-4', '5–64', '≥65']);
	});

	test('text of a form is told: a drawing around a filled field is none, and a picture takes no line', () => {
		const shapes = [curve(100, 100, 150, 150), curve(140, 120, 200, 200), curve(110, 150, 160, 210)];
		const lines = [
			{ ...line('Ada', 120, 140), size: 6, filled: true },
			{ ...line('Name', 120, 160), size: 6 },
		];

		assert.deepEqual(figuresOf({ shapes }, lines), []);
		const [figure] = figuresOf({ shapes, images: [picture('a', 100, 100, 200, 200)] }, lines);
		assert.deepEqual(figure?.labels, []);
	});

	test('a frame with round corners around a text is none, with small signs in it too; around a drawing it is', () => {
		const frame = { ...curve(50, 100, 450, 300), simple: true };
		const rules = [110, 160, 210, 260].map((y) => horizontal(60, 440, y));
		const signs = [120, 170, 220].map((y) => curve(60, y, 70, y + 10));
		const page = {
			shapes: [frame, ...signs],
			rules,
			runs: words('Room charges and what was paid for them in all', 80, 130),
		};

		assert.deepEqual(edgesOf(page, [line('Room charges', 80, 130)]), []);
		assert.deepEqual(edgesOf({ ...page, shapes: [frame, ...signs, curve(200, 150, 400, 280)] }), [[50, 100, 450, 300]]);
		assert.deepEqual(edgesOf({ ...page, runs: words('One node', 80, 130) }), [[50, 100, 450, 300]]);
	});

	test('frames whose sides are drawn one by one with round corners are none around a text, and are one around nothing', () => {
		const sidesAt = (y: number) => [
			curve(50, y, 450, y + 9),
			curve(441, y, 450, y + 60),
			curve(50, y + 51, 450, y + 60),
			curve(50, y, 59, y + 60),
		];
		const sides = sidesAt(100);

		assert.deepEqual(edgesOf({ shapes: [...sides, ...sidesAt(164)], runs: words('Visit us', 80, 130) }, [line('Visit us', 80, 130)]), []);
		assert.deepEqual(edgesOf({ shapes: sides, runs: words('Visit us', 80, 130) }, [line('Visit us', 80, 130)]), []);
		assert.deepEqual(edgesOf({ shapes: sides }), [[50, 100, 450, 160]]);
	});

	test('frames beside one another with a few words in each are none, unless lines join them', () => {
		const shapes = [100, 204, 308].flatMap((x) => [0, 1].map(() => ({ ...curve(x, 100, x + 100, 160), simple: true })));
		const runs = [100, 204, 308].flatMap((x) => words('Sales 12', x + 10, 130));

		assert.deepEqual(edgesOf({ shapes, runs, rules: [horizontal(110, 190, 150)] }), []);
		assert.deepEqual(edgesOf({ shapes, runs, rules: [horizontal(190, 214, 130)] }), [[100, 100, 408, 160]]);
	});

	test('a table below a heading with slanted lines is no part of that drawing', () => {
		const shapes = [0, 1, 2, 3, 4, 5].map((i) => curve(100 + 40 * i, 60, 160 + 40 * i, 100));
		const [across, down] = [[0, 1, 2, 3, 4, 5].map((i) => vertical(100 + 40 * i, 100, 220)), [1, 2, 3, 4, 5, 6].map((i) => 100 + 20 * i)];
		const rules = [...across, ...down.map((y) => horizontal(100, 300, y))];
		const runs = down.flatMap((y) => [0, 1, 2, 3, 4].map((i) => run('ok', 105 + 40 * i, y - 5)));

		assert.deepEqual(edgesOf({ shapes, rules, runs }), [[100, 60, 360, 100]]);
		assert.deepEqual(edgesOf({ shapes, rules, runs: runs.slice(0, 8) }), [[100, 60, 360, 220]]);
	});

	test('axes with points between them are a plot, with the numbers beside them', () => {
		const points = [0, 1, 2, 3].map((i) => curve(120 + 40 * i, 110 + 20 * i, 124 + 40 * i, 114 + 20 * i));
		const [figure, ...others] = figuresOf({ shapes: points, rules: [vertical(100, 100, 200), horizontal(100, 300, 200)] }, [
			line('8', 88, 110),
			line('0', 110, 216),
			line('A text that stands below the plot', 100, 240),
		]);

		assert.equal(others.length, 0);
		assert.deepEqual([figure?.left, figure?.top, figure?.right], [88, 100, 300]);
		assert.deepEqual(textsOf(figure!.labels), ['8', '0']);
	});

	test('lines of a table with a sign in each row are no axes', () => {
		const signs = [0, 1, 2].map((i) => curve(220, 105 + 20 * i, 230, 115 + 20 * i));
		const runs = [0, 1, 2].flatMap((i) => words('some words', 110, 115 + 20 * i));

		assert.deepEqual(edgesOf({ shapes: signs, runs, rules: [vertical(100, 100, 160), horizontal(100, 300, 160)] }), []);
	});

	test('many coloured cells without a word are a figure, those of a table are none', () => {
		const cells = Array.from({ length: 32 }, (_, i) => {
			const [x, y] = [100 + 20 * (i % 8), 100 + 20 * (i >> 3)];
			return { curved: false, ...box(x, y, x + 20, y + 20) };
		});

		assert.deepEqual(edgesOf({ shapes: cells }), [[100, 100, 260, 180]]);
		assert.deepEqual(edgesOf({ shapes: cells, runs: [run('May', 105, 115)] }), []);
	});

	test('a rounded box around text is no figure', () => {
		const text = Array.from({ length: 6 }, (_, i) => line('A text that fills its box from edge to edge', 110, 115 + 12 * i));

		assert.deepEqual(edgesOf({ shapes: [curve(100, 100, 330, 190), curve(100, 100, 330, 190), curve(102, 102, 328, 188)] }, text), []);
	});

	test('a single curve is decoration', () => assert.deepEqual(edgesOf({ shapes: [curve(100, 100, 200, 200)] }), []));

	test('leaves text in the usual size that is laid over a picture', () => {
		const [figure] = figuresOf({ images: [picture('a', 100, 100, 300, 200)] }, [
			line('Heading', 110, 150),
			line('small', 110, 190, { size: 6 }),
		]);

		assert.deepEqual(textsOf(figure!.labels), ['small']);
	});

	test('a caption is no label', () => {
		const [figure] = figuresOf({ shapes: [0, 1, 2, 3].map((i) => curve(100 + i, 100, 200, 200)) }, [line('Fig. 1', 110, 195)]);

		assert.deepEqual(figure?.labels, []);
	});
});

suite('withDrawnBullets', () => {
	const dotBefore = (x: number, size = 4) =>
		withDrawnBullets([run('item', 60, 100)], [curve(x, 95, x + size, 95 + size)]).map(({ text }) => text);

	test('puts a bullet where a dot is drawn before a line', () => assert.deepEqual(dotBefore(50), ['•', 'item']));

	test('takes nothing for one that is far away, behind the text or too large', () => {
		assert.deepEqual([dotBefore(10), dotBefore(90), dotBefore(45, 12)], [['item'], ['item'], ['item']]);
	});

	test('takes a square for one, not a rectangle', () => {
		const square = { curved: false, ...box(50, 95, 54, 99) };

		assert.equal(withDrawnBullets([run('item', 60, 100)], [square]).length, 2);
		assert.equal(withDrawnBullets([run('item', 60, 100)], [{ ...square, bottom: 97 }]).length, 1);
	});

	suite('a small drawing that repeats at one left edge', () => {
		const signAt = (y: number) => ({ ...curve(46, y - 8, 52, y + 0.5), simple: true });
		const listOf = (count: number, change: Parameters<typeof run>[3] = {}) => {
			const baselines = Array.from({ length: count }, (_, i) => 100 + 20 * i);
			return withDrawnBullets(
				baselines.flatMap((baseline) => words('an item', 60, baseline, change)),
				baselines.map(signAt),
			).filter(({ text }) => text === '•').length;
		};

		test('is a bullet', () => assert.equal(listOf(3), 3));

		test('is none before bold text or when it is there twice', () => {
			assert.deepEqual([listOf(3, { bold: true }), listOf(2)], [0, 0]);
		});
	});
});
