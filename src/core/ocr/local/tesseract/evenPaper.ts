import type { GreyImage } from '../../../raster/pgm.ts';

/** The edge, in pixels, of the squares in which the brightness of the paper is measured, and the share of their pixels that are darker than it. */
const tile = 16;
const paperShare = 0.85;

/** How many squares to each side are compared, and the share of them that have darker paper: a square inside a thick letter has no paper. */
const around = 2;
const aroundShare = 0.7;

/** The brightness of the darkest paper, of 255. */
const darkest = 8;

/**
 * Dark print on evenly bright paper, with its grain blurred: each pixel is divided by the brightness of the paper around it. It is simpler than
 * `inkOnPaper`, fails on print that is lighter than its paper, and makes other mistakes, so that the two readings can be compared.
 */
export function onEvenPaper({ width, height, grey }: GreyImage): GreyImage {
	const across = Math.ceil(width / tile);
	const down = Math.ceil(height / tile);
	const paper = paperOf(grey, width, height);
	const even = new Uint8Array(grey.length);
	const columns = Array.from({ length: width }, (_, x) => between(x, across));
	for (let y = 0; y < height; y++) {
		const { first: top, share: fy } = between(y, down);
		const bottom = Math.min(top + 1, down - 1);
		for (let x = 0; x < width; x++) {
			const { first: left, share: fx } = columns[x]!;
			const right = Math.min(left + 1, across - 1);
			const above = paper[top * across + left]! * (1 - fx) + paper[top * across + right]! * fx;
			const below = paper[bottom * across + left]! * (1 - fx) + paper[bottom * across + right]! * fx;
			even[y * width + x] = Math.min(255, (255 * grey[y * width + x]!) / Math.max(above * (1 - fy) + below * fy, darkest));
		}
	}
	return { width, height, grey: blurred(even, width, height) };
}

/** The last tile whose center is before a pixel, and the pixel's distance from that center, in tiles. */
function between(pixel: number, tiles: number): { readonly first: number; readonly share: number } {
	const place = Math.min(Math.max((pixel + 0.5) / tile - 0.5, 0), tiles - 1);
	return { first: Math.floor(place), share: place - Math.floor(place) };
}

/** The brightness of the paper in each tile. */
function paperOf(grey: Uint8Array, width: number, height: number): Uint8Array {
	const across = Math.ceil(width / tile);
	const down = Math.ceil(height / tile);
	const light = new Uint8Array(across * down);
	const histogram = new Uint16Array(256);
	for (let row = 0; row < down; row++) {
		for (let column = 0; column < across; column++) {
			histogram.fill(0);
			let count = 0;
			for (let y = row * tile; y < Math.min((row + 1) * tile, height); y++) {
				for (let x = column * tile; x < Math.min((column + 1) * tile, width); x++) {
					histogram[grey[y * width + x]!]!++;
					count++;
				}
			}
			let below = 0;
			light[row * across + column] = histogram.findIndex((one) => (below += one) > paperShare * count);
		}
	}
	return light.map((_, place) => {
		const [x, y] = [place % across, Math.floor(place / across)];
		const near: number[] = [];
		for (let row = Math.max(y - around, 0); row <= Math.min(y + around, down - 1); row++) {
			for (let column = Math.max(x - around, 0); column <= Math.min(x + around, across - 1); column++) {
				near.push(light[row * across + column]!);
			}
		}
		return near.sort((a, b) => a - b)[Math.floor(aroundShare * near.length)]!;
	});
}

/** Each pixel as a weighted mean: itself four times, the nearer neighbours twice, the diagonal ones once. */
function blurred(grey: Uint8Array, width: number, height: number): Uint8Array {
	const result = new Uint8Array(grey.length);
	const sums = new Uint16Array(width);
	for (let y = 0; y < height; y++) {
		const [above, here, below] = [Math.max(y - 1, 0) * width, y * width, Math.min(y + 1, height - 1) * width];
		for (let x = 0; x < width; x++) {
			sums[x] = grey[above + x]! + 2 * grey[here + x]! + grey[below + x]!;
		}
		for (let x = 0; x < width; x++) {
			result[here + x] = (sums[x > 0 ? x - 1 : 0]! + 2 * sums[x]! + sums[x < width - 1 ? x + 1 : x]!) / 16;
		}
	}
	return result;
}
