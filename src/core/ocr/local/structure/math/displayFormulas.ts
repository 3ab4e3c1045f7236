import type { Box, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { type Line, around } from '../lines/line.ts';
import { type Item, itemsOf } from './item.ts';
import { readFormula } from './readFormula.ts';
import { type Stretch, hasInk, isMath } from './textLines.ts';

/** The largest distances in em between the symbols of a displayed formula, along x and y. */
const reach = { x: 2.3, y: 0.95 };

/** The number of an equation. */
const tag = /^[([]((?:[A-Z]\.?)?\d{1,3}(?:[.:-]\d{1,3})*[a-z]?|[A-Z]\d{0,2}|[ivx]{1,5}|\*{1,3})[)\]]$/;

/** Displayed formulas, and their parts. */
export interface DisplayFormulas {
	readonly lines: readonly Line[];
	readonly gone: ReadonlySet<TextRun>;
	/** The runs of formulas that cannot be read. */
	readonly unread: ReadonlySet<TextRun>;
	readonly bars: readonly Rule[];
}

/** Horizontal lines of a page. */
interface Lines {
	readonly bars: readonly Rule[];
	readonly rootOf: ReadonlyMap<Rule, TextRun>;
	/** Whether a symbol of a formula is a drawing. */
	readonly isDrawnOver: (formula: Box, em: number) => boolean;
	/** The runs of matrices and cases, which can have many words. */
	readonly enclosed: ReadonlySet<TextRun>;
}

/** The least distance in em between an equation's number and what is beside it. */
const tagGap = 0.5;

/** The most runs of a page that can be equation numbers. */
const mostTags = 200;

/** Runs that look like an equation's number, with nothing close beside them. */
function tagsIn(runs: readonly TextRun[]): TextRun[] {
	const some = runs.filter((run) => tag.test(run.text) && !isMath(run));
	const isClose = (a: TextRun, b: TextRun) =>
		a !== b && Math.abs(a.baseline - b.baseline) < a.size && Math.max(a.left - b.right, b.left - a.right) < tagGap * a.size;
	return some.length > mostTags ? [] : some.filter((run) => !runs.some((other) => isClose(run, other)));
}

/** The largest gap between the marker of a list item and its text, in em. */
const markerGap = 3;

interface Zone extends Box {
	readonly runs: TextRun[];
}

/**
 * The displayed formulas of a page.
 * @param runs the runs that are on no line of text
 * @param text the lines of text between them
 * @param lines horizontal lines, and the roots that some of them belong to
 */
export function displayFormulas(runs: readonly TextRun[], text: readonly Stretch[], lines: Lines): DisplayFormulas {
	const tags = tagsIn(runs);
	const isTag = new Set(tags);
	const zones = withSides(zonesOf(runs.filter((run) => !isTag.has(run))), tags, text);
	const formulaZones = zones.filter((zone) => zone.runs.some(isMath));
	const isOnSide = sideOf(tags, formulaZones);
	const formulas: Line[] = [];
	const gone = new Set<TextRun>();
	const unread = new Set<TextRun>();
	const used: Rule[] = [];
	for (const zone of zones) {
		const own = tags.filter(
			(run) => !gone.has(run) && isOnSide(run, zone) && isBeside(run, zone, text) && isNearest(zone, run, formulaZones),
		);
		const found = zone.runs.some(isMath) && !own.some((run) => isMarker(run, zone)) ? readParts(zone, own, lines, mostParts) : [];
		for (const { lines: some, runs: whole, bars: its } of found) {
			formulas.push(...some);
			whole.forEach((run) => (some.length > 0 ? gone : unread).add(run));
			used.push(...its);
		}
	}
	return { lines: formulas, gone, unread, bars: used };
}

/** Groups runs that are near each other. */
function zonesOf(runs: readonly TextRun[]): Zone[] {
	const zones: Zone[] = [];
	let open: Zone[] = [];
	for (const { run, box } of runs.map((one) => ({ run: one, box: inkOf(one) })).sort((a, b) => a.box.top - b.box.top)) {
		const em = run.size;
		const isPast = ({ bottom }: Zone) => box.top - bottom > reach.y * 3 * em;
		zones.push(...open.filter(isPast));
		open = open.filter((zone) => !isPast(zone));
		const near = open.filter((zone) => areNear(zone, box, em));
		open = open.filter((zone) => !near.includes(zone));
		open.push(zoneAround([box, ...near], [...near.flatMap((zone) => zone.runs), run]));
	}
	return [...zones, ...open];
}

/** The largest distance in em between formulas, or a formula and its remark, side by side, and the farthest line of text above or below them. */
const beside = { gap: 4.5, text: 4 };

/** Joins what stands side by side in one display: formulas with a wide space between them, and remarks such as "for all x". */
function withSides(zones: readonly Zone[], tags: readonly TextRun[], text: readonly Stretch[]): Zone[] {
	const lines = [...text].sort((a, b) => a.baseline - b.baseline);
	const joined: Zone[] = [];
	for (const zone of [...zones].sort((a, b) => a.left - b.left)) {
		const at = joined.findIndex(
			(one) => areBeside(one, zone) && !tags.some((tag) => isBetween(tag, one, zone)) && areOfColumn(one, zone, lines),
		);
		if (at >= 0) {
			joined[at] = zoneAround([joined[at]!, zone], [...joined[at]!.runs, ...zone.runs]);
		} else {
			joined.push(zone);
		}
	}
	return joined;
}

/** Whether two zones have a row in common, close enough to belong together. */
function areBeside(a: Zone, b: Zone): boolean {
	const gap = b.left - a.right;
	const hasRow = (run: TextRun, other: TextRun) =>
		gap < beside.gap * run.size &&
		Math.abs(run.baseline - other.baseline) < 0.06 * run.size &&
		Math.abs(run.size - other.size) < 0.1 * run.size;
	return (
		gap > 0 &&
		gap < beside.gap * Math.max(a.runs[0]!.size, b.runs[0]!.size) * 2 &&
		(a.runs.some(isMath) || b.runs.some(isMath)) &&
		a.runs.some((run) => b.runs.some((other) => hasRow(run, other)))
	);
}

function isBetween(tag: TextRun, a: Zone, b: Zone): boolean {
	return (
		tag.left > a.right &&
		tag.right < b.left &&
		tag.baseline > Math.min(a.top, b.top) &&
		tag.baseline - tag.size < Math.max(a.bottom, b.bottom)
	);
}

/** The fewest lines of text that begin between two zones where another column begins. */
const linesOfColumn = 3;

/** Whether two zones are in one column: the next line of text above or below them is as wide as both, and none is only as wide as one. */
function areOfColumn(a: Zone, b: Zone, lines: readonly Stretch[]): boolean {
	const { top, bottom, left, right } = around([a, b]);
	if (lines.filter((line) => line.left > a.right && line.left < b.left + line.size).length >= linesOfColumn) {
		return false;
	}
	const near = lines.filter(
		(line) =>
			line.right > left &&
			line.left < right &&
			(line.baseline < top ? top - line.baseline : line.baseline - line.size - bottom) < beside.text * line.size,
	);
	return (
		near.some((line) => line.left < a.right && line.right > b.left) &&
		!near.some((line) => line.left > a.right && line.left <= b.left && line.right > right)
	);
}

function zoneAround(boxes: readonly Box[], runs: TextRun[]): Zone {
	const { left, top, right, bottom } = around(boxes);
	return { left, top, right, bottom, runs };
}

function inkOf(run: TextRun): Box {
	const glyphs = run.glyphs ?? [];
	return hasInk(run)
		? {
				left: run.left,
				right: run.right,
				top: Math.min(...glyphs.map(({ top }) => top)),
				bottom: Math.max(...glyphs.map(({ bottom }) => bottom)),
			}
		: { left: run.left, right: run.right, top: run.baseline - 0.7 * run.size, bottom: run.baseline + 0.2 * run.size };
}

function areNear(a: Box, b: Box, em: number): boolean {
	return Math.max(a.left - b.right, b.left - a.right) < reach.x * em && Math.max(a.top - b.bottom, b.top - a.bottom) < reach.y * em;
}

/** Whether a number belongs to a formula: it is at its height, with nothing between them. */
function isBeside(run: TextRun, zone: Zone, text: readonly Stretch[]): boolean {
	const [left, right] = run.left > zone.right ? [zone.right, run.left] : [run.right, zone.left];
	const isBetween = text.some((one) => Math.abs(one.baseline - run.baseline) < run.size && one.right > left && one.left < right);
	return (
		right > left && run.baseline > zone.top - 0.3 * run.size && run.baseline - 0.7 * run.size < zone.bottom + 0.3 * run.size && !isBetween
	);
}

/** Whether no other formula is between one and a number at its height, as in the column beside. */
function isNearest(zone: Zone, run: TextRun, zones: readonly Zone[]): boolean {
	const [left, right] = run.left > zone.right ? [zone.right, run.left] : [run.right, zone.left];
	return !zones.some(
		(one) => one !== zone && one.left >= left && one.right <= right && run.baseline > one.top && run.baseline - 0.7 * run.size < one.bottom,
	);
}

/** Tells on which side of a formula its number is on a page: a number between two columns is beside a formula of each. */
function sideOf(tags: readonly TextRun[], zones: readonly Zone[]): (run: TextRun, zone: Zone) => boolean {
	const isBehind = (run: TextRun, zone: Zone) => run.left > zone.right;
	let votes = 0;
	for (const run of tags) {
		const level = zones.filter(({ top, bottom }) => run.baseline > top && run.baseline - 0.7 * run.size < bottom);
		const behind = level.filter((zone) => isBehind(run, zone)).length;
		votes += behind === level.length ? 1 : behind === 0 ? -1 : 0;
	}
	return (run, zone) => isBehind(run, zone) === votes >= 0;
}

/** Whether a number is close before a formula, like a list marker; an equation number at the left margin is far from its formula. */
function isMarker(run: TextRun, zone: Zone): boolean {
	return run.right <= zone.left && zone.left - run.right < markerGap * run.size;
}

/** The largest share of words among a formula's symbols. */
const mostWords = 0.6;

/** With so many rows without a relation, a zone is a table. */
const tableRows = 3;

/** How often a zone is divided to find the formulas in it. */
const mostParts = 4;

interface Found {
	readonly lines: readonly Line[];
	readonly runs: readonly TextRun[];
	readonly bars: readonly Rule[];
}

/** Reads the formula of a zone, or else the formulas above and below its widest gap. A formula that cannot be read has no lines. */
function readParts(zone: Zone, tags: readonly TextRun[], lines: Lines, parts: number): Found[] {
	const whole = readZone(zone, tags, lines);
	const halves = whole?.lines.length || parts === 0 ? undefined : divide(zone);
	return whole && !halves
		? [whole]
		: (halves ?? []).flatMap((half) =>
				half.runs.some(isMath)
					? readParts(
							half,
							tags.filter((run) => isBeside(run, half, [])),
							lines,
							parts - 1,
						)
					: [],
			);
}

/** The least gap between formulas in em. */
const leastGap = 0.3;

function divide({ runs }: Zone): Zone[] | undefined {
	const boxes = runs.map((run) => ({ run, box: inkOf(run) })).sort((a, b) => a.box.top - b.box.top);
	let [at, widest, bottom] = [0, leastGap * runs[0]!.size, -Infinity];
	boxes.forEach(({ box }, i) => {
		if (i > 0 && box.top - bottom > widest) {
			[at, widest] = [i, box.top - bottom];
		}
		bottom = Math.max(bottom, box.bottom);
	});
	const zoneOf = (some: typeof boxes) =>
		zoneAround(
			some.map(({ box }) => box),
			some.map(({ run }) => run),
		);
	return at > 0 ? [zoneOf(boxes.slice(0, at)), zoneOf(boxes.slice(at))] : undefined;
}

function readZone(zone: Zone, tags: readonly TextRun[], { bars, rootOf, isDrawnOver, enclosed }: Lines): Found | undefined {
	const items = zone.runs.flatMap(itemsOf);
	const em = Math.max(...items.map(({ size }) => size));
	if (isDrawnOver(zone, em)) {
		return { lines: [], runs: zone.runs, bars: [] };
	}
	const own = new Set(zone.runs);
	const within = bars.filter(
		(bar) =>
			(!rootOf.has(bar) || own.has(rootOf.get(bar)!)) &&
			bar.left > zone.left - em &&
			bar.right < zone.right + em &&
			bar.top > zone.top - 0.5 * em &&
			bar.bottom < zone.bottom + 0.5 * em,
	);
	const numbers = [...tags].sort((a, b) => a.baseline - b.baseline);
	const read = readFormula(
		items,
		within,
		numbers.map(({ baseline, size }) => baseline - 0.25 * size),
	);
	if (!read) {
		return { lines: [], runs: zone.runs, bars: [] };
	}
	if (!isFormula(items, read, enclosed)) {
		return undefined;
	}
	const height = (zone.bottom - zone.top) / read.latex.length;
	const lines = read.latex.map((latex, i) =>
		lineOf(zone, { latex, number: numbers[i], top: zone.top + i * height, bottom: zone.top + (i + 1) * height, size: em }),
	);
	return { lines, runs: [...zone.runs, ...numbers], bars: read.bars };
}

/** The least gap in em between the numbers of an axis, which are no sum. */
const axisGap = 1;

function hasGap(items: readonly Item[]): boolean {
	let right = Infinity;
	return [...items]
		.sort((a, b) => a.left - b.left)
		.some((item) => {
			const isApart = item.left - right > axisGap * item.size;
			right = right === Infinity ? item.right : Math.max(right, item.right);
			return isApart;
		});
}

/** Whether displayed symbols are a formula: they contain a relation or an operator. */
function isFormula(
	items: readonly Item[],
	{ bars, rows }: { readonly bars: readonly Rule[]; readonly rows: number },
	enclosed: ReadonlySet<TextRun>,
): boolean {
	const relations = items.filter(({ kind }) => kind === 'relation').length;
	const letters = items.filter(({ math, text }) => math && /\p{L}/u.test(text)).length;
	const words = items.filter(({ kind, run }) => kind === 'word' && !enclosed.has(run!)).reduce((sum, { text }) => sum + text.length, 0);
	// A row that goes on with a sum has no relation.
	const isSum = words === 0 && rows === 1 && items.filter(({ text }) => /^[+−]$/.test(text)).length > 1 && !hasGap(items);
	const says = relations > 0 || isSum || bars.length > 0 || items.some(({ kind, grows }) => kind === 'large' || grows);
	return letters > 0 && says && words < mostWords * (words + items.length) && (rows < tableRows || relations >= rows / 2);
}

function lineOf(
	zone: Zone,
	{
		latex,
		number,
		top,
		bottom,
		size,
	}: { readonly latex: string; readonly number: TextRun | undefined; readonly top: number; readonly bottom: number; readonly size: number },
): Line {
	const first = zone.runs.find(isMath)!;
	const text = [...zone.runs, ...(number ? [number] : [])].map((run) => run.text).join(' ');
	const formula = number ? `${latex} \\tag{${tag.exec(number.text)![1]!}}` : latex;
	return {
		left: Math.min(zone.left, number?.left ?? zone.left),
		right: Math.max(zone.right, number?.right ?? zone.right),
		...{ top, bottom },
		spans: [{ text, font: first.font, bold: false, italic: false, mono: false, latex }],
		...{ text, rtl: false, font: first.font, baseline: bottom, size, sizes: [size], bold: false, italic: false, mono: false, formula },
		firstWidth: zone.right - zone.left,
	};
}
