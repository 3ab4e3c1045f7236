import type { OcrPage, PageNote } from '../engine.ts';
import { escapeAttribute } from './escapeAttribute.ts';
import type { Loss } from './safeMarkdown.ts';

/** How the start of each page is marked in the markdown. */
export type PageMarks = 'none' | 'comment' | 'rule';

/** Whether a table that continues on the next page becomes one table, or one per page. */
export type TablesAcrossPages = 'merge' | 'keep';

/** A figure to be saved beside the markdown. */
export interface Asset {
	/** A safe file name, unique among the document's assets whatever the case. */
	readonly name: string;
	readonly mediaType: string;
	/** Empty if they were already passed on with a piece of the text. */
	readonly bytes: Uint8Array;
}

/** A place where the markdown shows an asset. */
export interface FigureReference {
	/** Index into the assets. */
	readonly asset: number;
	/** The alternative text, escaped for markdown's brackets or for the quotes of an HTML attribute. */
	readonly alt: string;
	/** Whether it is within HTML, where markdown is not parsed. */
	readonly html?: boolean;
}

/** A note for the log about a page. */
export interface Note {
	/** 1-based. */
	readonly page: number;
	readonly what: PageNote['what'] | 'figureAppended' | 'tableMissing' | 'tableAppended' | 'textLeftOut' | Loss;
}

/** Markdown whose links to figures are filled in when the figures are written. */
export interface MarkdownDraft {
	readonly segments: readonly (string | FigureReference)[];
	readonly assets: readonly Asset[];
	readonly notes: readonly Note[];
}

/** The same page by page; figures refer to the assets of the whole document. */
export interface PagesDraft extends Pick<MarkdownDraft, 'assets'> {
	/** Ascending, with 1-based page numbers. A table that continues on the next page is on its first one. */
	readonly pages: readonly { readonly page: number; readonly segments: MarkdownDraft['segments'] }[];
}

/** Options of a draft. */
export interface DraftOptions {
	readonly pageMarks: PageMarks;
	/** `merge` when absent. */
	readonly tablesAcrossPages?: TablesAcrossPages;
	/** Whether the pages come from a service, with its HTML escapes and math delimiters, and not from the local engine. */
	readonly fromService: boolean;
	/** Aborts the work on the whole document between two pages. */
	readonly signal?: AbortSignal;
}

/** Some pages of a document, with all pages that were requested. */
export interface CollectedPages {
	readonly pages: readonly OcrPage[];
	/** Pages without a result. */
	readonly failed: readonly { readonly index: number }[];
	/** All requested pages of the document, 0-based, ascending. */
	readonly wanted: readonly number[];
}

/** The next piece of a document's markdown, which follows the earlier pieces. */
export interface MarkdownPiece {
	readonly segments: MarkdownDraft['segments'];
	/** The document's next assets; figures refer to them by their index among all. */
	readonly assets: readonly Asset[];
	/** The first and the last page that are still missing, 1-based. */
	readonly ahead: readonly [first: number, last: number];
}

/** The finished text, in which each figure is an image with the link from `link`. */
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
