import { AlongAxis, middleX, middleY } from './alongAxis.ts';
import type { FormLayout, ToggleBox } from './formFields.ts';
import type { Box, Rule, TextRun } from './pageLayout.ts';
import { boxSize } from './readGraphics.ts';

/** Points by which the corners of a box's lines may be apart. */
const corner = 1.5;

/** How far a box may be from its label, and how high it is, in em of the label. */
const labelGap = 1.6;
const heights = { least: 0.5, most: 1.9 };

/** The least height of a circle, in em of its label: smaller ones are bullets. */
const leastCircle = 0.65;

/** The greatest size of a mark relative to its box: ticks go beyond it. */
const largestMark = 1.7;

/** The least part of a box that its fill covers. */
const fillShare = 0.8;

/** More short lines than forms have; a page with them is a drawing. */
const mostLines = 4000;

const emptyBox = /^[□☐◻❏❐❑❒]$/u;
const emptyCircle = /^[○◯❍⚪]$/u;
const tick = /^[✓✔vV√●•■]$/u;
const cross = /^[xX×✕✖✗✘☓]$/u;

/** A drawn box or circle that may be one to tick. */
interface Candidate extends Box {
	readonly kind: 'box' | 'circle';
	/** Whether its outline is a character, which the label's font has. */
	readonly typed: boolean;
}

/**
 * Finds tick boxes and radio buttons that are drawn on the page and are no form fields: squares and circles beside a label with nothing or a mark in them.
 * `fields`: tick boxes that are fields. Most of those of one size must have a label, so that the markers of a plot and the squares of a puzzle are none.
 */
export function drawnToggles({ runs, rules, shapes }: FormLayout, fields: readonly Box[]): ToggleBox[] {
	const upright = runs.filter(({ turn, angle, invisible }) => turn === 0 && angle === undefined && !invisible);
	const texts = new AlongAxis(upright, middleY);
	const drawings = new AlongAxis(shapes, middleY);
	const known = new AlongAxis(fields, middleY);
	const drawn: Candidate[] = [
		...squares(rules).map((box) => ({ ...box, kind: 'box', typed: false }) as const),
		...shapes.flatMap(({ outline, left, top, right, bottom }) =>
			outline ? [{ left, top, right, bottom, kind: outline, typed: false }] : [],
		),
		...upright.flatMap((run): Candidate[] => {
			const kind = emptyBox.test(run.text) ? 'box' : emptyCircle.test(run.text) ? 'circle' : undefined;
			const { left, top, right, bottom } = run;
			return kind ? [{ left, top, right, bottom, kind, typed: true }] : [];
		}),
	];
	const candidates = drawn.filter(
		(box) => !known.between(box.top - 2, box.bottom + 2).some((field) => field.left < box.right && field.right > box.left),
	);
	const found = candidates.map((box) => ({ box, state: stateOf(box, texts, drawings), labelled: hasLabel(box, texts) }));
	return found.flatMap(({ box, state, labelled }) => {
		// What is typed and empty stays as the font has it: it may be a bullet.
		if (!state || !labelled || (box.typed && !state.isOn)) {
			return [];
		}
		const alike = found.filter((other) => other.box.kind === box.kind && other.box.typed === box.typed && isSameSize(box, other.box));
		const withLabel = alike.filter((other) => other.labelled && other.state).length;
		const enough = withLabel >= alike.length / 2 && (box.kind === 'box' || box.typed || withLabel > 1);
		const { left, top, right, bottom } = box;
		return enough ? [{ left, top, right, bottom, ...state }] : [];
	});
}

