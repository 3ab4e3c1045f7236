import type { Box } from '../../pdf/pageLayout.ts';
import type { RenderedPage } from '../../raster/rgbaImage.ts';

/** The least difference between ink and paper, of 255. */
const otherThanPaper = 24;

/** The box around everything that is not white, in points; undefined for a blank page. */
export function inkBox({ width, height, rgba, scale }: RenderedPage): Box | undefined {
	let [left, top, right, bottom] = [width, height, -1, -1];
	for (let y = 0, i = 0; y < height; y++) {
		for (let x = 0; x < width; x++, i += 4) {
			if (Math.min(rgba[i]!, rgba[i + 1]!, rgba[i + 2]!) < 255 - otherThanPaper) {
				left = Math.min(left, x);
				right = Math.max(right, x);
				top = Math.min(top, y);
				bottom = y;
			}
		}
	}
	return right < 0 ? undefined : { left: left / scale, top: top / scale, right: (right + 1) / scale, bottom: (bottom + 1) / scale };
}
