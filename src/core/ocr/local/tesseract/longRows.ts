import type { GreyImage } from '../../../raster/pgm.ts';
import { type InkPiece, inkPieces } from './inkPieces.ts';

/** The fewest words of a long row, and the fewest letters where words cannot be told apart. */
const fewestWords = 4;
const fewestLetters = 40;

/** The fewest long rows of prose, and the least share of all letters that are in them: of pictures that were read as prose, 0.6 and more. */
const fewestRows = 3;
const leastShare = 0.4;

/** The gap between two words, and the greatest gap within a row, as multiples of the height of the higher letter. */
const wordGap = 0.2;
const widestGap = 4;

/** The most letters that are put into rows; a picture with more may show prose. */
const mostLetters = 5000;

/** A row whose last letter so far is `last`. */
interface Row {
	last: InkPiece;
	words: number;
	letters: number;
}

/** Whether the ink of a picture may be prose: rows of several words. In diagrams, plots and dialogs most rows are short labels. */
export function mayBeProse(image: GreyImage): boolean {
	// Letters may touch, so that a piece is a word.
	const letters = inkPieces(image).filter(({ x0, y0, x1, y1 }) => {
		const [width, height] = [x1 - x0, y1 - y0];
		return height >= 4 && height < image.height / 4 && width >= 2 && width <= 12 * height;
	});
	if (letters.length > mostLetters) {
		return true;
	}
	const long = rowsOf(letters).filter((row) => row.words >= fewestWords || row.letters >= fewestLetters);
	return long.length >= fewestRows && long.reduce((sum, row) => sum + row.letters, 0) >= leastShare * letters.length;
}

function rowsOf(pieces: readonly InkPiece[]): Row[] {
	const rows: Row[] = [];
	for (const piece of pieces.toSorted((a, b) => a.x0 - b.x0)) {
		const row = rows.findLast(({ last }) => isBeside(last, piece));
		if (row) {
			row.words += piece.x0 - row.last.x1 > wordGap * higher(row.last, piece) ? 1 : 0;
			row.letters++;
			row.last = piece.x1 >= row.last.x1 ? piece : row.last;
		} else {
			rows.push({ last: piece, words: 1, letters: 1 });
		}
	}
	return rows;
}

function isBeside(last: InkPiece, next: InkPiece): boolean {
	const common = Math.min(last.y1, next.y1) - Math.max(last.y0, next.y0);
	return common > 0.5 * Math.min(heightOf(last), heightOf(next)) && next.x0 - last.x1 < widestGap * higher(last, next);
}

function higher(one: InkPiece, other: InkPiece): number {
	return Math.max(heightOf(one), heightOf(other));
}

function heightOf({ y0, y1 }: InkPiece): number {
	return y1 - y0;
}
