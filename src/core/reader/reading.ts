import type { FailedPageReason } from '../worker/api.ts';
import type { PagesDraft } from '../ocr/markdown/draft.ts';
import { renderMarkdown } from '../ocr/markdown/draft.ts';
import { markdownLink } from '../names.ts';

/** A figure of a page. */
export interface ReadingFigure {
	/** Its name in the page's markdown: a safe file name, unique in the reading. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array;
}

/** A page of a reading. */
export interface ReadingPage {
	/** 1-based. */
	readonly number: number;
	/** Links to figures are the figures' names. */
	readonly markdown: string;
	readonly figures: readonly ReadingFigure[];
}

/** The pages of a document that were read. All questions of agents about the document are answered from it. */
export interface Reading {
	/** Pages of the whole document; undefined when only a service can count them. */
	readonly pageCount: number | undefined;
	/** 1-based numbers of the requested pages, ascending, or `wholeOfUncounted`; those that were not recognised are in `failed`. */
	readonly wanted: readonly number[];
	readonly pages: readonly ReadingPage[];
	readonly failed: readonly FailedPageReason[];
	/** The name of the model that read it; `local` for the local engine. */
	readonly model: string;
}

/** The pages of a draft, with their figures. */
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

/** Stands for all pages of a document whose pages are not counted. */
export const wholeOfUncounted = 0;

/** A reading of only these pages (1-based); each must be among the `wanted` of the original. */
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
