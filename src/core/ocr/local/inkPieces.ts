import type { GreyImage } from './pgm.ts';
import type { TesseractBox } from './tesseractThread.ts';

/** Pixels darker than this are ink. */
const inkLevel = 140;

/** Pieces of one picture at most; a picture of more shows no text. */
const mostPieces = 200_000;

/** The boxes of all ink that hangs together, in pixels, also over a corner; no more than 200,000 of them. */
export function inkPieces({ width, height, grey }: GreyImage): TesseractBox[] {
	const label = new Int32Array(width * height).fill(-1);
	const stack: number[] = [];
	const boxes: TesseractBox[] = [];
	for (let first = 0; first < grey.length && boxes.length < mostPieces; first++) {
		if (grey[first]! >= inkLevel || label[first]! >= 0) {
			continue;
		}
		let [x0, y0, x1, y1] = [width, height, 0, 0];
		label[first] = boxes.length;
		stack.push(first);
		while (stack.length > 0) {
			const at = stack.pop()!;
			const [x, y] = [at % width, Math.floor(at / width)];
			[x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x + 1), Math.max(y1, y + 1)];
			for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
				for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
					const next = row * width + column;
					if (grey[next]! < inkLevel && label[next] === -1) {
						label[next] = boxes.length;
						stack.push(next);
					}
				}
			}
		}
		boxes.push({ x0, y0, x1, y1 });
	}
	return boxes;
}
