import type { Bytes } from '../disk/bytes.ts';
import type { Cache } from '../disk/cache.ts';
import type { FailedPage, OcrPage, OcrResult, PageNote } from './engine.ts';
import type { PagesUnderWay } from './pagesUnderWay.ts';

/** What to recognise, and callbacks for its progress. */
export interface RecognizeRequest {
	readonly name: string;
	readonly bytes: Bytes;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. For office documents, pages as the service lays them out, such as slides. */
	readonly pages?: string | undefined;
	/** The password of an encrypted document. */
	readonly password?: string | undefined;
	readonly cache?: Cache | undefined;
	/** Shared by runs that can want the same pages at the same time and have the same cache. */
	readonly underWay?: PagesUnderWay | undefined;
	/** What is known of the endpoint. */
	readonly endpoint?: Endpoint | undefined;
	readonly signal: AbortSignal;
	/** Called as pages are done, in any order. */
	readonly onPage?: (done: number, total: number) => void;
	/** Called with the result of each part, in any order, with the document's own page numbers. */
	readonly onPart?: (part: CollectedPart) => void;
	/** Called like `RecognizeOptions.onDraft`, with all requested pages. */
	readonly onDraft?: ((pages: readonly OcrPage[], wanted: readonly number[]) => void) | undefined;
}

/** What is currently known of an engine's endpoint. */
export interface Endpoint {
	/** How many requests it accepts at once. */
	readonly current: number;
	/** Whether it has ever answered. If not, the first part is sent alone, because the others could get the same refusal. */
	readonly proven: boolean;
}

/** A part of a document that is done. */
export interface CollectedPart {
	readonly pages: readonly OcrPage[];
	readonly failed: readonly FailedPage[];
	/** All requested pages of the document, 0-based, ascending. */
	readonly wanted: readonly number[];
	readonly model: string;
	/** Pages that the service counted for billing; none if they were cached. */
	readonly paid: number;
}

/** The result of recognising a document. */
export interface Recognition extends Omit<OcrResult, 'failed' | 'missing' | 'notes'> {
	/** How many of the pages came from the cache. */
	readonly cached: number;
	/** Pages that could not be recognised, ascending, and why. */
	readonly failed: readonly FailedPage[];
	/** Notes about some pages, ascending. */
	readonly notes: readonly PageNote[];
}
