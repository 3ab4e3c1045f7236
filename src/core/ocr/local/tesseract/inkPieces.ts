import type { GreyImage } from '../../../raster/pgm.ts';
import type { TesseractBox } from './tesseractThread.ts';

/** Pixels darker than this are ink. */
export const inkLevel = 140;

/** The most pieces of one picture; a picture with more shows no text. */
const mostPieces = 200_000;

/** Connected ink, including diagonal neighbours. */
export interface InkPiece extends TesseractBox {
	/** The number of ink pixels. */
	readonly ink: number;
}

/** The pieces of ink, at most 200,000, and the piece of each pixel, -1 for none. */
interface LabelledPieces {
	readonly pieces: readonly InkPiece[];
	readonly label: Int32Array;
}

/** A piece of ink is a frame or a grid if it is larger than this many rows of text across or down, and fills no more than this share of its box. */
const frame = { across: 8, down: 5, ink: 0.2 };

/** The greatest thickness of a rule, in rows of text. */
const rule = 0.25;

/** The pieces of ink, at most 200,000. */
export function inkPieces(image: GreyImage): readonly InkPiece[] {
	return labelled(image).pieces;
}

/** Removes rules, frames, table grids and edges from a picture; `row` is the height of a row of text in pixels. */
export function withoutFrames(image: GreyImage, row: number): GreyImage {
	const { pieces, label } = labelled(image);
	const isFrame = pieces.map(({ x0, y0, x1, y1, ink }) => {
		const [width, height] = [x1 - x0, y1 - y0];
		const isThin = Math.min(width, height) < rule * row || ink < frame.ink * width * height;
		return (width > frame.across * row || height > frame.down * row) && isThin;
	});
	const { width } = image;
	const grey = image.grey.slice();
	for (let at = 0; at < grey.length; at++) {
		if (label[at]! >= 0 && isFrame[label[at]!]) {
			// Including the paler edge of the stroke.
			for (const near of [at - width - 1, at - width, at - width + 1, at - 1, at, at + 1, at + width - 1, at + width, at + width + 1]) {
				if (near >= 0 && near < grey.length && (label[near] === -1 || label[near] === label[at])) {
					grey[near] = 255;
				}
			}
		}
	}
	return { ...image, grey };
}

function labelled({ width, height, grey }: GreyImage): LabelledPieces {
	const label = new Int32Array(width * height).fill(-1);
	const stack: number[] = [];
	const boxes: InkPiece[] = [];
	for (let first = 0; first < grey.length && boxes.length < mostPieces; first++) {
		if (grey[first]! >= inkLevel || label[first]! >= 0) {
			continue;
		}
		let [x0, y0, x1, y1, ink] = [width, height, 0, 0, 0];
		label[first] = boxes.length;
		stack.push(first);
		while (stack.length > 0) {
			const at = stack.pop()!;
			ink++;
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
		boxes.push({ x0, y0, x1, y1, ink });
	}
	return { pieces: boxes, label };
}
