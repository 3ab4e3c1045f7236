import type { RgbaImage } from '../../../raster/rgbaImage.ts';
import { type GreyImage, greyOf } from '../../../raster/pgm.ts';
import type { TesseractBox } from './tesseractThread.ts';

/** The least share of a bar's width that has ink. */
const wholeBar = 0.85;

/** Measures the thickness of letters, because Tesseract does not report bold text. */
export class Strokes {
	private readonly image: GreyImage;
	private readonly threshold: number;

	/**
	 * @param image what was recognised
	 * @param angle by which Tesseract turned it clockwise about its middle before it read it, in radians
	 */
	constructor(
		image: RgbaImage | GreyImage,
		private readonly angle: number,
	) {
		this.image = 'grey' in image ? image : greyOf(image);
		this.threshold = inkThreshold(this.image.grey);
	}

	/** The mean length of the ink's runs across a box, in pixels; 0 where there is no ink. */
	thickness({ x0, y0, x1, y1 }: TesseractBox): number {
		const { width, height, grey } = this.image;
		const [dx, dy] = this.shift((x0 + x1) / 2, (y0 + y1) / 2);
		let ink = 0;
		let runs = 0;
		for (let y = Math.max(0, Math.round(y0 + dy)); y < Math.min(height, Math.round(y1 + dy)); y++) {
			let inside = false;
			for (let x = Math.max(0, Math.round(x0 + dx)); x < Math.min(width, Math.round(x1 + dx)); x++) {
				const dark = grey[y * width + x]! < this.threshold;
				ink += dark ? 1 : 0;
				runs += dark && !inside ? 1 : 0;
				inside = dark;
			}
		}
		return runs === 0 ? 0 : ink / runs;
	}

	/** Whether a bar runs through the whole width of a box, however thin it is. */
	isBar({ x0, y0, x1, y1 }: TesseractBox): boolean {
		const { width, height, grey } = this.image;
		const [dx, dy] = this.shift((x0 + x1) / 2, (y0 + y1) / 2);
		const [left, right] = [Math.max(0, Math.round(x0 + dx)), Math.min(width, Math.round(x1 + dx))];
		let inked = 0;
		for (let x = left; x < right; x++) {
			for (let y = Math.max(0, Math.round(y0 + dy)); y < Math.min(height, Math.round(y1 + dy)); y++) {
				if (grey[y * width + x]! < this.threshold) {
					inked++;
					break;
				}
			}
		}
		return right - left >= 2 && inked >= wholeBar * (right - left);
	}

	/** Translates a position in the turned picture to the original one. */
	private shift(x: number, y: number): readonly [number, number] {
		const [cx, cy] = [x - this.image.width / 2, y - this.image.height / 2];
		const [cos, sin] = [Math.cos(this.angle), Math.sin(this.angle)];
		return [cx * cos + cy * sin - cx, cy * cos - cx * sin - cy];
	}
}

/** The grey level that separates ink from paper best (Otsu's method). */
function inkThreshold(grey: Uint8Array): number {
	const histogram = new Float64Array(256);
	for (const level of grey) {
		histogram[level]!++;
	}
	const total = grey.length;
	const sum = histogram.reduce((all, count, level) => all + count * level, 0);
	let [below, sumBelow, best, threshold] = [0, 0, -1, 128];
	for (let level = 0; level < 256; level++) {
		below += histogram[level]!;
		sumBelow += histogram[level]! * level;
		const above = total - below;
		if (below > 0 && above > 0) {
			const distance = sumBelow / below - (sum - sumBelow) / above;
			const between = below * above * distance * distance;
			if (between > best) {
				[best, threshold] = [between, level + 1];
			}
		}
	}
	return threshold;
}
