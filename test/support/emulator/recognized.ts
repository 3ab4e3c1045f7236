/** What the emulator "sees" on a page, before it is put into the wire's form. */
export interface RecognizedPage {
	/** 0-based, in the document. */
	readonly index: number;
	/** Of the page's raster, in pixels. */
	readonly width: number;
	readonly height: number;
	/** In reading order. */
	readonly blocks: readonly Block[];
	readonly hyperlinks: readonly string[];
}

/** Pixels of the page's raster, from its top left corner. */
export interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

export type Block =
	| { readonly type: 'text' | 'header' | 'footer'; readonly box: Box; readonly text: string }
	| { readonly type: 'title'; readonly box: Box; readonly text: string; readonly level: 1 | 2 }
	| { readonly type: 'table'; readonly box: Box; readonly rows: readonly (readonly string[])[] }
	| { readonly type: 'image'; readonly box: Box };

/** Dots per inch of page rasters in all samples of the service. */
export const dpi = 200;
