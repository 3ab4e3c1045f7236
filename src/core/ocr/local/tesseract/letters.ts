import type { GreyImage } from '../../../raster/pgm.ts';
import { type InkPiece, inkPieces } from './inkPieces.ts';

/** The height of a row as a multiple of the height of its letters, where tall letters count more than low ones and specks. */
const rowOfLetters = 1.5;

/** The fewest letters from which the usual height can be told. */
const fewestLetters = 12;

/** Pieces of ink that may be letters. */
export function lettersOf(image: GreyImage): InkPiece[] {
	return inkPieces(image).filter(({ x0, y0, x1, y1 }) => {
		const [width, height] = [x1 - x0, y1 - y0];
		return height >= 4 && height < image.height / 4 && width >= 2 && width <= 3 * height;
	});
}

/** The usual height of a row of text in pixels, by its letters; 0 if there are too few. */
export function rowOf(letters: readonly InkPiece[]): number {
	const heights = letters.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b);
	const half = heights.reduce((sum, one) => sum + one, 0) / 2;
	let below = 0;
	return heights.length < fewestLetters ? 0 : rowOfLetters * (heights.find((one) => (below += one) >= half) ?? 0);
}
