import { AlongAxis, middleX, middleY } from './alongAxis.ts';
import type { FieldOption } from './annotations.ts';
import type { Box, Rule, Shape, TextRun } from './pageLayout.ts';

/** A tick box or radio button, in the coordinates of a page's layout. */
export interface ToggleBox extends Box {
	readonly isOn: boolean;
	/** Whether what is in it is a cross. */
	readonly crossed?: boolean;
}

/** A field with text, or a list box, in the coordinates of a page's layout. */
export interface FilledBox extends Box {
	readonly value?: string | undefined;
	/** Whether the value is not visible, as the program that filled it in did not draw it. */
	readonly undrawn?: boolean | undefined;
	readonly options?: readonly FieldOption[] | undefined;
}

/** The parts of a layout that form fields change. */
export interface FormLayout {
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
	readonly shapes: readonly Shape[];
}

const on = '☑';
const off = '☐';
const cross = '☒';

/** The largest gap between a tick box and the label after it, in em. */
const labelGap = 3;

/** The font size in points if no label gives one. */
const usualSize = 12;

/** The largest gap between a label and its value, as a fraction of the page's width. */
const widestGap = 0.45;

/** The part of a label, or of its field, that must be at the height of the other. */
const leastBeside = 0.55;

/** Points by which the frame around a field may be off its edge. */
const frameSlack = 4;

/** Adds the state of tick boxes and list entries to a page's text, and puts filled-in values after their labels. */
export function withFields<T extends FormLayout>(layout: T, width: number, toggles: readonly ToggleBox[], values: readonly FilledBox[]): T {
	if (toggles.length === 0 && values.length === 0) {
		return layout;
	}
	// The mark and the frame of a box become one character.
	const outer = outside(layout.runs, toggles);
	const withoutValues = new Set(outside(outer, values));
	const labels = new AlongAxis(
		outer.filter((run) => run.turn === 0 && withoutValues.has(run)),
		middleY,
	);
	let line = Math.max(0, ...layout.runs.map((run) => run.line)) + 1;
	const signs = toggles.map((toggle) => signOf(toggle, labels, width, line++));
	const drawn = new AlongAxis(outer, middleY);
	const isEmpty = (box: Box) => within(drawn, box).length === 0;
	const text = spelledOut([...outer, ...values.filter(isEmpty).flatMap((value) => undrawn(value, labels, width, () => line++))], values);
	const all = new AlongAxis(text, middleY);
	const filled = new Set(values.flatMap((value) => within(all, value)));
	const changed = new Map<TextRun, TextRun>(values.flatMap((value) => markedEntries(value, all)));
	for (const value of values) {
		const runs = within(all, value).filter(({ turn }) => turn === 0);
		const label = runs.length > 0 ? labelBefore(value, labels, width) : undefined;
		if (!label) {
			continue;
		}
		if (value.options || new Set(runs.map(({ baseline }) => Math.round(baseline))).size > 1) {
			// A label stands at any height beside several lines, which it comes before.
			const first = Math.min(...runs.map(({ baseline }) => baseline));
			const baseline = value.options ? Math.min(value.top, first - label.size) : first;
			const onLine = labels.between(label.top, label.bottom).filter((run) => run.line === label.line && run.right <= label.right);
			onLine.filter((run) => run.baseline > baseline).forEach((run) => changed.set(run, movedTo(run, baseline)));
			continue;
		}
		// A value's font size only fits its field, so it is treated as part of its label's line.
		const { baseline } = label;
		const own = line++;
		runs.forEach((run, i) =>
			changed.set(run, {
				...run,
				baseline,
				size: Math.min(run.size, label.size),
				line: own,
				spaced: true,
				...(i === 0 ? { follows: true } : {}),
			}),
		);
	}
	return {
		...layout,
		runs: [...text.map((run) => ({ ...(changed.get(run) ?? run), ...(filled.has(run) ? { filled: true } : {}) })), ...signs],
		rules: withoutFrames(outside(layout.rules, toggles), values),
		shapes: withoutGrounds(outside(layout.shapes, toggles), values),
	};
}

/** The items that are in none of the boxes. */
function outside<T extends Box>(some: readonly T[], boxes: readonly Box[]): readonly T[] {
	const index = new AlongAxis(some, middleY);
	const inside = new Set(boxes.flatMap((box) => within(index, box)));
	return inside.size > 0 ? some.filter((one) => !inside.has(one)) : some;
}

/** The items whose centre is in a box. */
function within<T extends Box>(some: AlongAxis<T>, { left, top, right, bottom }: Box): T[] {
	return some.between(top - 1, bottom + 1).filter((one) => middleX(one) > left - 1 && middleX(one) < right + 1);
}

function movedTo(run: TextRun, baseline: number): TextRun {
	const by = baseline - run.baseline;
	return { ...run, baseline, top: run.top + by, bottom: run.bottom + by };
}

/** The lines of a page without the frames around single fields; the lines of a table stay. */
function withoutFrames(rules: readonly Rule[], fields: readonly Box[]): readonly Rule[] {
	const horizontal = new AlongAxis(
		rules.filter(({ vertical }) => !vertical),
		middleY,
	);
	const vertical = new AlongAxis(
		rules.filter((rule) => rule.vertical),
		middleX,
	);
	const frames = new Set<Rule>();
	for (const field of fields) {
		const box = grown(field, frameSlack);
		const near = [
			...horizontal.between(box.top, box.bottom).filter(({ left, right }) => left < box.right && right > box.left),
			...vertical.between(box.left, box.right).filter(({ top, bottom }) => top < box.bottom && bottom > box.top),
		];
		if (near.every((rule) => isInside(rule, box))) {
			near.forEach((rule) => frames.add(rule));
		}
	}
	return frames.size > 0 ? rules.filter((rule) => !frames.has(rule)) : rules;
}

