import type { GreyImage } from '../../../raster/pgm.ts';
import { type InkPiece, inkPieces } from './inkPieces.ts';

/** Height of a row in heights of its letters, the high ones counting more than the low ones and than specks. */
const rowOfLetters = 1.5;

/** Letters that tell how high most of them are. */
const fewestLetters = 12;

/** Pieces of ink that may be letters. */
export function lettersOf(image: GreyImage): InkPiece[] {
	return inkPieces(image).filter(({ x0, y0, x1, y1 }) => {
		const [width, height] = [x1 - x0, y1 - y0];
		return height >= 4 && height < image.height / 4 && width >= 2 && width <= 3 * height;
	});
}

/** The height of most rows of text, by the letters; 0 where these are few. */
export function rowOf(letters: readonly InkPiece[]): number {
	const heights = letters.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b);
	const half = heights.reduce((sum, one) => sum + one, 0) / 2;
	let below = 0;
	return heights.length < fewestLetters ? 0 : rowOfLetters * (heights.find((one) => (below += one) >= half) ?? 0);
}
