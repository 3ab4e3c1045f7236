import { errorBody } from '../../net/errorBody.ts';
import { FoveaError } from '../../errors.ts';
import type { Answer } from '../../net/http.ts';
import { isRecord, parseJson, records } from '../../json.ts';
import type { FailedPage, OcrImage, OcrPage, OcrResult, OcrTable } from '../engine.ts';
import { type AskedPages, failureOf } from './failure.ts';
import { type Numbered, countAnswered, placePages } from '../placePages.ts';

/** An answer with pages, not read further yet. */
export interface WireAnswer {
	readonly pages: readonly WirePage[];
	readonly model: string;
	/** What the service says it has processed. */
	readonly pagesProcessed?: number;
}

interface WirePage extends Numbered {
	readonly content: unknown;
}

/**
 * Reads an answer whose status is success.
 * @throws {FoveaError} `emptyAnswer` for nothing or `null`, which Azure sends now and then (LibreChat#9223); the error that a body stands for that is
 * one; `malformedAnswer` for what is no OCR response, as `incomplete` where it is a part of one
 */
export function readAnswer(answer: Answer, asked: AskedPages): WireAnswer {
	const { host } = asked;
	const text = answer.body.toString('utf8');
	const response = parseJson(text);
	if (response === null || text.trim() === '') {
		throw new FoveaError('emptyAnswer', { host }, `The answer from ${host} is empty`);
	}
	if (response === undefined) {
		const incomplete = text.startsWith('{') && !text.trimEnd().endsWith('}');
		throw new FoveaError('malformedAnswer', { host, ...(incomplete ? { incomplete } : {}) }, `The answer from ${host} is not JSON`);
	}
	if (!isRecord(response) || !Array.isArray(response['pages'])) {
		if (errorBody(response)) {
			throw failureOf(answer, asked);
		}
		throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} has no pages`);
	}
	const processed = isRecord(response['usage_info']) ? response['usage_info']['pages_processed'] : undefined;
	return {
		pages: response['pages'].map((content: unknown) => ({ index: pageNumber(content), content })),
		model: typeof response['model'] === 'string' ? response['model'] : '',
		...(typeof processed === 'number' && processed >= 0 ? { pagesProcessed: processed } : {}),
	};
}

/** What is known about a request when its answer is read. */
export interface ResultOptions {
	/** 0-based pages that were asked for, ascending; undefined where nobody has counted them. */
	readonly expected: readonly number[] | undefined;
	/** What the service counts from, where it is known. */
	readonly countsFrom: 0 | 1 | undefined;
	/** Of one document, where nobody has counted them. */
	readonly mostPages: number;
	readonly host: string;
}

/**
 * The pages of an answer by the numbers of the pages that were asked for. A page that cannot be read fails alone, one that is not there is missing.
 * `expected` is how many there should be, `countsFrom` what the service counts from if this answer shows it.
 */
export function resultOf(
	{ pages: answered, model, pagesProcessed }: WireAnswer,
	{ expected, countsFrom, mostPages, host }: ResultOptions,
): OcrResult & { readonly expected: number; readonly countsFrom?: 0 | 1 } {
	const asked = expected ?? Array.from({ length: countAnswered(answered, pagesProcessed, mostPages) }, (_, index) => index);
	const { placed, countsFrom: shown } = placePages(answered, asked, countsFrom);
	const pages: OcrPage[] = [];
	const failed: FailedPage[] = [];
	const missing: number[] = [];
	for (const index of asked) {
		const wire = placed.get(index);
		const page = wire && pageFromWire(wire.content, index);
		if (page) {
			pages.push(page);
		} else if (wire) {
			failed.push({
				index,
				error: new FoveaError('malformedPage', { host }, `Page ${index + 1} in the answer from ${host} has no markdown`),
			});
		} else {
			missing.push(index);
		}
	}
	return {
		pages,
		...(failed.length > 0 ? { failed } : {}),
		...(expected === undefined && missing.length > 0 ? { missing } : {}),
		model,
		expected: asked.length,
		...(pagesProcessed === undefined ? {} : { pagesProcessed }),
		...(shown === undefined ? {} : { countsFrom: shown }),
	};
}

function pageNumber(page: unknown): number | undefined {
	const index = isRecord(page) ? page['index'] : undefined;
	return Number.isSafeInteger(index) ? (index as number) : undefined;
}

/** Of what a page has beside its markdown, what is of another type than it should be is as good as absent. */
function pageFromWire(page: unknown, index: number): OcrPage | undefined {
	if (!isRecord(page) || typeof page['markdown'] !== 'string') {
		return undefined;
	}
	return {
		index,
		markdown: page['markdown'],
		images: records(page['images']).flatMap(imageFromWire),
		tables: records(page['tables']).flatMap(tableFromWire),
		...(typeof page['header'] === 'string' ? { header: page['header'] } : {}),
		...(typeof page['footer'] === 'string' ? { footer: page['footer'] } : {}),
	};
}

function imageFromWire({ id, image_base64: data, image_annotation: annotation }: Record<string, unknown>): OcrImage[] {
	if (typeof id !== 'string') {
		return [];
	}
	const bytes = typeof data === 'string' ? Buffer.from(data.replace(/^data:[^,]*,/, ''), 'base64') : undefined;
	return [{ id, ...(bytes?.length ? { bytes } : {}), ...(typeof annotation === 'string' ? { annotation } : {}) }];
}

function tableFromWire({ id, content }: Record<string, unknown>): OcrTable[] {
	return typeof id === 'string' && typeof content === 'string' ? [{ id, content }] : [];
}
