import { median } from '../structure/lines/line.ts';
import type { TesseractBox, TesseractLine } from './tesseractThread.ts';

/** The largest differences between the edges of a column's lines, distances between them, and differences of their heights, in row heights. */
const sameEdge = 0.3;
const farthest = 2.5;
const lowest = 0.4;
const highest = 1.3;

/** The fewest lines of a column that contains a short line. */
const fewest = 2;

/**
 * The lines above or below that share a left or right edge with a line, as for the last word of a paragraph and the cells of a table; none if there
 * are too few.
 */
export function columnOf({ bbox }: TesseractLine, others: readonly TesseractLine[]): readonly TesseractLine[] {
	const row = median(others.map(({ rowAttributes }) => rowAttributes.rowHeight));
	const height = bbox.y1 - bbox.y0;
	const column = others.filter(
		({ bbox: { x0, x1 } }) => Math.abs(x0 - bbox.x0) < sameEdge * row || Math.abs(x1 - bbox.x1) < sameEdge * row,
	);
	const isNear = column.some((other) => gapBetween(other.bbox, bbox) > -0.5 * row && gapBetween(other.bbox, bbox) < farthest * row);
	return isNear && height > lowest * row && height < highest * row && column.length >= fewest ? column : [];
}

/** The vertical gap; negative if they overlap. */
function gapBetween(a: TesseractBox, b: TesseractBox): number {
	return Math.max(a.y0 - b.y1, b.y0 - a.y1);
}

/** Whether most of the lower of two boxes is within the other. */
export function isOn(box: TesseractBox, other: TesseractBox): boolean {
	const across = Math.min(box.x1, other.x1) - Math.max(box.x0, other.x0);
	const down = Math.min(box.y1, other.y1) - Math.max(box.y0, other.y0);
	const [width, height] = [Math.min(box.x1 - box.x0, other.x1 - other.x0), Math.min(box.y1 - box.y0, other.y1 - other.y0)];
	return across > 0.5 * width && down > 0.5 * height;
}
