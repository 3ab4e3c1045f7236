import { median } from '../structure/lines/line.ts';
import { hasPitch, isSetIn } from './pitch.ts';
import type { TesseractBox, TesseractLine } from './tesseractThread.ts';

/** The cells of equal width that monospaced letters are in. */
export interface TextGrid {
	/** The width of a cell in pixels. */
	readonly pitch: number;
	/** Where a cell begins, in pixels, from 0 to less than the width of a cell. */
	readonly offset: number;
}

/** The lines of one grid: each row with its words, from left to right. */
export interface GridRows {
	readonly grid: TextGrid;
	readonly rows: readonly (readonly TesseractLine[])[];
}

/** The tolerance of a cell's measured width, and the steps in which the exact width is searched. */
const search = { most: 0.03, step: 0.0005 };

/** The least order of letters in cells, from 0 for none to 1 for letters in the middle of their cells. */
const leastOrder = 0.6;

/** The largest offset of a line's letters, in cells. */
const mostOff = 0.2;

/** The fewest letters in one grid. */
const fewestLetters = 30;

/** The number of letters that are too few to show where cells are, and how many cells beside a grid they may be. */
const fewLetters = 5;
const besides = 8;

/** A line's letters times the square of their order, from which on it is no coincidence; a proportional font reaches it in one line of twenty. */
const noChance = 3;

/** The largest distance between the baselines of one row, in row heights, and the share of a cell that two lines of a row may have in common. */
const sameRow = 0.3;
const overlap = 0.5;

interface FoundGrid {
	/** In cells. */
	place: number;
	letters: number;
	readonly lines: TesseractLine[];
}

/** How well letters fit a grid: their order from 0 to 1, and the position of their centers within the cells, as a fraction of a cell. */
interface Standing {
	readonly order: number;
	readonly place: number;
	readonly letters: number;
}

/**
 * The grids of a page's monospaced lines, such as those of a terminal or of an editor's panes, each with whole rows: Tesseract takes gaps that run through
 * several rows for columns.
 * @param pitch the width of a cell, 0 for none
 */
export function textGrids(lines: readonly TesseractLine[], pitch: number): GridRows[] {
	const seeds = lines.filter((line) => isSetIn(line, pitch));
	const exact = exactPitch(seeds, pitch);
	const grids: FoundGrid[] = [];
	const standings = lines.map((line) => ({ line, ...standingOf(line, exact) })).sort((a, b) => b.letters - a.letters);
	const [sure, others] = [standings.filter(({ line }) => isSetIn(line, pitch)), standings.filter(({ line }) => !isSetIn(line, pitch))];
	for (const one of sure) {
		const grid = grids.find(({ place }) => isNear(place, one.place));
		if (grid) {
			grid.place += (partBetween(grid.place, one.place) * one.letters) / (grid.letters + one.letters);
			grid.letters += one.letters;
			grid.lines.push(one.line);
		} else if (one.order >= leastOrder) {
			grids.push({ place: one.place, letters: one.letters, lines: [one.line] });
		}
	}
	const found = grids.filter(({ letters }) => letters >= fewestLetters);
	const boxes = found.map((grid) => boxOf(grid.lines));
	for (const one of others) {
		found.find(({ place }, i) => belongs(one, hasPitch(one.line, pitch), place, boxes[i]!, exact))?.lines.push(one.line);
	}
	return found.map(({ place, lines: some }) => ({
		grid: { pitch: exact, offset: ((((place + 0.5) % 1) + 1) % 1) * exact },
		rows: rowsIn(some),
	}));
}

/** Whether a line that is too short or too badly read to have its own pitch belongs to a grid. */
function belongs(
	{ line, order, place, letters }: Standing & { readonly line: TesseractLine },
	mayHavePitch: boolean,
	grid: number,
	box: TesseractBox,
	pitch: number,
): boolean {
	const { bbox } = line;
	const row = line.rowAttributes.rowHeight;
	// A single character above a terminal is an icon of its window.
	const above = letters > 1 ? 3 * row : 0;
	const isWithin =
		bbox.x0 > box.x0 - besides * pitch && bbox.x1 < box.x1 + besides * pitch && bbox.y0 > box.y0 - above && bbox.y1 < box.y1 + 3 * row;
	return isWithin
		? letters < fewLetters || mayHavePitch || (isNear(grid, place) && letters * order ** 2 >= noChance)
		: mayHavePitch && isNear(grid, place) && order >= leastOrder;
}

function isNear(place: number, other: number): boolean {
	return Math.abs(partBetween(place, other)) < mostOff;
}

function boxOf(lines: readonly TesseractLine[]): TesseractBox {
	return {
		x0: Math.min(...lines.map(({ bbox }) => bbox.x0)),
		y0: Math.min(...lines.map(({ bbox }) => bbox.y0)),
		x1: Math.max(...lines.map(({ bbox }) => bbox.x1)),
		y1: Math.max(...lines.map(({ bbox }) => bbox.y1)),
	};
}

/** The index of the cell that contains a position, from the left. */
export function cellAt(x: number, { pitch, offset }: TextGrid): number {
	return Math.floor((x - offset) / pitch);
}

/** The cell width that the letters of all lines fit best. */
function exactPitch(lines: readonly TesseractLine[], pitch: number): number {
	let [best, most] = [pitch, -1];
	for (let by = -search.most; by <= search.most; by += search.step) {
		const one = pitch * (1 + by);
		const order = lines.reduce((sum, line) => {
			const standing = standingOf(line, one);
			return sum + standing.order * standing.letters;
		}, 0);
		if (order > most) {
			[best, most] = [one, order];
		}
	}
	return best;
}

/** How well a line's letters fit cells of this width: the mean of their centers as directions on a circle (circular mean). */
function standingOf({ words }: TesseractLine, pitch: number): Standing {
	let [cos, sin, letters] = [0, 0, 0];
	for (const { symbols } of words) {
		for (const { bbox } of symbols) {
			const angle = (Math.PI * (bbox.x0 + bbox.x1)) / pitch;
			cos += Math.cos(angle);
			sin += Math.sin(angle);
			letters++;
		}
	}
	return { order: Math.hypot(cos, sin) / Math.max(letters, 1), place: Math.atan2(sin, cos) / (2 * Math.PI), letters };
}

/** The distance from one position in a cell to another, the shorter way around, -0.5 to 0.5. */
function partBetween(from: number, to: number): number {
	const part = to - from;
	return part - Math.round(part);
}

function rowsIn(lines: readonly TesseractLine[]): TesseractLine[][] {
	const rows: TesseractLine[][] = [];
	const height = median(lines.map((line) => line.rowAttributes.rowHeight));
	for (const line of lines.toSorted((a, b) => baselineOf(a) - baselineOf(b))) {
		const row = rows.findLast(
			(others) =>
				Math.abs(baselineOf(others[0]!) - baselineOf(line)) < sameRow * height &&
				others.every(({ bbox }) => Math.min(bbox.x1, line.bbox.x1) - Math.max(bbox.x0, line.bbox.x0) < overlap * height),
		);
		if (row) {
			row.push(line);
		} else {
			rows.push([line]);
		}
	}
	return rows.map((row) => row.sort((a, b) => a.bbox.x0 - b.bbox.x0));
}

/** The middle of a line's baseline. */
export function baselineOf({ baseline: { y0, y1 } }: TesseractLine): number {
	return (y0 + y1) / 2;
}
