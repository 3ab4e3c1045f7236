import { greyOf } from '../../../raster/pgm.ts';
import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { median } from '../structure/lines/line.ts';

/** The edge, in pixels, of the squares in which halftone is looked for. */
const tile = 32;

/** How far from the mean of its square a pixel is that counts as dark or light, of 255. */
const contrast = 12;

/**
 * The least changes between dark and light in a pixel of a row or a column, and the least share of rows and of columns with so many, as lines of text have
 * gaps: of any square, and of one beside a square of dots, in which there may be text.
 */
const leastChanges = 0.2;
const leastRows = 0.62;
const leastBeside = 0.4;

/**
 * The fewest such squares together, and the least share of them whose brightness differs from most by no more than so much, of 255: other dots are a
 * photo, a texture or tiny letters.
 */
const fewestTogether = 4;
const mostlyEven = 0.5;
const even = 6;

/** How far, in pixels, dots are averaged: more would blur the letters on them. */
const reach = 2;

/**
 * The picture with even grey and coloured areas where they are printed as dots, as in the shaded columns of a table: Tesseract takes them for pictures, and
 * does not see the text in them. The same picture if there are none; photos printed as dots stay.
 */
export function withoutHalftone<T extends RgbaImage>(image: T): T {
	const { width, height, rgba } = image;
	const { grey } = greyOf(image);
	const [across, down] = [Math.floor(width / tile), Math.floor(height / tile)];
	const found = Array.from({ length: across * down }, (_, at) =>
		dotsIn(grey, Math.floor(at / across) * tile * width + (at % across) * tile, width),
	);
	const isDotted = inAreas(found, across);
	if (!isDotted.includes(true)) {
		return image;
	}
	const squares = found.flatMap(({ share }, at) =>
		isDotted[at] || (share >= leastBeside && around(at, across, found.length).some((other) => isDotted[other]))
			? [{ x: (at % across) * tile, y: Math.floor(at / across) * tile }]
			: [],
	);
	const result = rgba.slice();
	for (const square of squares) {
		average(rgba, result, { ...square, width, height });
	}
	return { ...image, rgba: result };
}

/** The squares beside one, also over corners. */
function around(at: number, across: number, count: number): number[] {
	const x = at % across;
	return [-1, 0, 1]
		.flatMap((dy) => [-1, 0, 1].map((dx) => ({ column: x + dx, other: at + dy * across + dx })))
		.filter(({ column, other }) => column >= 0 && column < across && other >= 0 && other < count)
		.map(({ other }) => other);
}

/** Which of the squares are dotted and in an area that is mostly even. */
function inAreas(squares: readonly Dots[], across: number): boolean[] {
	const kept = squares.map(() => false);
	const seen = squares.map(({ share }) => share < leastRows);
	squares.forEach((_, first) => {
		const area: number[] = [];
		const open = seen[first] ? [] : [first];
		seen[first] = true;
		while (open.length > 0) {
			const at = open.pop()!;
			area.push(at);
			for (const other of around(at, across, squares.length)) {
				if (!seen[other]) {
					seen[other] = true;
					open.push(other);
				}
			}
		}
		const usual = median(area.map((at) => squares[at]!.mean));
		const alike = area.filter((at) => Math.abs(squares[at]!.mean - usual) <= even);
		area.forEach((at) => (kept[at] = alike.length >= Math.max(fewestTogether, mostlyEven * area.length)));
	});
	return kept;
}

/** How a square is covered with dots. */
interface Dots {
	/** The least share of its rows and columns. */
	readonly share: number;
	/** Its mean brightness, of 255. */
	readonly mean: number;
}

/** `from` is the first pixel of the square. */
function dotsIn(grey: Uint8Array, from: number, width: number): Dots {
	let sum = 0;
	for (let y = 0; y < tile; y++) {
		for (let x = 0; x < tile; x++) {
			sum += grey[from + y * width + x]!;
		}
	}
	const mean = sum / (tile * tile);
	const across = changesIn(grey, from, { step: 1, next: width, mean });
	if (across < leastBeside) {
		return { share: 0, mean };
	}
	const down = changesIn(grey, from, { step: width, next: 1, mean });
	return { share: Math.min(across, down), mean };
}

/** The share of rows with many changes between dark and light. */
function changesIn(
	grey: Uint8Array,
	from: number,
	{ step, next, mean }: { readonly step: number; readonly next: number; readonly mean: number },
): number {
	let rows = 0;
	for (let row = 0; row < tile; row++) {
		let [changes, last] = [0, 0];
		for (let i = 0; i < tile; i++) {
			const level = grey[from + row * next + i * step]!;
			const side = level < mean - contrast ? -1 : level > mean + contrast ? 1 : last;
			changes += last !== 0 && side !== last ? 1 : 0;
			last = side;
		}
		rows += changes >= leastChanges * tile ? 1 : 0;
	}
	return rows / tile;
}

/** Gives each pixel of a square the mean of those around it, up to `reach` away. */
function average(
	rgba: Uint8Array,
	result: Uint8Array,
	{ x: left, y: top, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
	for (let y = top; y < top + tile; y++) {
		for (let x = left; x < left + tile; x++) {
			const sums = [0, 0, 0];
			let count = 0;
			for (let row = Math.max(y - reach, 0); row <= Math.min(y + reach, height - 1); row++) {
				for (let column = Math.max(x - reach, 0); column <= Math.min(x + reach, width - 1); column++) {
					const at = (row * width + column) * 4;
					sums[0]! += rgba[at]!;
					sums[1]! += rgba[at + 1]!;
					sums[2]! += rgba[at + 2]!;
					count++;
				}
			}
			sums.forEach((sum, channel) => (result[(y * width + x) * 4 + channel] = sum / count));
		}
	}
}