/** The shapes of a page without the colours that fields are filled with. */
function withoutGrounds(shapes: readonly Shape[], fields: readonly Box[]): readonly Shape[] {
	const index = new AlongAxis(
		shapes.filter(({ curved }) => !curved),
		middleY,
	);
	const grounds = new Set<Box>(
		fields.flatMap((field) => within(index, field).filter((shape) => isInside(shape, grown(field, frameSlack)))),
	);
	return grounds.size > 0 ? shapes.filter((shape) => !grounds.has(shape)) : shapes;
}

function grown({ left, top, right, bottom }: Box, by: number): Box {
	return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}

function isInside(inner: Box, outer: Box): boolean {
	return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

/** Words of a field whose value PDFium could not draw: the form's font lacks letters that other readers take from another font. */
function undrawn(field: FilledBox, labels: AlongAxis<TextRun>, width: number, nextLine: () => number): TextRun[] {
	const chosen = field.options?.filter(({ isOn }) => isOn).map(({ label }) => label);
	const texts = chosen ?? ((field.undrawn && field.value) || '').split(/\r\n?|\n/);
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

/** The runs with the words of each value as the field has them: the characters of some fields are each in a cell of their own, far apart. */
function spelledOut(runs: readonly TextRun[], fields: readonly FilledBox[]): readonly TextRun[] {
	const all = new AlongAxis(runs, middleY);
	const words = new Map<TextRun, TextRun | undefined>();
	for (const field of fields) {
		const drawn = field.value ? within(all, field).filter(({ turn }) => turn === 0) : [];
		if (drawn.length > 1 && squeezed(drawn.map(({ text }) => text).join('')) === squeezed(field.value!)) {
			wordsOf(field.value!, drawn).forEach((word, run) => words.set(run, word));
		}
	}
	return words.size > 0 ? runs.flatMap((run) => (words.has(run) ? (words.get(run) ?? []) : run)) : runs;
}

/** The first run of each word of a value with the whole word; the word's other runs without one. None if a run goes on beyond a word. */
function wordsOf(value: string, runs: readonly TextRun[]): ReadonlyMap<TextRun, TextRun | undefined> {
	const words = new Map<TextRun, TextRun | undefined>();
	let next = 0;
	for (const word of value.match(/\S+/g) ?? []) {
		const from = next;
		let length = 0;
		while (length < word.length && next < runs.length) {
			length += runs[next++]!.text.length;
		}
		const [first, last] = [runs[from], runs[next - 1]];
		if (length !== word.length || first?.line !== last?.line) {
			return new Map();
		}
		runs.slice(from, next).forEach((run) => words.set(run, undefined));
		words.set(first!, { ...first!, text: word, right: last!.right });
	}
	return words;
}

/** The first words of a list box's visible entries, each with a mark before it. The mark is not a separate run, which would look like a column. */
function markedEntries({ options = [], ...field }: FilledBox, text: AlongAxis<TextRun>): [TextRun, TextRun][] {
	const lines = new Map<number, TextRun[]>();
	for (const run of options.length > 0 ? within(text, field).filter(({ turn }) => turn === 0) : []) {
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

/** The properties of all runs that are not from the page's content. */
const plainRun = {
	bold: false,
	italic: false,
	mono: false,
	invisible: false,
	turn: 0,
	spaced: true,
	spaceAfter: true,
} as const;

function signOf(toggle: ToggleBox, labels: AlongAxis<TextRun>, width: number, line: number): TextRun {
	const height = toggle.bottom - toggle.top;
	const behind = nearest(
		beside(toggle, labels).filter((run) => run.left >= toggle.right - 2 && run.left - toggle.right < labelGap * run.size),
		(run) => run.left - toggle.right,
	);
	const before = behind ? undefined : labelBefore(toggle, labels, width);
	const label = behind ?? before;
	return {
		left: toggle.left,
		right: toggle.right,
		top: toggle.top,
		bottom: toggle.bottom,
		text: toggle.crossed ? cross : toggle.isOn ? on : off,
		...plainRun,
		font: label?.font ?? '',
		line,
		size: label?.size ?? height,
		baseline: label?.baseline ?? toggle.bottom - 0.2 * height,
		...(before ? { follows: true } : {}),
	};
}

function labelBefore(field: Box, labels: AlongAxis<TextRun>, width: number): TextRun | undefined {
	const before = beside(field, labels).filter((run) => run.right <= field.left + 2 && field.left - run.right < widestGap * width);
	return nearest(before, (run) => field.left - run.right);
}

function nearest(runs: readonly TextRun[], distance: (run: TextRun) => number): TextRun | undefined {
	return runs.reduce<TextRun | undefined>((best, run) => (best && distance(best) <= distance(run) ? best : run), undefined);
}

/** The runs at the height of a field. */
function beside(field: Box, runs: AlongAxis<TextRun>): TextRun[] {
	const height = field.bottom - field.top;
	return runs.between(field.top - height, field.bottom + height).filter((run) => {
		const shared = Math.min(run.bottom, field.bottom) - Math.max(run.top, field.top);
		return shared > leastBeside * Math.min(height, run.bottom - run.top);
	});
}
