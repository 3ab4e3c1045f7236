import type { OcrPage, PageNote } from '../engine.ts';
import { escapeAttribute } from './escapeAttribute.ts';
import type { Loss } from './safeMarkdown.ts';

/** How the start of each page is marked in the markdown. */
export type PageMarks = 'none' | 'comment' | 'rule';

/** What to do with a table that continues on the next page: one table, or one per page. */
export type TablesAcrossPages = 'merge' | 'keep';

/** A figure to be saved beside the markdown. */
export interface Asset {
	/** A safe file name, unique among the document's assets whatever the case. */
	readonly name: string;
	readonly mediaType: string;
	/** Empty when they were passed on before, with a piece of the text. */
	readonly bytes: Uint8Array;
}

/** Where the markdown shows an asset. */
export interface FigureReference {
	/** Index into the assets. */
	readonly asset: number;
	/** As it is written between markdown's brackets, or between the quotes of an HTML attribute. */
	readonly alt: string;
	/** Whether it stands in HTML, where markdown is not read. */
	readonly html?: boolean;
}

/** Something the reader of the log should know about a page. */
export interface Note {
	/** 1-based. */
	readonly page: number;
	readonly what: PageNote['what'] | 'figureAppended' | 'tableMissing' | 'tableAppended' | 'textLeftOut' | Loss;
}

/** Markdown whose links to figures are open until the figures are written. */
export interface MarkdownDraft {
	readonly segments: readonly (string | FigureReference)[];
	readonly assets: readonly Asset[];
	readonly notes: readonly Note[];
}

/** The same, page by page: a figure's place among the assets is that of the whole. */
export interface PagesDraft extends Pick<MarkdownDraft, 'assets'> {
	/** Ascending; page numbers are 1-based. A table that goes on on the next page stands on its first one. */
	readonly pages: readonly { readonly page: number; readonly segments: MarkdownDraft['segments'] }[];
}

/** Options of a draft. */
export interface DraftOptions {
	readonly pageMarks: PageMarks;
	/** `merge` when absent. */
	readonly tablesAcrossPages?: TablesAcrossPages;
	/** Whether the pages are a service's, with its HTML escapes and its math delimiters, and not our own. */
	readonly fromService: boolean;
	/** Ends the work on the whole document between two pages. */
	readonly signal?: AbortSignal;
}

/** Some pages of a document, and which of its pages they are among. */
export interface CollectedPages {
	readonly pages: readonly OcrPage[];
	/** Pages that have no result. */
	readonly failed: readonly { readonly index: number }[];
	/** All pages of the document that were asked for, 0-based, ascending. */
	readonly wanted: readonly number[];
}

/** The next piece of a document's markdown: what follows the pieces before it. */
export interface MarkdownPiece {
	readonly segments: MarkdownDraft['segments'];
	/** The document's next assets: figures refer to them by their place among all. */
	readonly assets: readonly Asset[];
	/** The first and the last page that are still missing, 1-based. */
	readonly ahead: readonly [first: number, last: number];
}

/** The finished text: each figure is an image that leads to what `link` says. */
export function renderMarkdown({ segments }: Pick<MarkdownDraft, 'segments'>, link: (asset: number) => string): string {
	return segments
		.map((segment) => {
			if (typeof segment === 'string') {
				return segment;
			}
			const { asset, alt, html } = segment;
			return html ? `<img src="${escapeAttribute(link(asset))}" alt="${alt}">` : `![${alt}](${link(asset)})`;
		})
		.join('');
}
