import { FoveaError, isFoveaError } from '../errors.ts';
import type { OcrDocument, OcrEngine, OcrResult } from './engine.ts';
import { isHopeless } from './partRun.ts';
import { pageCacheFor } from './pageCache.ts';
import type { HeldPages } from './pagesUnderWay.ts';
import { PartCollector, missingOf } from './partCollector.ts';
import type { Recognition, RecognizeRequest } from './recognition.ts';

/**
 * Requests a document as a whole and not in parts: any document from the local engine, pictures and office documents from any engine. Cached pages
 * are not requested again, and pages missing from an answer are requested once more.
 * @param wanted 0-based pages, ascending; all when absent
 * @throws as `recognize`
 */
export async function recognizeAsItIs(
	engine: OcrEngine,
	document: OcrDocument,
	wanted: readonly number[] | undefined,
	request: RecognizeRequest,
): Promise<Recognition> {
	const { pageCount } = document;
	const asked = wanted ?? (pageCount === undefined ? undefined : Array.from({ length: pageCount }, (_, index) => index));
	const collector = new PartCollector(asked, request);
	const cache = await pageCacheFor(engine, request);
	/** Undefined for all pages of a document whose page count is not known. */
	let left = asked;
	let held: HeldPages | undefined;
	if (cache && !left) {
		const before = await cache.findWholeOrHold();
		if ('found' in before) {
			collector.collect(before.found.result, { cached: true });
			left = before.found.missing;
		} else {
			({ held } = before);
		}
	}
	if (cache && left) {
		({ held, missing: left } = await cache.findOrHold(left, ({ result }) => collector.collect(result, { cached: true })));
	}
	try {
		for (let attempt = 1; left?.length !== 0; attempt++) {
			if (left && attempt > 2) {
				collector.fail(left, new FoveaError('pageMissing', { engine: engine.id }));
				break;
			}
			const result = await ask(engine, document, left, { ...request, asked });
			if (isFoveaError(result)) {
				if (!left || collector.isEmpty || isHopeless(result)) {
					throw result;
				}
				collector.fail(left, result);
				break;
			}
			await cache?.add(result, { entire: left === undefined });
			collector.collect(result, { cached: false });
			// The local engine reports itself what it could not read.
			left = engine.limits.pages === Infinity ? [] : left ? missingOf(result, left) : (result.missing ?? []);
		}
	} finally {
		held?.release();
	}
	return collector.recognition();
}

async function ask(
	engine: OcrEngine,
	document: OcrDocument,
	pages: readonly number[] | undefined,
	{ signal, onPage, onDraft, asked, pages: written }: RecognizeRequest & { readonly asked: readonly number[] | undefined },
): Promise<OcrResult | FoveaError> {
	try {
		return await engine.recognize(document, {
			signal,
			...(pages && pages.length !== document.pageCount ? { pages } : {}),
			...(onPage ? { onPage } : {}),
			onDraft: onDraft && asked && ((drafted) => onDraft(drafted, asked)),
		});
	} catch (error) {
		if (!isFoveaError(error)) {
			throw error;
		}
		// If similar requests succeed, only the pages of this one can be the reason.
		const namesPages = written !== undefined && document.pageCount === undefined;
		return namesPages && error.code === 'badRequest' ? new FoveaError('invalidPages', { pages: written }, error.message) : error;
	}
}
