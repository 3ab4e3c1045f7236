import { errorBody } from '../../net/errorBody.ts';
import { FoveaError } from '../../errors.ts';
import type { Answer } from '../../net/http.ts';
import type { Box } from '../../pdf/pageLayout.ts';
import { isRecord, parseAnswer, records } from '../../json.ts';
import type { FailedPage, OcrImage, OcrPage, OcrResult, OcrTable } from '../engine.ts';
import { type AskedPages, failureOf } from './failure.ts';
import { type Numbered, countAnswered, placePages } from '../placePages.ts';

/** An answer with pages that are not parsed yet. */
export interface WireAnswer {
	readonly pages: readonly WirePage[];
	readonly model: string;
	/** How many pages the service says it has processed. */
	readonly pagesProcessed?: number;
}

interface WirePage extends Numbered {
	readonly content: unknown;
}

/**
 * Reads an answer with a successful status.
 * @throws {FoveaError} `emptyAnswer` for an empty body or `null`, which Azure sometimes sends (LibreChat#9223); the error in the body, if it is one;
 * `malformedAnswer` if it is not an OCR response, `incomplete` if it is part of one
 */
export function readAnswer(answer: Answer, asked: AskedPages): WireAnswer {
	const { host } = asked;
	const text = answer.body.toString('utf8');
	const response = parseAnswer(text);
	if (response === null || text.trim() === '') {
		throw new FoveaError('emptyAnswer', { host }, `The answer from ${host} is empty`);
	}
	if (response === undefined) {
		const incomplete = text.startsWith('{') && !text.trimEnd().endsWith('}');
		throw new FoveaError('malformedAnswer', { host, ...(incomplete ? { incomplete } : {}) }, `The answer from ${host} is not JSON`);
	}
	const result = resultIn(response);
	if (!result) {
		if (errorBody(response)) {
			throw failureOf(answer, asked);
		}
		throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} has no pages`);
	}
	const usage = result.response['usage_info'] ?? result.response['usageInfo'];
	const processed = isRecord(usage) ? (usage['pages_processed'] ?? usage['pagesProcessed']) : undefined;
	return {
		pages: result.pages.map((content: unknown) => ({ index: pageNumber(content), content })),
		model: typeof result.response['model'] === 'string' ? result.response['model'] : '',
		...(typeof processed === 'number' && processed >= 0 ? { pagesProcessed: processed } : {}),
	};
}

/** How many nested objects are searched for pages. */
const mostWrappers = 3;

/**
 * The pages of an answer, and the object that they are in: the answer itself, or what a gateway or a batch has put into another object or into a
 * string, as Mistral's batches have `response.body` (OpenAPI document, 2026-08) and functions behind a gateway `body`. Undefined when there are none.
 */
function resultIn(
	value: unknown,
	depth = 0,
): { readonly response: Record<string, unknown>; readonly pages: readonly unknown[] } | undefined {
	if (typeof value === 'string') {
		return value.trimStart().startsWith('{') && depth < mostWrappers ? resultIn(parseAnswer(value), depth + 1) : undefined;
	}
	if (Array.isArray(value)) {
		const isPages = value.length > 0 && value.every((page) => isRecord(page) && 'markdown' in page);
		return isPages
			? { response: {}, pages: value }
			: value.length === 1 && depth < mostWrappers
				? resultIn(value[0], depth + 1)
				: undefined;
	}
	if (!isRecord(value)) {
		return undefined;
	}
	const { pages } = value;
	if (Array.isArray(pages)) {
		return { response: value, pages };
	}
	// PHP encodes a list with gaps as an object with numbers as keys.
	if (isRecord(pages) && Object.values(pages).some((page) => isRecord(page) && 'markdown' in page)) {
		return { response: value, pages: Object.values(pages) };
	}
	if (depth === mostWrappers) {
		return undefined;
	}
	for (const inner of Object.values(value)) {
		const found = typeof inner === 'object' || typeof inner === 'string' ? resultIn(inner, depth + 1) : undefined;
		if (found) {
			return found;
		}
	}
	return undefined;
}

/** What is known about a request when its answer is read. */
export interface ResultOptions {
	/** The requested 0-based pages, ascending; undefined if the page count is not known. */
	readonly expected: readonly number[] | undefined;
	/** The number of the service's first page, if known. */
	readonly countsFrom: 0 | 1 | undefined;
	/** The most pages of a document with an unknown page count. */
	readonly mostPages: number;
	readonly host: string;
}

/**
 * The pages of an answer under the numbers of the requested pages. An unreadable page fails alone; one that is not in the answer is missing.
 * `expected` is how many pages there should be, `countsFrom` the number of the service's first page if the answer shows it.
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

/** Parses a page. Properties other than the markdown count as absent if they have the wrong type. */
function pageFromWire(page: unknown, index: number): OcrPage | undefined {
	if (!isRecord(page)) {
		return undefined;
	}
	const images = records(page['images']).flatMap((image) => imageFromWire(image, page['dimensions']));
	const tables = records(page['tables']).flatMap(tableFromWire);
	const markdown = typeof page['markdown'] === 'string' ? page['markdown'] : withoutMarkdown(page, images, tables);
	if (markdown === undefined) {
		return undefined;
	}
	return {
		index,
		markdown,
		images,
		tables,
		...(typeof page['header'] === 'string' ? { header: page['header'] } : {}),
		...(typeof page['footer'] === 'string' ? { footer: page['footer'] } : {}),
	};
}

/** The content of a page without markdown: its blocks (OCR 4), else its tables and figures. Undefined if there is nothing. */
function withoutMarkdown(
	{ blocks }: Record<string, unknown>,
	images: readonly OcrImage[],
	tables: readonly OcrTable[],
): string | undefined {
	const texts = records(blocks).flatMap(({ content }) => (typeof content === 'string' && content.trim() !== '' ? [content] : []));
	const named = [...tables.map(({ id }) => `[${id}](${id})`), ...images.map(({ id }) => `![${id}](${id})`)];
	const parts = texts.length > 0 ? [...texts, ...named.filter((name) => !texts.some((text) => text.includes(name)))] : named;
	return parts.length > 0 ? parts.join('\n\n') : undefined;
}

/** Parses an image with Mistral's own property names, or those of its JavaScript library, which servers that use it pass on. */
function imageFromWire(image: Record<string, unknown>, dimensions: unknown): OcrImage[] {
	const { id, image_base64: data = image['imageBase64'], image_annotation: annotation = image['imageAnnotation'] } = image;
	if (typeof id !== 'string') {
		return [];
	}
	const bytes = typeof data === 'string' ? Buffer.from(data.replace(/^(data:[^,]{0,200},)+/, ''), 'base64') : undefined;
	const box = boxFromWire(image, dimensions);
	return [{ id, ...(bytes?.length ? { bytes } : {}), ...(typeof annotation === 'string' ? { annotation } : {}), ...(box ? { box } : {}) }];
}

/** A figure's position as fractions of its page; the answer has pixels of the page's picture, or `null` if unknown. */
function boxFromWire(image: Record<string, unknown>, dimensions: unknown): Box | undefined {
	const { width, height } = isRecord(dimensions) ? dimensions : {};
	const number = (name: string, camel: string) => Number(image[name] ?? image[camel] ?? NaN);
	const left = number('top_left_x', 'topLeftX') / Number(width);
	const top = number('top_left_y', 'topLeftY') / Number(height);
	const right = number('bottom_right_x', 'bottomRightX') / Number(width);
	const bottom = number('bottom_right_y', 'bottomRightY') / Number(height);
	return [left, top, right, bottom].every(Number.isFinite) ? { left, top, right, bottom } : undefined;
}

function tableFromWire({ id, content }: Record<string, unknown>): OcrTable[] {
	return typeof id === 'string' && typeof content === 'string' ? [{ id, content }] : [];
}
