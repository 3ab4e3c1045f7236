import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { type GreyImage, greyOf } from '../../../raster/pgm.ts';
import { groundColours, tile, tilesOf } from './groundColours.ts';

/** The difference that is always allowed between neighbouring pixels of one background; noise adds to it. */
const leastStep = 7;

/** The least share of a picture that a background fills: if it has text or reaches the picture's edge, and otherwise. */
const leastGround = 0.002;
const largeGround = 0.04;

/** From this difference of neighbours on, a picture is grainy and is smoothed, so that grain does not count as ink. */
const grain = 3;

/** The fewest pieces into which letters divide a row of their background; one large letter makes fewer. */
const fewestPieces = 5;

/** The most backgrounds of one picture; the largest ones count. */
const mostGrounds = 250;

/** The weakest ink that becomes black: absolute, of 255, and as a fraction of the picture's usual ink; on grainy paper, which has stains and fibres, more. */
const weakestInk = 24;
const weakestShare = 0.35;
const grainyShare = 0.6;

/** The darkest paper, of 255, and the least brightness of a shadow as a fraction of the usual paper. */
const darkestPaper = 150;
const shadow = 0.75;

/** The light share of a picture that is entirely, and of one that is mostly, on light paper. */
const allLight = 0.97;
const mostlyLight = 0.6;

/** The difference of each pixel from the background around it. */
interface Distances {
	/** 0 to 255. */
	readonly ink: Uint8Array;
	/** The usual difference of neighbouring background pixels. */
	readonly noise: number;
}

/** A picture prepared for Tesseract. */
export interface InkOnPaper {
	readonly grey: GreyImage;
	/** Whether the original was anything but dark on light. */
	readonly changed: boolean;
	/** Whether grain was removed. */
	readonly grainy: boolean;
	/** The unchanged brightness, if most of a changed picture is light paper, as on a page with a drawing: it may read better. */
	readonly asIs?: GreyImage;
}

/**
 * Turns a picture into dark ink on white paper, whatever the colours of letters and backgrounds: dark pages, buttons, paper that lies
 * on a table, shadows. A pixel becomes as dark as it differs from the background around it, in the channel with the largest difference.
 */
export function inkOnPaper(image: RgbaImage): InkOnPaper {
	const { width, height } = image;
	const asIs = greyOf(image);
	const light = lightShare(asIs);
	if (light > allLight) {
		return { grey: asIs, changed: false, grainy: false };
	}
	const { ink, noise } = distances(image);
	const strength = strengths(ink, width, height, weakestInk + 3 * noise, noise >= grain ? grainyShare : weakestShare);
	const grey = new Uint8Array(width * height);
	const across = Math.ceil(width / tile);
	const down = Math.ceil(height / tile);
	const columns = Array.from({ length: width }, (_, x) => between(x, across));
	for (let y = 0, at = 0; y < height; y++) {
		const { first: top, second: bottom, share: fy } = between(y, down);
		for (let x = 0; x < width; x++, at++) {
			if (ink[at] === 0) {
				grey[at] = 255;
				continue;
			}
			const { first: left, second: right, share: fx } = columns[x]!;
			const above = strength[top * across + left]! * (1 - fx) + strength[top * across + right]! * fx;
			const below = strength[bottom * across + left]! * (1 - fx) + strength[bottom * across + right]! * fx;
			grey[at] = Math.max(0, 255 - (255 * ink[at]!) / (above * (1 - fy) + below * fy));
		}
	}
	return { grey: { width, height, grey }, changed: true, grainy: noise >= grain, ...(light > mostlyLight ? { asIs } : {}) };
}

/** The share of a picture, 0 to 1, that is light paper without shadows. */
function lightShare({ width, height, grey }: GreyImage): number {
	const middles: number[] = [];
	for (let top = 0; top < height; top += tile) {
		for (let left = 0; left < width; left += tile) {
			const levels: number[] = [];
			for (let y = top; y < Math.min(top + tile, height); y += 4) {
				for (let x = left; x < Math.min(left + tile, width); x += 4) {
					levels.push(grey[y * width + x]!);
				}
			}
			middles.push(levels.sort((a, b) => a - b)[levels.length >> 1]!);
		}
	}
	middles.sort((a, b) => a - b);
	const paper = middles[Math.floor(middles.length * 0.8)] ?? 255;
	return paper < darkestPaper ? 0 : middles.filter((level) => level >= shadow * paper).length / middles.length;
}

/** The two tiles between whose centers a pixel lies, and its relative distance to the second. */
function between(pixel: number, tiles: number): { readonly first: number; readonly second: number; readonly share: number } {
	const place = Math.min(Math.max((pixel + 0.5) / tile - 0.5, 0), tiles - 1);
	const first = Math.floor(place);
	return { first, second: Math.min(first + 1, tiles - 1), share: place - first };
}

