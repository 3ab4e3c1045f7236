import type { Bytes } from '../disk/bytes.ts';
import type { Cache } from '../disk/cache.ts';
import type { FailedPage, OcrPage, OcrResult, PageNote } from './engine.ts';
import type { PagesUnderWay } from './pagesUnderWay.ts';

/** What is to be recognised, and who hears of it meanwhile. */
export interface RecognizeRequest {
	readonly name: string;
	readonly bytes: Bytes;
	/**
	 * 1-based, as people write them: `1-3,7,12-`; all when absent. Of office documents, pages as the service lays them out, slides for
	 * instance.
	 */
	readonly pages?: string | undefined;
	/** Asked for when the document needs one to open. */
	readonly password?: string | undefined;
	readonly cache?: Cache | undefined;
	/** Shared by runs that may want the same pages at the same time and have the same cache. */
	readonly underWay?: PagesUnderWay | undefined;
	/** What is known of the endpoint; nothing when absent. */
	readonly endpoint?: Endpoint | undefined;
	readonly signal: AbortSignal;
	/** Called as pages are done, in any order. */
	readonly onPage?: (done: number, total: number) => void;
	/** Told what each part became, in any order, with the document's own page numbers. */
	readonly onPart?: (part: CollectedPart) => void;
	/** Told pages as `RecognizeOptions.onDraft` is, and which pages they are among. */
	readonly onDraft?: ((pages: readonly OcrPage[], wanted: readonly number[]) => void) | undefined;
}

/** What is known of the endpoint that an engine asks, now. */
export interface Endpoint {
	/** How many requests it takes at once. */
	readonly current: number;
	/** Whether it has ever answered: if not, the first part goes alone, because the others would meet the same refusal. */
	readonly proven: boolean;
}

/** A part of a document that is done with. */
export interface CollectedPart {
	readonly pages: readonly OcrPage[];
	readonly failed: readonly FailedPage[];
	/** All pages of the document that were asked for, 0-based, ascending. */
	readonly wanted: readonly number[];
	readonly model: string;
	/** Pages that the service counted for billing: none where they were kept from an earlier run. */
	readonly paid: number;
}

/** What became of a document. */
export interface Recognition extends Omit<OcrResult, 'failed' | 'missing' | 'notes'> {
	/** How many of the pages came from the cache. */
	readonly cached: number;
	/** Pages that could not be recognised, ascending, and why; the others are there. */
	readonly failed: readonly FailedPage[];
	/** What is to be known of some pages, ascending. */
	readonly notes: readonly PageNote[];
}
