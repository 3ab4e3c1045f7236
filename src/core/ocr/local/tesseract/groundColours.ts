/** The edge, in pixels, of the squares in which background colour and ink strength are measured. */
export const tile = 32;

/** The number of the tile, in its row of tiles, that each pixel of a row is in. */
export function tilesOf(width: number): Uint16Array {
	return new Uint16Array(width).map((_, x) => x / tile);
}

/** A picture, four numbers a pixel, and the number of each pixel's background, from 1; 0 for none. */
interface Grounds {
	readonly rgba: Uint8Array;
	readonly ground: Uint8Array;
	readonly width: number;
	readonly height: number;
	/** How many backgrounds there are. */
	readonly count: number;
}

/** The colours of backgrounds, 0 to 255: three numbers for each background in each tile. */
export interface GroundColours {
	readonly colours: Float32Array;
	/** The number of backgrounds in `colours` for each tile. */
	readonly count: number;
}

/** Mean colours of each background in each tile, three numbers each, and of how many pixels. */
interface TileColours {
	readonly colours: Float32Array;
	readonly counts: Uint16Array;
}

/**
 * The colour of each background in each tile. `ground` has the number of each pixel's background, from 1; 0 for none. Blurred letters are in one region
 * with their paper: pixels that differ by more than `most` from the mean of the tile and the tiles around it do not count, unless all do.
 */
export function groundColours(rgba: Uint8Array, ground: Uint8Array, width: number, height: number, most: number): GroundColours {
	let count = 1;
	for (let at = 0; at < ground.length; at++) {
		if (ground[at]! > count) {
			count = ground[at]!;
		}
	}
	const grounds = { rgba, ground, width, height, count };
	const all = tileColours(grounds);
	const { colours, counts } = tileColours(grounds, { means: withTilesAround(all, grounds), most });
	for (let i = 0; i < colours.length; i++) {
		if (counts[Math.floor(i / 3)] === 0) {
			colours[i] = all.colours[i]!;
		}
	}
	return { colours, count };
}

/** The mean colour of each background in each tile and the tiles around it. */
function withTilesAround({ colours, counts }: TileColours, { width, height, count: grounds }: Grounds): Float32Array {
	const [across, down] = [Math.ceil(width / tile), Math.ceil(height / tile)];
	const means = new Float32Array(colours.length);
	counts.forEach((own, place) => {
		const region = place % grounds;
		const at = (place - region) / grounds;
		const [x, y] = [at % across, Math.floor(at / across)];
		let count = 0;
		for (let row = Math.max(y - 1, 0); own > 0 && row <= Math.min(y + 1, down - 1); row++) {
			for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, across - 1); column++) {
				const near = (row * across + column) * grounds + region;
				count += counts[near]!;
				for (let channel = 0; channel < 3; channel++) {
					means[place * 3 + channel]! += colours[near * 3 + channel]! * counts[near]!;
				}
			}
		}
		for (let channel = 0; channel < 3 && count > 0; channel++) {
			means[place * 3 + channel]! /= count;
		}
	});
	return means;
}

/** The mean colour of the pixels of each background in each tile, and their number; with `near`, only of pixels that differ by at most `most` from `means`. */
function tileColours(
	{ rgba, ground, width, height, count }: Grounds,
	near?: { readonly means: Float32Array; readonly most: number },
): TileColours {
	const across = Math.ceil(width / tile);
	const places = across * Math.ceil(height / tile) * count;
	const colours = new Float32Array(places * 3);
	const counts = new Uint16Array(places);
	const columns = tilesOf(width);
	for (let y = 0, at = 0; y < height; y++) {
		const row = Math.floor(y / tile) * across;
		for (let x = 0; x < width; x++, at++) {
			if (ground[at] === 0) {
				continue;
			}
			const place = (row + columns[x]!) * count + ground[at]! - 1;
			const isFar =
				near &&
				(Math.abs(rgba[at * 4]! - near.means[place * 3]!) > near.most ||
					Math.abs(rgba[at * 4 + 1]! - near.means[place * 3 + 1]!) > near.most ||
					Math.abs(rgba[at * 4 + 2]! - near.means[place * 3 + 2]!) > near.most);
			if (!isFar) {
				counts[place]!++;
				colours[place * 3]! += rgba[at * 4]!;
				colours[place * 3 + 1]! += rgba[at * 4 + 1]!;
				colours[place * 3 + 2]! += rgba[at * 4 + 2]!;
			}
		}
	}
	counts.forEach((pixels, place) => {
		for (let channel = 0; channel < 3 && pixels > 0; channel++) {
			colours[place * 3 + channel]! /= pixels;
		}
	});
	return { colours, counts };
}
