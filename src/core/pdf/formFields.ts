import type { FieldOption } from './annotations.ts';
import type { Box, Rule, Shape, TextRun } from './pageLayout.ts';

/** A tick box or radio button, in the coordinates of a page's layout. */
export interface ToggleBox extends Box {
	readonly isOn: boolean;
}

/** A field with text, or a list box, in the coordinates of a page's layout. */
export interface FilledBox extends Box {
	readonly value?: string | undefined;
	readonly options?: readonly FieldOption[] | undefined;
}

/** The parts of a layout that form fields change. */
interface FormLayout {
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
	readonly shapes: readonly Shape[];
}

const on = '☑';
const off = '☐';

/** The largest gap between a tick box and the label after it, in em. */
const labelGap = 3;

/** The font size in points if no label gives one. */
const usualSize = 12;

/** The largest gap between a label and its value, as a fraction of the page's width. */
const widestGap = 0.45;

/** Adds the state of tick boxes and list entries to a page's text, and puts filled-in values after their labels. */
export function withFields<T extends FormLayout>(layout: T, width: number, toggles: readonly ToggleBox[], values: readonly FilledBox[]): T {
	if (toggles.length === 0 && values.length === 0) {
		return layout;
	}
	// The mark and the frame of a box become one character.
	const outside = <S extends Box>(some: readonly S[]) => some.filter((one) => !toggles.some((toggle) => isWithin(one, toggle)));
	const outer = outside(layout.runs);
	const labels = outer.filter((run) => run.turn === 0 && !values.some((value) => isWithin(run, value)));
	let line = Math.max(0, ...layout.runs.map((run) => run.line)) + 1;
	const signs = toggles.map((toggle) => signOf(toggle, labels, width, line++));
	const isEmpty = (box: Box) => !outer.some((run) => isWithin(run, box));
	const text = [...outer, ...values.filter(isEmpty).flatMap((value) => undrawn(value, labels, width, () => line++))];
	const filled = new Map<TextRun, TextRun>(values.flatMap((value) => markedEntries(value, text)));
	for (const value of values.filter(({ options }) => !options)) {
		const runs = text.filter((run) => run.turn === 0 && isWithin(run, value));
		const label = labelBefore(value, labels, width);
		if (label && runs.length > 0 && new Set(runs.map(({ baseline }) => Math.round(baseline))).size === 1) {
			// A value's font size only fits its field, so it is treated as part of its label's line.
			const { baseline } = label;
			const own = line++;
			runs.forEach((run, i) =>
				filled.set(run, {
					...run,
					baseline,
					size: Math.min(run.size, label.size),
					line: own,
					spaced: true,
					...(i === 0 ? { follows: true } : {}),
				}),
			);
		}
	}
	return {
		...layout,
		runs: [...text.map((run) => filled.get(run) ?? run), ...signs],
		rules: outside(layout.rules),
		shapes: outside(layout.shapes),
	};
}

/** Words of a field whose value PDFium could not draw: the form's font lacks letters that other readers take from another font. */
function undrawn(field: FilledBox, labels: readonly TextRun[], width: number, nextLine: () => number): TextRun[] {
	const chosen = field.options?.filter(({ isOn }) => isOn).map(({ label }) => label);
	const texts = chosen ?? (field.value ?? '').split(/\r\n?|\n/);
	const height = (field.bottom - field.top) / Math.max(1, texts.length);
	const label = labelBefore(field, labels, width);
	const size = Math.min(label?.size ?? usualSize, 0.8 * height);
	return texts.flatMap((text, i) => {
		const baseline = field.top + (i + 0.5) * height + 0.35 * size;
		const line = nextLine();
		const advance = Math.min(0.5 * size, (field.right - field.left) / text.length);
		return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => {
			const left = field.left + index * advance;
			const place = { left, right: left + word.length * advance, top: baseline - 0.8 * size, bottom: baseline + 0.2 * size };
			return { ...plainRun, ...place, text: word, font: label?.font ?? '', line, size, baseline };
		});
	});
}

/** The first words of the visible entries of a list box, each with a sign before it. The sign is no run of its own, so that it makes no column. */
function markedEntries({ options = [], ...field }: FilledBox, text: readonly TextRun[]): [TextRun, TextRun][] {
	const lines = new Map<number, TextRun[]>();
	for (const run of options.length > 0 ? text.filter((run) => run.turn === 0 && isWithin(run, field)) : []) {
		lines.set(run.line, [...(lines.get(run.line) ?? []), run]);
	}
	const known = new Map(options.map(({ label, isOn }) => [squeezed(label), isOn]));
	return [...lines.values()].flatMap((runs): [TextRun, TextRun][] => {
		const isOn = known.get(squeezed(runs.map(({ text }) => text).join('')));
		const [first] = runs;
		return isOn === undefined || !first ? [] : [[first, { ...first, text: `${isOn ? on : off} ${first.text}` }]];
	});
}

function squeezed(text: string): string {
	return text.replace(/\s+/g, '');
}

/** What is common to all runs that are not from the page's content. */
const plainRun = {
	bold: false,
	italic: false,
	mono: false,
	invisible: false,
	turn: 0,
	spaced: true,
	spaceAfter: true,
} as const;

function signOf(toggle: ToggleBox, labels: readonly TextRun[], width: number, line: number): TextRun {
	const height = toggle.bottom - toggle.top;
	const behind = nearest(
		labels.filter((run) => isBeside(run, toggle) && run.left >= toggle.right - 2 && run.left - toggle.right < labelGap * run.size),
		(run) => run.left - toggle.right,
	);
	const before = behind ? undefined : labelBefore(toggle, labels, width);
	const label = behind ?? before;
	return {
		left: toggle.left,
		right: toggle.right,
		top: toggle.top,
		bottom: toggle.bottom,
		text: toggle.isOn ? on : off,
		...plainRun,
		font: label?.font ?? '',
		line,
		size: label?.size ?? height,
		baseline: label?.baseline ?? toggle.bottom - 0.2 * height,
		...(before ? { follows: true } : {}),
	};
}

function labelBefore(field: Box, labels: readonly TextRun[], width: number): TextRun | undefined {
	const before = labels.filter((run) => isBeside(run, field) && run.right <= field.left + 2 && field.left - run.right < widestGap * width);
	return nearest(before, (run) => field.left - run.right);
}

function nearest(runs: readonly TextRun[], distance: (run: TextRun) => number): TextRun | undefined {
	return runs.reduce<TextRun | undefined>((best, run) => (best && distance(best) <= distance(run) ? best : run), undefined);
}

/** Whether a run and a field are at the same height. */
function isBeside(run: Box, field: Box): boolean {
	const middle = (run.top + run.bottom) / 2;
	return middle > field.top - 2 && middle < field.bottom + 2;
}

function isWithin(box: Box, { left, top, right, bottom }: Box): boolean {
	const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
	return x > left - 1 && x < right + 1 && y > top - 1 && y < bottom + 1;
}