function distances(image: RgbaImage): Distances {
	const { width, height, rgba } = image;
	const noise = noiseOf(image);
	const smooth = noise >= 1 ? blurred(image) : rgba;
	const inked = noise >= grain ? smooth : rgba;
	const step = leastStep + 2 * noiseOf({ ...image, rgba: smooth });
	const regions = labelled(smooth, width, height, step, noise >= 1 ? edges(smooth, width, height, 3 * step) : undefined);
	const ground = groundsOf(regions, width, height);
	const { colours, count } = groundColours(smooth, ground, width, height, weakestInk + noise);
	const places = nearest(ground, width, height, count);
	const ink = new Uint8Array(width * height);
	for (let at = 0; at < ink.length; at++) {
		const mean = places[at]! * 3;
		if (mean < 0) {
			continue;
		}
		const difference = Math.max(
			Math.abs(inked[at * 4]! - colours[mean]!),
			Math.abs(inked[at * 4 + 1]! - colours[mean + 1]!),
			Math.abs(inked[at * 4 + 2]! - colours[mean + 2]!),
		);
		ink[at] = Math.max(0, difference - noise);
	}
	return { ink, noise };
}

/** The difference of neighbours that most pixels do not exceed. */
function noiseOf({ width, height, rgba }: RgbaImage): number {
	const histogram = new Uint32Array(256);
	let count = 0;
	for (let y = 0; y < height; y += 3) {
		for (let x = 1; x < width; x++) {
			const at = (y * width + x) * 4 + 1;
			histogram[Math.abs(rgba[at]! - rgba[at - 4]!)]!++;
			count++;
		}
	}
	let level = 0;
	for (let below = histogram[0]!; below < 0.6 * count && level < 40; below += histogram[level]!) {
		level++;
	}
	return level;
}

/** Replaces each pixel by the mean of its 3 by 3 neighbourhood. */
function blurred({ width, height, rgba }: RgbaImage): Uint8Array {
	const rows = new Uint16Array(width * 4);
	const result = new Uint8Array(rgba.length);
	for (let y = 0; y < height; y++) {
		const [above, below] = [Math.max(y - 1, 0) * width * 4, Math.min(y + 1, height - 1) * width * 4];
		const here = y * width * 4;
		for (let i = 0; i < rows.length; i++) {
			rows[i] = rgba[above + i]! + rgba[here + i]! + rgba[below + i]!;
		}
		for (let i = 4; i < rows.length - 4; i++) {
			result[here + i] = (rows[i - 4]! + rows[i]! + rows[i + 4]!) / 9;
		}
		for (let i = 0; i < 4; i++) {
			const [first, last] = [i, rows.length - 4 + i];
			result[here + first] = (2 * rows[first]! + rows[Math.min(first + 4, last)]!) / 9;
			result[here + last] = (2 * rows[last]! + rows[Math.max(last - 4, first)]!) / 9;
		}
	}
	return result;
}

/** Which pixels lie on a slope from one colour to another: they differ by more than `most` over five pixels. */
function edges(rgba: Uint8Array, width: number, height: number, most: number): Uint8Array {
	const result = new Uint8Array(width * height);
	for (let y = 0, at = 0; y < height; y++) {
		const [up, down] = [Math.min(y, 2) * width * 4, Math.min(height - 1 - y, 2) * width * 4];
		for (let x = 0; x < width; x++, at++) {
			const [left, right] = [Math.min(x, 2) * 4, Math.min(width - 1 - x, 2) * 4];
			for (let i = at * 4; i < at * 4 + 3; i++) {
				if (Math.abs(rgba[i - left]! - rgba[i + right]!) > most || Math.abs(rgba[i - up]! - rgba[i + down]!) > most) {
					result[at] = 1;
				}
			}
		}
	}
	return result;
}

/** For each pixel, the index of the pixel that represents its region: neighbours that differ by at most `step` are in one region, edges in none. */
function labelled(rgba: Uint8Array, width: number, height: number, step: number, edge?: Uint8Array): Int32Array {
	const parent = new Int32Array(width * height);
	const root = (at: number) => {
		let top = at;
		while (parent[top] !== top) {
			parent[top] = parent[parent[top]!]!;
			top = parent[top]!;
		}
		return top;
	};
	const alike = (at: number, other: number) =>
		Math.abs(rgba[at * 4]! - rgba[other * 4]!) <= step &&
		Math.abs(rgba[at * 4 + 1]! - rgba[other * 4 + 1]!) <= step &&
		Math.abs(rgba[at * 4 + 2]! - rgba[other * 4 + 2]!) <= step;
	for (let y = 0, at = 0; y < height; y++) {
		for (let x = 0; x < width; x++, at++) {
			parent[at] = at;
			if (edge?.[at]) {
				continue;
			}
			if (x > 0 && !edge?.[at - 1] && alike(at, at - 1)) {
				parent[at] = parent[at - 1]!;
			}
			// Within a region, both usually have the same parent.
			if (y > 0 && parent[at] !== parent[at - width] && !edge?.[at - width] && alike(at, at - width)) {
				const [one, other] = [root(at), root(at - width)];
				parent[Math.max(one, other)] = Math.min(one, other);
			}
		}
	}
	for (let at = 0; at < parent.length; at++) {
		parent[at] = parent[parent[at]!]!;
	}
	return parent;
}

