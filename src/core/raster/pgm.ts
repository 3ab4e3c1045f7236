import type { RgbaImage } from './rgbaImage.ts';

/** Pixels, one byte each, 0 for black; rows from top to bottom without padding. */
export interface GreyImage {
	readonly width: number;
	readonly height: number;
	readonly grey: Uint8Array;
}

/** The brightness of each pixel, by ITU-R BT.601. */
export function greyOf({ width, height, rgba }: RgbaImage): GreyImage {
	const grey = new Uint8Array(width * height);
	for (let to = 0, from = 0; to < grey.length; to++, from += 4) {
		grey[to] = ((rgba[from]! * 299 + rgba[from + 1]! * 587 + rgba[from + 2]! * 114) / 1000) | 0;
	}
	return { width, height, grey };
}

/** Encodes an image without its colours as a binary PGM file, which Leptonica reads quickly because it is not compressed. */
export function encodePgm(image: RgbaImage | GreyImage): Uint8Array {
	const { width, height, grey } = 'grey' in image ? image : greyOf(image);
	const header = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
	const file = new Uint8Array(header.length + grey.length);
	file.set(header);
	file.set(grey, header.length);
	return file;
}

/** The part of a picture, 0 to 1, that clearly differs from its paper in one of the colours. */
export function inkShare({ width, height, rgba }: RgbaImage): number {
	const histograms = [new Uint32Array(256), new Uint32Array(256), new Uint32Array(256)] as const;
	for (let i = 0; i < rgba.length; i += 4) {
		histograms[0][rgba[i]!]!++;
		histograms[1][rgba[i + 1]!]!++;
		histograms[2][rgba[i + 2]!]!++;
	}
	const shares = histograms.map((histogram) => {
		const paper = histogram.indexOf(Math.max(...histogram));
		return histogram.reduce((ink, count, level) => ink + (Math.abs(level - paper) > 60 ? count : 0), 0);
	});
	return Math.max(...shares) / (width * height);
}
