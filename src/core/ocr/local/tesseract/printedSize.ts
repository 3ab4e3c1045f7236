import type { PageLayout } from '../../../pdf/pageLayout.ts';

/** The height of an upright sheet of paper, relative to its width. */
const sheet = { least: 1.15, most: 1.7 };

/** The width of an A4 sheet, and the usual size of printed letters, in points. */
const sheetWidth = 595;
const printSize = 11;

/** Whether a picture has the shape of a sheet of paper in a usual format, even with some background around it or a part cut off. */
export function isSheet({ width, height }: Pick<PageLayout, 'width' | 'height'>): boolean {
	return height > sheet.least * width && height < sheet.most * width;
}

/**
 * Scales the layout of a picture to points as if it were printed, because a distance of a point on paper is many pixels on a scan. A sheet becomes as
 * wide as A4, anything else gets letters of the usual size. Nothing is enlarged.
 */
export function inPrintedSize(layout: PageLayout): PageLayout {
	const { width, height, runs, rules } = layout;
	const letters = runs.flatMap(({ size, text }) => new Array<number>(text.length).fill(size)).sort((a, b) => a - b);
	const scale = isSheet(layout) ? sheetWidth / width : printSize / (letters[letters.length >> 1] ?? printSize);
	return scale >= 1
		? layout
		: {
				...layout,
				...{ width: width * scale, height: height * scale },
				rules: rules.map(({ left, right, top, bottom, vertical }) => ({
					...{ left: left * scale, right: right * scale, top: top * scale, bottom: bottom * scale, vertical },
				})),
				runs: runs.map((run) => ({
					...run,
					...{ left: run.left * scale, right: run.right * scale, top: run.top * scale, bottom: run.bottom * scale },
					...{ baseline: run.baseline * scale, size: Math.max(run.size * scale, 1) },
				})),
			};
}
