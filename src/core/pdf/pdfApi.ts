import type { Bytes } from '../disk/bytes.ts';
import type { Method } from '../rpc.ts';
import type { PageLayout } from './pageLayout.ts';
import type { RenderOptions } from './drawPage.ts';
import type { ImageForm } from './pdfium.ts';
import type { RenderedPage } from '../raster/rgbaImage.ts';

/** A page of an open document; `page` is 0-based. */
interface PageArgs {
	readonly document: number;
	readonly page: number;
}

/** The methods of the PDF worker. A document is identified by the number that `open` returned. */
export type PdfApi = {
	readonly open: Method<
		/** `image` is set for a picture, which becomes a document of one page. */
		{ readonly bytes: Bytes; readonly name: string; readonly password?: string | undefined; readonly image?: ImageForm | undefined },
		{ readonly document: number; readonly pageCount: number; readonly encrypted: boolean },
		never
	>;
	readonly layout: Method<PageArgs, PageLayout, never>;
	readonly render: Method<PageArgs & RenderOptions, RenderedPage, never>;
	readonly renderPng: Method<PageArgs & RenderOptions, Uint8Array, never>;
	readonly extract: Method<{ readonly document: number; readonly pages: readonly number[] }, Uint8Array, never>;
	readonly close: Method<{ readonly document: number }, undefined, never>;
};
