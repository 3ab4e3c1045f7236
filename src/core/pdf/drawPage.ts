import type { Pdfium } from './pdfium.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';

/** The part of a page to render, and its resolution. */
export interface RenderOptions {
	/** Dots per inch; less when the picture would have more than `maxPixels`. */
	readonly dpi: number;
	readonly maxPixels: number;
	/** Quarter turns clockwise beyond the page's own rotation. */
	readonly rotation?: number | undefined;
	/** In points of the rotated page; the whole page when absent. */
	readonly region?: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number } | undefined;
	/** Leaves out the white background, so that pixels have the opacity of the content. */
	readonly transparent?: boolean | undefined;
}

/** `FPDF_ANNOT`, `FPDF_REVERSE_BYTE_ORDER` (RGBA, not BGRA) of fpdfview.h. */
const renderFlags = 0x01 | 0x10;

/** `FPDFBitmap_BGRA`. */
const withAlpha = 1;

/** Renders a loaded page, annotations included, on white unless `transparent` is set. */
export function drawPage(
	pdfium: Pdfium,
	handle: number,
	{ dpi, maxPixels, rotation = 0, region, transparent }: RenderOptions,
): RenderedPage {
	const { module } = pdfium;
	const [across, down] = [module.FPDF_GetPageWidthF(handle), module.FPDF_GetPageHeightF(handle)];
	const [pageWidth, pageHeight] = rotation % 2 ? [down, across] : [across, down];
	const { left, top, right, bottom } = region ?? { left: 0, top: 0, right: pageWidth, bottom: pageHeight };
	const area = Math.max((right - left) * (bottom - top), Number.EPSILON);
	const scale = Math.min(dpi / 72, Math.sqrt(maxPixels / area));
	const pixels = (points: number) => Math.max(1, Math.round(points * scale));
	// A page that is extremely narrow in one direction must not exceed the limit in the other.
	const width = Math.min(pixels(right - left), maxPixels);
	const height = Math.min(pixels(bottom - top), Math.max(1, Math.floor(maxPixels / width)));

	const bitmap = module.FPDFBitmap_Create(width, height, withAlpha);
	if (!bitmap) {
		throw new RangeError(`PDFium has no memory for ${width} x ${height} pixels`);
	}
	try {
		module.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, transparent ? 0 : 0xffffffff);
		module.FPDF_RenderPageBitmap(
			bitmap,
			handle,
			Math.round(-left * scale),
			Math.round(-top * scale),
			pixels(pageWidth),
			pixels(pageHeight),
			rotation,
			renderFlags,
		);
		return { width, height, scale, rgba: pdfium.bytes(module.FPDFBitmap_GetBuffer(bitmap), width * height * 4).slice() };
	} finally {
		module.FPDFBitmap_Destroy(bitmap);
	}
}
