import type { GreyImage } from '../../../raster/pgm.ts';
import { quarterTurned } from '../../../raster/turnedImage.ts';
import { type InkPiece, inkPieces, inkLevel } from './inkPieces.ts';

/** The kind of text rows: `eastAsian` for the many strokes of Chinese, Japanese and Korean characters, `rows` for others. */
export type TextRows = 'none' | 'rows' | 'eastAsian';

/** The fewest pieces of ink in a text, and in one of its rows. */
const fewestPieces = 25;
const fewestInRow = 6;

/** The least share of pieces in rows, and the least share of a row's length that they fill. */
const mostlyInRows = 0.7;
const filled = 0.4;

/** The greatest height of a row, relative to most pieces. */
const highest = 3.5;

/** The mean number of strokes in a column of a row that has ink: 1.5 to 2.1 for Latin letters, 2 for Indic ones, 2.4 and more for East Asian ones. */
const manyStrokes = 2.35;

/** A row of pieces, with only paper above and below it. */
interface Row {
	readonly top: number;
	readonly bottom: number;
	readonly pieces: readonly InkPiece[];
}

/** Whether a black and white picture shows rows or columns of characters and hardly anything else: text in any script, and not a map or photo. */
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

/** Groups the pieces into rows, between which a line across the whole picture is empty. */
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
