import type { GreyImage } from '../../../raster/pgm.ts';
import { quarterTurned } from '../../../raster/turnedImage.ts';
import { type InkPiece, inkPieces, inkLevel } from './inkPieces.ts';

/** What rows of text look like: `eastAsian` for the many strokes of Chinese, Japanese and Korean signs, `rows` for others. */
export type TextRows = 'none' | 'rows' | 'eastAsian';

/** Pieces of ink that a text has at least, all of them and in one of its rows. */
const fewestPieces = 25;
const fewestInRow = 6;

/** The part of the pieces that stand in rows of a text, and of a row's length that they fill. */
const mostlyInRows = 0.7;
const filled = 0.4;

/** Heights of most pieces that a row is high at most. */
const highest = 3.5;

/** How many strokes one passes from the top to the bottom of a row where there is ink: 1.5 to 2.1 in Latin letters, 2 in Indic ones, 2.4 and more here. */
const manyStrokes = 2.35;

/** A row of pieces, with nothing but paper above and below it. */
interface Row {
	readonly top: number;
	readonly bottom: number;
	readonly pieces: readonly InkPiece[];
}

/** Whether a picture in black and white shows rows, or columns, of signs and hardly anything else: a text in whatever script, and no map or photo. */
export function textRows(image: GreyImage): TextRows {
	return [image, quarterTurned(image, 1)].map(levelRows).find((rows) => rows !== 'none') ?? 'none';
}

function levelRows(image: GreyImage): TextRows {
	const pieces = inkPieces(image).filter(({ x0, y0, x1, y1 }) => y1 - y0 >= 3 && x1 - x0 >= 2 && y1 - y0 < image.height / 3);
	const heights = pieces.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b);
	const usual = heights[Math.floor(heights.length * 0.7)] ?? 0;
	const rows = rowsOf(pieces).filter((row) => isRowOfText(row, usual));
	const inRows = rows.reduce((sum, row) => sum + row.pieces.length, 0);
	if (pieces.length < fewestPieces || inRows < mostlyInRows * pieces.length) {
		return 'none';
	}
	return strokesAcross(image, rows) >= manyStrokes ? 'eastAsian' : 'rows';
}

/** Pieces in rows that no line across the whole picture divides. */
function rowsOf(pieces: readonly InkPiece[]): Row[] {
	const rows: { top: number; bottom: number; pieces: InkPiece[] }[] = [];
	for (const piece of pieces.toSorted((a, b) => a.y0 - b.y0)) {
		const last = rows.at(-1);
		if (last && piece.y0 < last.bottom) {
			last.bottom = Math.max(last.bottom, piece.y1);
			last.pieces.push(piece);
		} else {
			rows.push({ top: piece.y0, bottom: piece.y1, pieces: [piece] });
		}
	}
	return rows;
}

function isRowOfText({ top, bottom, pieces }: Row, usual: number): boolean {
	const [left, right] = [Math.min(...pieces.map(({ x0 }) => x0)), Math.max(...pieces.map(({ x1 }) => x1))];
	const across = pieces.reduce((sum, { x0, x1 }) => sum + x1 - x0, 0);
	return pieces.length >= fewestInRow && bottom - top <= highest * usual && across >= filled * (right - left);
}

/** The mean number of strokes in the columns of rows that have ink. */
function strokesAcross({ width, grey }: GreyImage, rows: readonly Row[]): number {
	let strokes = 0;
	let columns = 0;
	for (const { top, bottom } of rows) {
		for (let x = 0; x < width; x++) {
			let passed = 0;
			let inside = false;
			for (let y = top; y < bottom; y++) {
				const dark = grey[y * width + x]! < inkLevel;
				passed += dark && !inside ? 1 : 0;
				inside = dark;
			}
			strokes += passed;
			columns += passed > 0 ? 1 : 0;
		}
	}
	return strokes / Math.max(columns, 1);
}
