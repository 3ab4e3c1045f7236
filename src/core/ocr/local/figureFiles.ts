import type { RenderOptions } from '../../pdf/drawPage.ts';
import { inkShare } from '../../raster/pgm.ts';
import type { RenderedPage } from '../../raster/rgbaImage.ts';
import type { OcrImage } from '../engine.ts';
import { inkBox } from './ink.ts';
import type { Figure } from './structure/blocks/figures.ts';
import type { PageParts } from './structure/pageContent.ts';

/** The resolution of figures, in dots per inch. */
export const figureDpi = 180;
const maxFigurePixels = 8_000_000;

/** Dots per inch at which a page is checked for anything visible. */
const lookDpi = 50;
const lookPixels = 1_000_000;

/** The least share of a page that a scan covers, and the least share of its picture that is not paper if something is on it. */
const scanShare = 0.7;
const leastScan = 0.003;

/** The picture from which figures are cut. */
export interface FigureSource {
	readonly dpi: number;
	readonly draw: (page: number, options: RenderOptions) => Promise<RenderedPage>;
	/** The same as a PNG file. */
	readonly drawPng: (page: number, options: RenderOptions) => Promise<Uint8Array>;
}

/** A figure that the markdown names but that has not been cut out yet. */
export interface NamedFigure {
	readonly id: string;
	readonly figure: Figure;
	/** The words in the figure, which are not in the page's text. */
	readonly annotation: string;
}

/**
 * Cuts a figure out of its page.
 * @throws {FoveaError} what drawing the page throws
 */
export async function cutFigure(
	{ drawPng, dpi }: FigureSource,
	page: number,
	rotation: number,
	{ id, figure, annotation }: NamedFigure,
): Promise<OcrImage> {
	// The boxes of letters are slightly smaller than their ink.
	const edge = figure.labels.length > 0 ? 2 : 0;
	const region = { left: figure.left - edge, top: figure.top - edge, right: figure.right + edge, bottom: figure.bottom + edge };
	const bytes = await drawPng(page, { dpi, maxPixels: maxFigurePixels, rotation, region });
	return { id, bytes, ...(annotation ? { annotation } : {}) };
}

/** The visible part of a page without any text, as a figure; undefined when it is blank, or a scan that shows only dirt. */
export async function visiblePart(
	{ draw }: FigureSource,
	page: number,
	{ rotation, images, width, height }: PageParts,
): Promise<Figure | undefined> {
	const small = await draw(page, { dpi: lookDpi, maxPixels: lookPixels, rotation });
	const box = inkBox(small);
	const isScan = images.some((image) => (image.right - image.left) * (image.bottom - image.top) > scanShare * width * height);
	return !box || (isScan && inkShare(small) < leastScan) ? undefined : { ...box, labels: [] };
}
