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

/** The pieces of ink, at most `mostPieces`, in the order of their first pixels. */
interface ConnectedInk {
	readonly pieces: readonly InkPiece[];
	/** The index of each pixel's piece, -1 for none. */
	readonly labels: () => Int32Array;
}

/** The uninterrupted ink of each row of pixels, as indices of pixels. */
interface Runs {
	readonly from: Int32Array;
	/** Exclusive. */
	readonly to: Int32Array;
	/** The index of the first run of each row, and the number of all runs. */
	readonly rows: Int32Array;
}

/** A piece while it is put together. */
type Growing = { -readonly [K in keyof InkPiece]: InkPiece[K] };

/** The pieces of ink, at most `mostPieces`. */
export function inkPieces(image: GreyImage): readonly InkPiece[] {
	return connectedInk(image).pieces;
}

/** The pieces of ink, and which piece each pixel is a part of. */
export function connectedInk(image: GreyImage): ConnectedInk {
	const { width, height } = image;
	const { from, to, rows } = runsOf(image);
	const parent = connectedRuns({ from, to, rows }, width, height);
	const numbers = new Int32Array(from.length);
	const pieces: Growing[] = [];
	for (let y = 0; y < height; y++) {
		for (let run = rows[y]!; run < rows[y + 1]!; run++) {
			const root = rootOf(parent, run);
			const [x0, x1] = [from[run]! - y * width, to[run]! - y * width];
			if (root === run) {
				numbers[run] = pieces.length < mostPieces ? pieces.push({ x0, y0: y, x1, y1: y + 1, ink: x1 - x0 }) - 1 : -1;
				continue;
			}
			const number = numbers[root]!;
			numbers[run] = number;
			const piece = pieces[number];
			if (piece) {
				piece.x0 = Math.min(piece.x0, x0);
				piece.x1 = Math.max(piece.x1, x1);
				piece.y1 = y + 1;
				piece.ink += x1 - x0;
			}
		}
	}
	const labels = () => {
		const label = new Int32Array(width * height).fill(-1);
		numbers.forEach((number, run) => label.fill(number, from[run], to[run]));
		return label;
	};
	return { pieces, labels };
}

function runsOf({ width, height, grey }: GreyImage): Runs {
	let count = 0;
	for (let y = 0, at = 0; y < height; y++) {
		for (let before = false, end = at + width; at < end; at++) {
			const isInk = grey[at]! < inkLevel;
			count += isInk && !before ? 1 : 0;
			before = isInk;
		}
	}
	const [from, to, rows] = [new Int32Array(count), new Int32Array(count), new Int32Array(height + 1)];
	let run = 0;
	for (let y = 0; y < height; y++) {
		rows[y] = run;
		const end = (y + 1) * width;
		for (let at = y * width; at < end; at++) {
			if (grey[at]! < inkLevel) {
				from[run] = at;
				while (at < end && grey[at]! < inkLevel) {
					at++;
				}
				to[run++] = at;
			}
		}
	}
	rows[height] = run;
	return { from, to, rows };
}

/** For each run, another one of its piece, or itself if it is the piece's first. */
function connectedRuns({ from, to, rows }: Runs, width: number, height: number): Int32Array {
	const parent = new Int32Array(from.length);
	for (let y = 0; y < height; y++) {
		let above = y > 0 ? rows[y - 1]! : 0;
		for (let run = rows[y]!; run < rows[y + 1]!; run++) {
			parent[run] = run;
			while (above < rows[y]! && to[above]! + width < from[run]!) {
				above++;
			}
			for (let other = above; other < rows[y]! && from[other]! + width <= to[run]!; other++) {
				const [one, two] = [rootOf(parent, run), rootOf(parent, other)];
				parent[Math.max(one, two)] = Math.min(one, two);
			}
		}
	}
	return parent;
}

function rootOf(parent: Int32Array, run: number): number {
	let top = run;
	while (parent[top] !== top) {
		parent[top] = parent[parent[top]!]!;
		top = parent[top]!;
	}
	return top;
}
