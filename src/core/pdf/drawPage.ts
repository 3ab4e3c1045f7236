import type { Pdfium } from './pdfium.ts';
import { enlargedRgba } from '../raster/enlargedRgba.ts';
import type { RenderedPage, RgbaImage } from '../raster/rgbaImage.ts';
import { smoothScale } from './smoothScale.ts';

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

/**
 * Renders a loaded page, annotations included, on white unless `transparent` is set. A scan with few pixels gets smooth edges, where PDFium would give it
 * steps, which letters are misread by.
 */
export function drawPage(
	pdfium: Pdfium,
	handle: number,
	{ dpi, maxPixels, rotation = 0, region, transparent = false }: RenderOptions,
): RenderedPage {
	const { module } = pdfium;
	const [across, down] = [module.FPDF_GetPageWidthF(handle), module.FPDF_GetPageHeightF(handle)];
	const [pageWidth, pageHeight] = rotation % 2 ? [down, across] : [across, down];
	const { left, top, right, bottom } = region ?? { left: 0, top: 0, right: pageWidth, bottom: pageHeight };
	const area = Math.max((right - left) * (bottom - top), Number.EPSILON);
	const scale = Math.min(dpi / 72, Math.sqrt(maxPixels / area));
	const sizeAt = (one: number) => {
		const pixels = (points: number) => Math.max(1, Math.round(points * one));
		// A page that is extremely narrow in one direction must not exceed the limit in the other.
		const width = Math.min(pixels(right - left), maxPixels);
		const height = Math.min(pixels(bottom - top), Math.max(1, Math.floor(maxPixels / width)));
		return { width, height, pageWidth: pixels(pageWidth), pageHeight: pixels(pageHeight) };
	};
	const draw = (one: number) =>
		drawBitmap(pdfium, handle, { ...sizeAt(one), left: Math.round(-left * one), top: Math.round(-top * one), rotation, transparent });
	const smooth = smoothScale(pdfium, handle);
	if (smooth >= scale) {
		return { ...draw(scale), scale };
	}
	const { width, height } = sizeAt(scale);
	return { ...enlargedRgba(draw(smooth), width, height), scale };
}

/** A bitmap, and where a page of a size in pixels lies on it. */
interface Place {
	readonly width: number;
	readonly height: number;
	readonly pageWidth: number;
	readonly pageHeight: number;
	readonly left: number;
	readonly top: number;
	readonly rotation: number;
	readonly transparent: boolean;
}

function drawBitmap(pdfium: Pdfium, handle: number, { width, height, ...place }: Place): RgbaImage {
	const { module } = pdfium;
	const bitmap = module.FPDFBitmap_Create(width, height, withAlpha);
	if (!bitmap) {
		throw new RangeError(`PDFium has no memory for ${width} x ${height} pixels`);
	}
	try {
		const { left, top, pageWidth, pageHeight, rotation, transparent } = place;
		module.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, transparent ? 0 : 0xffffffff);
		module.FPDF_RenderPageBitmap(bitmap, handle, left, top, pageWidth, pageHeight, rotation, renderFlags);
		return { width, height, rgba: pdfium.bytes(module.FPDFBitmap_GetBuffer(bitmap), width * height * 4).slice() };
	} finally {
		module.FPDFBitmap_Destroy(bitmap);
	}
}
