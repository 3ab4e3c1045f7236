import type { Pdfium } from './pdfium.ts';
import { matrixOf, multiply } from './pdfMatrix.ts';
import { objectType, pageObjects } from './pageObjects.ts';

/**
 * How many times as many pixels an image may be drawn with before PDFium repeats its pixels instead of interpolating between them, and a little less,
 * for what is rounded: `CStretchEngine::UseInterpolateBilinear` of cstretchengine.cpp.
 */
const interpolated = 0.95 * 8;

/** The share of a page that its scan covers at least. */
const mostOfPage = 0.5;

/** Objects of a page that are looked at: a scan has few. */
const mostObjects = 500;

/** The most pixels a point at which the image that covers most of a loaded page is drawn with smooth edges; infinite for a page without one. */
export function smoothScale(pdfium: Pdfium, page: number): number {
	const { module, raw } = pdfium;
	const area = module.FPDF_GetPageWidthF(page) * module.FPDF_GetPageHeightF(page);
	let seen = 0;
	let scale = Infinity;
	for (const { object, type, outer } of pageObjects(pdfium, page)) {
		if (seen++ > mostObjects) {
			return Infinity;
		}
		if (type === objectType.image) {
			const [a, b, c, d] = multiply(matrixOf(pdfium, object), outer);
			const covered = Math.abs(a * d - b * c);
			if (covered >= mostOfPage * area) {
				const [across = 0, down = 0] = pdfium.withMemory(8, (size) => {
					raw.FPDFImageObj_GetImagePixelSize(object, size, size + 4);
					return [...pdfium.integers(size, 2)];
				});
				scale = Math.min(scale, Math.sqrt((interpolated * Math.max(across * down, 1)) / covered));
			}
		}
	}
	return scale;
}
