import type { FoveaError } from '../errors.ts';
import type { FailedPage, OcrPage, OcrResult, PageNote } from './engine.ts';
import type { Recognition, RecognizeRequest } from './recognition.ts';

/** Collects the parts of a document in any order. */
export class PartCollector {
	private readonly pages: OcrPage[] = [];
	private readonly failed: FailedPage[] = [];
	private readonly notes: PageNote[] = [];
	private cached = 0;
	private pagesProcessed = 0;
	private model = '';

	/** `wanted`: the requested 0-based pages; absent for a document with an unknown page count. */
	constructor(
		private readonly wanted: readonly number[] | undefined,
		private readonly request: Pick<RecognizeRequest, 'onPart'>,
	) {}

	/** Whether no page has arrived yet. */
	get isEmpty(): boolean {
		return this.pages.length === 0;
	}

	/** Adds an answer, with the document's own page numbers. */
	collect({ pages, failed = [], notes = [], model, pagesProcessed = 0 }: OcrResult, { cached }: { readonly cached: boolean }): void {
		this.pages.push(...pages);
		this.failed.push(...failed);
		this.notes.push(...notes);
		this.model = model;
		if (cached) {
			this.cached += pages.length;
		} else {
			this.pagesProcessed += pagesProcessed;
		}
		const wanted = this.wanted ?? pages.map(({ index }) => index);
		this.request.onPart?.({ pages, failed, wanted, model, paid: cached ? 0 : pagesProcessed || pages.length });
	}

	/** Marks pages as failed. */
	fail(pages: readonly number[], error: FoveaError): void {
		const failed = pages.map((index) => ({ index, error }));
		this.failed.push(...failed);
		this.request.onPart?.({ pages: [], failed, wanted: this.wanted ?? pages, model: this.model, paid: 0 });
	}

	note(note: PageNote): void {
		this.notes.push(note);
	}

	/** @throws {FoveaError} the first failure, if no page was recognised */
	recognition(): Recognition {
		const byIndex = (a: { readonly index: number }, b: { readonly index: number }) => a.index - b.index;
		const [failure] = this.failed;
		if (this.pages.length === 0 && failure) {
			throw failure.error;
		}
		return {
			pages: this.pages.sort(byIndex),
			model: this.model,
			pagesProcessed: this.pagesProcessed,
			cached: this.cached,
			failed: this.failed.sort(byIndex),
			notes: this.notes.sort(byIndex),
		};
	}
}

/** The requested pages that an answer does not mention. */
export function missingOf({ pages, failed = [] }: OcrResult, asked: readonly number[]): readonly number[] {
	const there = new Set([...pages, ...failed].map(({ index }) => index));
	return asked.filter((index) => !there.has(index));
}
