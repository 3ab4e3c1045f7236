import type { FailedPageReason } from '../worker/api.ts';
import type { PagesDraft } from '../ocr/markdown/draft.ts';
import { renderMarkdown } from '../ocr/markdown/draft.ts';
import { markdownLink } from '../names.ts';

/** A figure of a page. */
export interface ReadingFigure {
	/** As the page's markdown names it; a safe file name, unique in the reading. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array;
}

/** A page as it was read. */
export interface ReadingPage {
	/** 1-based. */
	readonly number: number;
	/** Figures lead to their names. */
	readonly markdown: string;
	readonly figures: readonly ReadingFigure[];
}

/** What was read of a document, page by page: what every question about it is answered from. */
export interface Reading {
	/** Of the whole document; undefined where only a service counts its pages. */
	readonly pageCount: number | undefined;
	/** 1-based numbers of the pages that were asked for, ascending, or `wholeOfUncounted`; those that were not recognised are in `failed`. */
	readonly wanted: readonly number[];
	readonly pages: readonly ReadingPage[];
	readonly failed: readonly FailedPageReason[];
	/** What read it: the model's name, `local` for the local engine. */
	readonly model: string;
}

/** The pages of a draft with their figures by name. */
export function readingPages({ pages, assets }: PagesDraft): ReadingPage[] {
	return pages.map(({ page, segments }) => {
		const shown = new Set(segments.flatMap((segment) => (typeof segment === 'string' ? [] : [segment.asset])));
		return {
			number: page,
			markdown: renderMarkdown({ segments }, (asset) => markdownLink(assets[asset]!.name)).trim(),
			figures: [...shown].map((asset) => assets[asset]!).map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes })),
		};
	});
}

/** What is wanted of a document whose pages nobody has counted, when all of them are. */
export const wholeOfUncounted = 0;

/** The part of a reading that has these pages (1-based), of which all were asked for in it. */
export function partOf(reading: Reading, wanted: readonly number[]): Reading {
	if (wanted[0] === wholeOfUncounted) {
		return reading;
	}
	const asked = new Set(wanted);
	return {
		...reading,
		wanted,
		pages: reading.pages.filter(({ number }) => asked.has(number)),
		failed: reading.failed.filter(({ page }) => asked.has(page)),
	};
}
