import assert from 'node:assert/strict';
import { drawnToggles } from '../../../../src/core/pdf/drawnToggles.ts';
import { run } from '../ocr/local/structure/make.ts';
import { type PdfOpener, loadPdfium } from './loadPdfium.ts';
import { simplePdf, textAt } from './simplePdf.ts';

suite('drawnToggles', () => {
	let pdfium: PdfOpener;
	suiteSetup(async () => {
		pdfium = await loadPdfium();
	});
	const layoutOf = (...content: readonly string[]) => pdfium.open(simplePdf([{ content: content.join(' ') }]), 'a.pdf').layout(0);
	const textsOf = (...content: readonly string[]) => layoutOf(...content).runs.map(({ text, follows }) => (follows ? `> ${text}` : text));

	const square = (x: number, y: number, size = 10) => `${x} ${y} ${size} ${size} re S`;
	const lines = (x: number, y: number) =>
		[
			[x, y, 10.4, 0.5],
			[x, y + 10, 10.4, 0.5],
			[x, y, 0.5, 10.4],
			[x + 10, y, 0.5, 10.4],
		]
			.map((sides) => `${sides.join(' ')} re f`)
			.join(' ');
	/** A circle, or a square with round corners, of 10 points. */
	const round = (x: number, y: number, straight: number, size = 10, paint = 'S') => {
		const [r, k] = [(size - straight) / 2, (size - straight) * 0.224];
		const [right, top] = [x + size, y + size];
		return [
			`${x + r} ${y} m ${right - r} ${y} l`,
			`${right - k} ${y} ${right} ${y + k} ${right} ${y + r} c ${right} ${top - r} l`,
			`${right} ${top - k} ${right - k} ${top} ${right - r} ${top} c ${x + r} ${top} l`,
			`${x + k} ${top} ${x} ${top - k} ${x} ${top - r} c ${x} ${y + r} l`,
			`${x} ${y + k} ${x + k} ${y} ${x + r} ${y} c h ${paint}`,
		]
			.join(straight > 0 ? ' ' : '\n')
			.replace(straight > 0 ? /$^/ : / [\d.]+ [\d.]+ l/g, '');
	};
	const drawnTick = (x: number, y: number) => `${x + 2} ${y + 5} m ${x + 4} ${y + 2} l ${x + 9} ${y + 11} l S`;
	const drawnCross = (x: number, y: number) => `${x + 1} ${y + 1} m ${x + 9} ${y + 9} l S ${x + 1} ${y + 9} m ${x + 9} ${y + 1} l S`;

	test('squares before their labels are tick boxes, by what is in them', () => {
		assert.deepEqual(
			textsOf(
				...[square(72, 699), textAt(86, 700, 'Water')],
				...[square(72, 679), drawnTick(72, 679), textAt(86, 680, 'Power')],
				...[square(72, 659), drawnCross(72, 659), textAt(86, 660, 'Crane')],
				...[square(72, 639), textAt(74, 641, 'X', 'F1', 9), textAt(86, 640, 'Pilot')],
			).sort(),
			['Crane', 'Pilot', 'Power', 'Water', '☐', '☑', '☒', '☒'],
		);
	});

	test('so are squares of four lines, squares with round corners, and squares behind their labels', () => {
		assert.deepEqual(textsOf(lines(72, 699), textAt(86, 700, 'Water')), ['Water', '☐']);
		assert.deepEqual(textsOf(round(72, 699, 6), textAt(86, 700, 'Water')), ['Water', '☐']);
		assert.deepEqual(textsOf(textAt(72, 700, 'Water'), square(110, 699)), ['Water', '> ☐']);
	});

	test('their frames are no lines of the page any more', () => {
		const { rules, shapes } = layoutOf(square(72, 699), drawnTick(72, 699), textAt(86, 700, 'Water'));

		assert.deepEqual([rules, shapes], [[], []]);
	});

	test('circles beside labels are radio buttons', () => {
		const dot = round(74, 681, 0, 6, 'f');

		assert.deepEqual(textsOf(round(72, 699, 0), textAt(86, 700, 'day'), round(72, 679, 0), dot, textAt(86, 680, 'night')).sort(), [
			'day',
			'night',
			'☐',
			'☑',
		]);
	});

	test('a mark printed over the character of a box ticks it; that of an empty one stays as it is', () => {
		const boxes = [run('□', 50, 100), run('Water', 58, 100), run('□', 50, 120), run('✓', 50, 120), run('Power', 58, 120)];

		assert.deepEqual(
			drawnToggles({ runs: boxes, rules: [], shapes: [] }, []).map(({ top, isOn }) => [top, isOn]),
			[[112, true]],
		);
	});

	for (const [what, content] of [
		['a square with another text in it', [square(72, 699), textAt(75, 701, '7', 'F1', 8), textAt(86, 700, 'Water')]],
		['squares side by side, as of a puzzle', [square(72, 699), square(82, 699), textAt(96, 700, 'Water')]],
		['a square without a label', [square(72, 699), textAt(300, 700, 'Water')]],
		[
			'the marks of a plot, of which one is beside its name',
			[80, 120, 160].map((x) => square(x, 500)).concat(square(72, 699), textAt(86, 700, 'Water')),
		],
		['a single circle', [round(72, 699, 0), textAt(86, 700, 'Water')]],
		['a filled square', ['72 699 10 10 re f', textAt(86, 700, 'Water')]],
	] as const) {
		test(`${what} is none`, () => assert.ok(textsOf(...content).every((text) => !/[☐☑☒]/u.test(text))));
	}
});
