/** The most backgrounds of one picture; the largest ones count. */
export const mostGrounds = 250;

/** The edge, in pixels, of the squares in which background colour and ink strength are measured. */
export const tile = 32;

/** Mean colours of each background in each tile, three numbers each, and of how many pixels. */
interface TileColours {
	readonly colours: Float32Array;
	readonly counts: Uint16Array;
}

/**
 * The colour of each background in each tile, 0 to 255, three numbers each. `ground` has the number of each pixel's background, from 1; 0 for none.
 * Blurred letters are in one region with their paper: pixels that differ by more than `most` from the mean of the tile and the tiles around it do not
 * count, unless all do.
 */
export function groundColours(rgba: Uint8Array, ground: Uint8Array, width: number, height: number, most: number): Float32Array {
	const all = tileColours(rgba, ground, width, height, () => true);
	const around = withTilesAround(all, Math.ceil(width / tile), Math.ceil(height / tile));
	const paper = tileColours(rgba, ground, width, height, (at, place) =>
		[0, 1, 2].every((channel) => Math.abs(rgba[at * 4 + channel]! - around[place * 3 + channel]!) <= most),
	);
	return paper.colours.map((level, i) => (paper.counts[Math.floor(i / 3)]! > 0 ? level : all.colours[i]!));
}

/** The mean colour of each background in each tile and the tiles around it. */
function withTilesAround({ colours, counts }: TileColours, across: number, down: number): Float32Array {
	const means = new Float32Array(colours.length);
	counts.forEach((own, place) => {
		const region = place % mostGrounds;
		const at = (place - region) / mostGrounds;
		const [x, y] = [at % across, Math.floor(at / across)];
		let count = 0;
		for (let row = Math.max(y - 1, 0); own > 0 && row <= Math.min(y + 1, down - 1); row++) {
			for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, across - 1); column++) {
				const near = (row * across + column) * mostGrounds + region;
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

/** The mean colour of the pixels of each background in each tile that count, and their number. */
function tileColours(
	rgba: Uint8Array,
	ground: Uint8Array,
	width: number,
	height: number,
	isCounted: (at: number, place: number) => boolean,
): TileColours {
	const across = Math.ceil(width / tile);
	const places = across * Math.ceil(height / tile) * mostGrounds;
	const sums = new Float32Array(places * 3);
	const counts = new Uint16Array(places);
	for (let at = 0; at < ground.length; at++) {
		if (ground[at]! > 0) {
			const place = (Math.floor(Math.floor(at / width) / tile) * across + Math.floor((at % width) / tile)) * mostGrounds + ground[at]! - 1;
			if (!isCounted(at, place)) {
				continue;
			}
			counts[place]!++;
			for (let channel = 0; channel < 3; channel++) {
				sums[place * 3 + channel]! += rgba[at * 4 + channel]!;
			}
		}
	}
	counts.forEach((count, place) => {
		for (let channel = 0; channel < 3 && count > 0; channel++) {
			sums[place * 3 + channel]! /= count;
		}
	});
	return { colours: sums, counts };
}