/** Squares of four lines that touch no other short line. */
function squares(rules: readonly Rule[]): Box[] {
	const length = (rule: Rule) => Math.max(rule.right - rule.left, rule.bottom - rule.top);
	const short = rules.filter((rule) => length(rule) >= boxSize.least && length(rule) <= boxSize.most);
	if (short.length < 4 || short.length > mostLines) {
		return [];
	}
	const across = new AlongAxis(
		short.filter(({ vertical }) => !vertical),
		middleY,
	);
	const uprights = short.filter(({ vertical }) => vertical);
	const along = new AlongAxis(uprights, middleX);
	const near = (a: number, b: number) => Math.abs(a - b) < corner;
	return uprights.flatMap((left) => {
		const [x, { top, bottom }] = [middleX(left), left];
		const above = across.between(top - corner, top + corner).find((rule) => near(rule.left, x));
		const below =
			above && across.between(bottom - corner, bottom + corner).find((rule) => near(rule.left, x) && near(rule.right, above.right));
		const right =
			below && along.between(above.right - corner, above.right + corner).find((rule) => near(rule.top, top) && near(rule.bottom, bottom));
		if (!right || Math.abs(length(above) - length(left)) > 0.25 * length(left)) {
			return [];
		}
		const sides = [left, above, below, right];
		const box = { left: left.left, top: above.top, right: right.right, bottom: below.bottom };
		const others = [
			...across.between(top - corner, bottom + corner).filter((rule) => rule.left < box.right + corner && rule.right > box.left - corner),
			...along.between(box.left - corner, box.right + corner).filter((rule) => rule.top < bottom + corner && rule.bottom > top - corner),
		].filter((rule) => !sides.includes(rule) && !isSame(rule, sides));
		return others.length === 0 ? [box] : [];
	});
}

/** Whether a line is drawn over another one. */
function isSame(rule: Rule, others: readonly Rule[]): boolean {
	return others.some(
		(other) =>
			Math.abs(rule.left - other.left) +
				Math.abs(rule.right - other.right) +
				Math.abs(rule.top - other.top) +
				Math.abs(rule.bottom - other.bottom) <
			corner,
	);
}

/** Whether a box is ticked; undefined when something else is in it. */
function stateOf(
	box: Candidate,
	texts: AlongAxis<TextRun>,
	drawings: AlongAxis<FormLayout['shapes'][number]>,
): Pick<ToggleBox, 'isOn' | 'crossed'> | undefined {
	const inside = within(texts, box).filter(
		({ text, left, right }) => !(box.typed && left === box.left && right === box.right && (emptyBox.test(text) || emptyCircle.test(text))),
	);
	const size = box.right - box.left;
	const marks = within(drawings, box).filter((shape) => {
		const [width, height] = [shape.right - shape.left, shape.bottom - shape.top];
		const isOutline = shape.outline !== undefined || (width > fillShare * size && height > fillShare * size && !shape.curved);
		return !isOutline && Math.max(width, height) < largestMark * size && Math.max(width, height) > 0.2 * size;
	});
	if (inside.length > 1 || inside.some(({ text }) => !tick.test(text) && !cross.test(text))) {
		return undefined;
	}
	const isOn = inside.length > 0 || marks.length > 0;
	return { isOn, ...(inside.some(({ text }) => cross.test(text)) || marks.length === 2 ? { crossed: true } : {}) };
}

/** Whether a word is beside a box, on its line. */
function hasLabel(box: Candidate, texts: AlongAxis<TextRun>): boolean {
	const height = box.bottom - box.top;
	return texts.between(box.top, box.bottom).some((run) => {
		const gap = Math.max(run.left - box.right, box.left - run.right);
		const least = box.kind === 'circle' ? leastCircle : heights.least;
		const fits = height > least * run.size && height < heights.most * run.size;
		return fits && gap > -0.1 * run.size && gap < labelGap * run.size && /\p{L}/u.test(run.text);
	});
}

function isSameSize(a: Box, b: Box): boolean {
	return Math.abs(a.bottom - a.top - (b.bottom - b.top)) < 1;
}

function within<T extends Box>(some: AlongAxis<T>, { left, top, right, bottom }: Box): T[] {
	return some.between(top, bottom).filter((one) => middleX(one) > left && middleX(one) < right);
}
