import type { GreyImage } from '../../../raster/pgm.ts';
import { type InkPiece, connectedInk, inkPieces } from './inkPieces.ts';

/** A piece of ink is a frame or a grid if it is larger than this many rows of text across or down, and fills no more than this share of its box. */
const frame = { across: 8, down: 5, ink: 0.2 };

/** The greatest thickness of a rule, in rows of text, and how many times as long as thick a thicker one is. */
const rule = 0.25;
const muchLonger = 30;

/** The greatest width of a rule's pale edge, in rows of text. */
const edge = 0.2;

/** In rows of text: the length of a straight rule, longer than any stroke of a letter; the height of a letter that touches it; the width of several. */
const straightest = 2.5;
const leastLetter = 0.3;
const mostLetter = 1.3;
const widestPart = 4;

/** The least share of a frame's ink that is in straight rules; with less it is oblique, or an edge of paper. */
const mostlyStraight = 0.6;

/** Removes rules, frames, table grids and edges from a picture; `row` is the height of a row of text in pixels. Letters that touch a straight rule stay. */
export function withoutFrames(image: GreyImage, row: number): GreyImage {
	const { pieces, labels } = connectedInk(image);
	const isFrame = pieces.map((piece) => isFrameOf(piece, row));
	if (!isFrame.includes(true)) {
		return image;
	}
	const label = labels();
	const straight = straightRuns(image, label, isFrame, straightest * row);
	const straightInk = new Uint32Array(pieces.length);
	for (let at = 0; at < label.length; at++) {
		if (straight[at]! > 0) {
			straightInk[label[at]!]!++;
		}
	}
	const isStraight = pieces.map(({ ink }, i) => straightInk[i]! >= mostlyStraight * ink);
	const parts = new Uint8Array(label.length).fill(255);
	for (let at = 0; at < label.length; at++) {
		if (label[at]! >= 0 && isFrame[label[at]!] && isStraight[label[at]!] && straight[at] === 0) {
			parts[at] = 0;
		}
	}
	const others = pieces.filter((_, i) => !isFrame[i]);
	const kept = touching({ ...image, grey: parts }, row, others);
	const grey = image.grey.slice();
	for (let at = 0; at < grey.length; at++) {
		if (label[at]! >= 0 && isFrame[label[at]!] && !kept[at]) {
			grey[at] = 255;
			erasePaleEdge(image, grey, label, { at, most: edge * row });
		}
	}
	return { ...image, grey };
}

/** Erases the pale edge beside a pixel of a frame, which is wide where a small picture was enlarged. */
function erasePaleEdge(
	{ width, grey: before }: GreyImage,
	grey: Uint8Array,
	label: Int32Array,
	{ at, most }: { readonly at: number; readonly most: number },
): void {
	for (const step of [1, -1, width, -width, width + 1, width - 1, 1 - width, -1 - width]) {
		let last = at;
		for (let count = 0; count < Math.max(most, 1); count++) {
			const next = last + step;
			if (label[next] !== -1 || before[next]! < before[last]!) {
				break;
			}
			grey[next] = 255;
			last = next;
		}
	}
}

/** Whether a picture has a frame or a grid with rules across and down. */
export function hasGrid(image: GreyImage, row: number): boolean {
	return inkPieces(image).some((piece) => {
		const [width, height] = [piece.x1 - piece.x0, piece.y1 - piece.y0];
		return isFrameOf(piece, row) && width > frame.across * row && height > frame.down * row;
	});
}

function isFrameOf({ x0, y0, x1, y1, ink }: InkPiece, row: number): boolean {
	const [width, height] = [x1 - x0, y1 - y0];
	const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
	const isThin = shorter < rule * row || longer > muchLonger * shorter || ink < frame.ink * width * height;
	return (width > frame.across * row || height > frame.down * row) && isThin;
}

/** 1 for each pixel of a frame that is in an uninterrupted horizontal or vertical run of at least `least` pixels. */
function straightRuns({ width, height }: GreyImage, label: Int32Array, isFrame: readonly boolean[], least: number): Uint8Array {
	const straight = new Uint8Array(label.length);
	const mark = (from: number, step: number, count: number) => {
		for (let i = 0, length = 0; i <= count; i++) {
			const at = from + i * step;
			if (i < count && label[at]! >= 0 && isFrame[label[at]!]) {
				length++;
				continue;
			}
			for (let back = 1; length >= least && back <= length; back++) {
				straight[at - back * step] = 1;
			}
			length = 0;
		}
	};
	for (let y = 0; y < height; y++) {
		mark(y * width, 1, width);
	}
	for (let x = 0; x < width; x++) {
		mark(x, width, height);
	}
	return straight;
}

/** The pixels of a frame's parts that are letters: as tall as letters, and beside one, unlike the corner of a box and the rough edge of a rule. */
function touching(image: GreyImage, row: number, others: readonly InkPiece[]): Uint8Array {
	const parts = connectedInk(image);
	const isHigh = ({ x0, y0, x1, y1 }: InkPiece) =>
		y1 - y0 >= leastLetter * row && y1 - y0 <= mostLetter * row && x1 - x0 >= rule * leastLetter * row && x1 - x0 <= widestPart * row;
	// Letters, grouped by the horizontal bands, one row high, that they reach into.
	const bands = new Map<number, InkPiece[]>();
	const bandsOf = ({ y0, y1 }: InkPiece) => [...new Set([y0, (y0 + y1) / 2, y1 - 1].map((y) => Math.floor(y / row)))];
	for (const letter of others.filter(isHigh)) {
		bandsOf(letter).forEach((band) => (bands.get(band) ?? bands.set(band, []).get(band)!).push(letter));
	}
	const isBeside = (a: InkPiece, b: InkPiece) =>
		Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 0 && Math.max(a.x0 - b.x1, b.x0 - a.x1) < mostLetter * row;
	const isLetter = parts.pieces.map(
		(part) => isHigh(part) && bandsOf(part).some((band) => bands.get(band)?.some((letter) => isBeside(part, letter))),
	);
	const label = parts.labels();
	const result = new Uint8Array(label.length);
	for (let at = 0; at < label.length; at++) {
		result[at] = label[at]! >= 0 && isLetter[label[at]!] ? 1 : 0;
	}
	return result;
}
