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

/** Opens a document or a picture, lets `use` draw of it, and closes it. */
export type Draw = <T>(
	document: Pick<ConvertRequest, 'name' | 'bytes' | 'password'>,
	signal: AbortSignal,
	use: (drawing: OpenDrawing) => Promise<T>,
) => Promise<T>;

/** Pixels of a drawing: models scale down what is larger (Anthropic: 1,568 on the longer side, about 1.15 million in all). */
const mostPixels = 1_300_000;

/** Dots per inch at most: enough for small print of a small box. */
const mostDpi = 400;

/** Bytes of a picture: services take 5 MB as base64. */
const mostBytes = 3_500_000;

/**
 * One page, or a box of it, as a PNG.
 * @throws {FoveaError} `invalidPages` where there is no such page, or what opening and drawing fail with
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

/** A PDF's drawing. Throws as `PdfEngine.open`. */
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

/** Within the page, the right way round, and at least a hundredth of it wide and high. */
function soundBox([x0, y0, x1, y1]: readonly [number, number, number, number]): [number, number, number, number] {
	const span = (a: number, b: number): [number, number] => {
		const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) => Math.min(1, Math.max(0, Number.isFinite(value) ? value : 0)));
		return high! - low! >= 0.01 ? [low!, high!] : [Math.min(low!, 0.99), Math.min(low!, 0.99) + 0.01];
	};
	const [left, right] = span(x0, x1);
	const [top, bottom] = span(y0, y1);
	return [left, top, right, bottom];
}
