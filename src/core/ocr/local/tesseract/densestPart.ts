import { type GreyImage } from '../../../raster/pgm.ts';
import { cut } from '../../../raster/turnedImage.ts';
import { inkPieces } from './inkPieces.ts';

/** The edge, in pixels, of the part of a picture from which its direction is found. */
const sampleSize = 700;

/** The part of a picture that has the most letters. */
export function densestPart(image: GreyImage): GreyImage {
	const { width, height } = image;
	if (width <= sampleSize && height <= sampleSize) {
		return image;
	}
	const step = sampleSize / 2;
	const counts = new Map<string, number>();
	for (const { x0, y0, x1, y1 } of inkPieces(image)) {
		const [x, y] = [Math.floor(x0 / step), Math.floor(y0 / step)];
		for (const [left, top] of y1 - y0 < step && x1 - x0 < step
			? ([
					[x, y],
					[x - 1, y],
					[x, y - 1],
					[x - 1, y - 1],
				] as const)
			: []) {
			counts.set(`${left} ${top}`, (counts.get(`${left} ${top}`) ?? 0) + 1);
		}
	}
	const [densest = '0 0'] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
	const [left = 0, top = 0] = densest.split(' ').map((place) => Math.max(0, Number(place) * step));
	return cut(image, { x0: left, y0: top, x1: Math.min(left + sampleSize, width), y1: Math.min(top + sampleSize, height) });
}
