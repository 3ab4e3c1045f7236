import { FoveaError } from '../errors.ts';
import type { RenderOptions } from '../pdf/drawPage.ts';
import type { PdfEngine } from '../pdf/pdfEngine.ts';
import { encodePng } from '../raster/png.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';
import { alone } from '../rpc.ts';
import type { ConvertRequest } from '../worker/api.ts';
import type { Picture, ViewPageRequest } from '../worker/readerApi.ts';

/** Draws pages of one open document. */
export interface OpenDrawing {
	readonly pageCount: number;
	/** `page` is 0-based. */
	readonly render: (page: number, options: RenderOptions) => Promise<RenderedPage>;
}

/** Opens a document or a picture, calls `use` with its renderer, and closes it. */
export type Draw = <T>(
	document: Pick<ConvertRequest, 'name' | 'bytes' | 'password'>,
	signal: AbortSignal,
	use: (drawing: OpenDrawing) => Promise<T>,
) => Promise<T>;

/** The most pixels of a picture: models scale down larger ones (Anthropic: 1,568 on the longer side, about 1.15 million in all). */
const mostPixels = 1_300_000;

/** The highest resolution in dots per inch; it suffices for small print in a small box. */
const mostDpi = 400;

/** The most bytes of a picture: services accept 5 MB as base64. */
const mostBytes = 3_500_000;

/**
 * Renders one page, or a box of it, as a PNG.
 * @throws {FoveaError} `invalidPages` when there is no such page, or the failure of opening or rendering
 */
export async function viewPage(
	draw: Draw,
	{ page, box = [0, 0, 1, 1], ...document }: ViewPageRequest,
	signal: AbortSignal,
): Promise<Picture> {
	return draw(document, signal, async ({ pageCount, render }) => {
		if (!Number.isInteger(page) || page < 1 || page > pageCount) {
			throw new FoveaError('invalidPages', { pages: String(page), pageCount });
		}
		const index = page - 1;
		const look = await render(index, { dpi: 18, maxPixels: 250_000 });
		const [width, height] = [look.width / look.scale, look.height / look.scale];
		const [left, top, right, bottom] = soundBox(box);
		const region = { left: left * width, top: top * height, right: right * width, bottom: bottom * height };
		for (let pixels = mostPixels; ; pixels /= 2) {
			const png = encodePng(await render(index, { dpi: mostDpi, maxPixels: pixels, region }));
			if (png.length <= mostBytes || pixels < 100_000) {
				return { name: `page ${page}`, mediaType: 'image/png', bytes: alone(png) };
			}
		}
	});
}

/** Renders pages of a PDF. Throws as `PdfEngine.open`. */
export async function drawPdf<T>(
	pdf: Pick<PdfEngine, 'open'>,
	{ name, bytes, password }: Parameters<Draw>[0],
	signal: AbortSignal,
	use: (drawing: OpenDrawing) => Promise<T>,
): Promise<T> {
	const document = await pdf.open(bytes, { name, password, signal });
	try {
		return await use({ pageCount: document.pageCount, render: (page, options) => document.render(page, options, signal) });
	} finally {
		await document.close();
	}
}

/** The box clipped to the page, with its corners in order, and at least a hundredth of the page wide and high. */
function soundBox([x0, y0, x1, y1]: readonly [number, number, number, number]): [number, number, number, number] {
	const span = (a: number, b: number): [number, number] => {
		const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0)));
		return high! - low! >= 0.01 ? [low!, high!] : [Math.min(low!, 0.99), Math.min(low!, 0.99) + 0.01];
	};
	const [left, right] = span(x0, x1);
	const [top, bottom] = span(y0, y1);
	return [left, top, right, bottom];
}