/** The number of each pixel's background, from 1; 0 for ink. */
function groundsOf(regions: Int32Array, width: number, height: number): Uint8Array {
	const sizes = new Uint32Array(regions.length);
	const pieces = new Uint16Array(regions.length);
	const most = new Uint16Array(regions.length);
	const least = leastGround * regions.length;
	for (let at = 0; at < regions.length;) {
		const from = at;
		const region = regions[at]!;
		while (at < regions.length && regions[at] === region) {
			at++;
		}
		sizes[region]! += at - from;
	}
	for (let y = 0; y < height; y++) {
		const seen: number[] = [];
		for (let x = 0, at = y * width; x < width; x++, at++) {
			const region = regions[at]!;
			if ((x === 0 || regions[at - 1] !== region) && sizes[region]! >= least && pieces[region]!++ === 0) {
				seen.push(region);
			}
		}
		for (const region of seen) {
			most[region] = Math.max(most[region]!, pieces[region]!);
			pieces[region] = 0;
		}
	}
	const atEdge = new Set<number>();
	for (let x = 0; x < width; x++) {
		atEdge.add(regions[x]!).add(regions[(height - 1) * width + x]!);
	}
	for (let y = 0; y < height; y++) {
		atEdge.add(regions[y * width]!).add(regions[(y + 1) * width - 1]!);
	}
	const isGround = (at: number) => most[at]! >= fewestPieces || atEdge.has(at) || sizes[at]! >= largeGround * regions.length;
	const found: number[] = [];
	for (let at = 0; at < regions.length; at++) {
		if (sizes[at]! >= least && isGround(at)) {
			found.push(at);
		}
	}
	found.sort((a, b) => sizes[b]! - sizes[a]!);
	const numbers = new Uint8Array(regions.length);
	found.slice(0, mostGrounds).forEach((region, i) => (numbers[region] = i + 1));
	const ground = new Uint8Array(regions.length);
	for (let at = 0; at < regions.length; at++) {
		ground[at] = at > 0 && regions[at] === regions[at - 1] ? ground[at - 1]! : numbers[regions[at]!]!;
	}
	return ground;
}

/** For each pixel, the place of the nearest background in its tile among the colours of `groundColours`, with `count` for each tile; -1 when there is none. */
function nearest(ground: Uint8Array, width: number, height: number, count: number): Int32Array {
	const places = new Int32Array(ground.length).fill(-1);
	const queue = new Int32Array(ground.length);
	const across = Math.ceil(width / tile);
	const columns = tilesOf(width);
	let end = 0;
	for (let y = 0, at = 0; y < height; y++) {
		const row = Math.floor(y / tile) * across;
		for (let x = 0; x < width; x++, at++) {
			if (ground[at] === 0) {
				continue;
			}
			places[at] = (row + columns[x]!) * count + ground[at]! - 1;
			const isInside =
				(x === 0 || ground[at - 1] !== 0) &&
				(x === width - 1 || ground[at + 1] !== 0) &&
				(y === 0 || ground[at - width] !== 0) &&
				(y === height - 1 || ground[at + width] !== 0);
			if (!isInside) {
				queue[end++] = at;
			}
		}
	}
	for (let next = 0; next < end; next++) {
		const at = queue[next]!;
		const x = at % width;
		if (x > 0 && places[at - 1] === -1) {
			places[at - 1] = places[at]!;
			queue[end++] = at - 1;
		}
		if (x < width - 1 && places[at + 1] === -1) {
			places[at + 1] = places[at]!;
			queue[end++] = at + 1;
		}
		if (at >= width && places[at - width] === -1) {
			places[at - width] = places[at]!;
			queue[end++] = at - width;
		}
		if (at < (height - 1) * width && places[at + width] === -1) {
			places[at + width] = places[at]!;
			queue[end++] = at + width;
		}
	}
	return places;
}

/** The strongest ink around each tile, at least `least`. */
function strengths(ink: Uint8Array, width: number, height: number, least: number, share: number): Float32Array {
	const across = Math.ceil(width / tile);
	const down = Math.ceil(height / tile);
	const most = new Float32Array(across * down);
	const columns = tilesOf(width);
	for (let y = 0, at = 0; y < height; y++) {
		const row = Math.floor(y / tile) * across;
		for (let x = 0; x < width; x++, at++) {
			const place = row + columns[x]!;
			if (ink[at]! > most[place]!) {
				most[place] = ink[at]!;
			}
		}
	}
	const inked = [...most].filter((strength) => strength > least).sort((a, b) => a - b);
	const floor = Math.max(least, share * (inked[Math.floor(inked.length * 0.9)] ?? 255));
	return most.map((_, place) => {
		let strongest = floor;
		const [x, y] = [place % across, Math.floor(place / across)];
		for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, down - 1); row++) {
			for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, across - 1); column++) {
				strongest = Math.max(strongest, most[row * across + column]!);
			}
		}
		return strongest;
	});
}
