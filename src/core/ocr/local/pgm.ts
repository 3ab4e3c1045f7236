import type { RgbaImage } from '../../pdf/rgbaImage.ts';

/** Pixels without colour as a binary PGM file, which Leptonica reads at once as it is not compressed. */
export function encodePgm({ width, height, rgba }: RgbaImage): Uint8Array {
	const header = Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1');
	const file = new Uint8Array(header.length + width * height);
	file.set(header);
	for (let from = 0, to = header.length; to < file.length; from += 4) {
		// ITU-R BT.601
		file[to++] = (rgba[from]! * 299 + rgba[from + 1]! * 587 + rgba[from + 2]! * 114) / 1000;
	}
	return file;
}

/** The part of a picture, 0 to 1, that is clearly lighter or darker than its paper. */
export function inkShare({ width, height, rgba }: RgbaImage): number {
	const histogram = new Uint32Array(256);
	for (let i = 0; i < rgba.length; i += 4) {
		histogram[rgba[i + 1]!]!++;
	}
	const paper = histogram.indexOf(Math.max(...histogram));
	let ink = 0;
	histogram.forEach((count, level) => {
		ink += Math.abs(level - paper) > 60 ? count : 0;
	});
	return ink / (width * height);
}
