import { createHash } from 'node:crypto';
import { isRecord } from '../json.ts';
import { imageFormat } from '../raster/format.ts';

/** The most values of an answer that are looked at, how deep, and the most images that are taken. */
const most = { values: 10_000, depth: 12, images: 100 };

/** Base64 of this many characters is enough to detect the format of an image. */
const headCharacters = 1024;

/** Names of what servers may repeat of a request, or show besides the image: no results. */
const noResult = /input|request|reference|mask|thumb|preview|partial/i;

/** Decodes base64, also as a `data:` URI; undefined if nothing is left. Characters that are not base64 are skipped. */
export function bytesFromBase64(value: unknown): Buffer | undefined {
	const bytes =
		typeof value === 'string' ? Buffer.from(value.slice(/^data:/i.test(value) ? value.indexOf(',') + 1 : 0), 'base64') : undefined;
	return bytes?.length ? bytes : undefined;
}

/** A `data:` URI with bytes as base64. */
export function dataUri(mediaType: string, { buffer, byteOffset, byteLength }: Uint8Array): string {
	return `data:${mediaType};base64,${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}`;
}

/** Decodes a `data:` URI: base64, percent-encoded (RFC 2397), or base64 that is not labelled as such. Undefined if it holds nothing. */
export function bytesFromDataUri(uri: string): Buffer | undefined {
	if (/^data:[^,]{0,200};base64,/i.test(uri)) {
		return bytesFromBase64(uri);
	}
	const encoded = uri.slice(uri.indexOf(',') + 1).replace(/%([\da-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	return [Buffer.from(encoded, 'latin1'), Buffer.from(encoded, 'base64')].find(imageFormat);
}

/**
 * Finds images that an answer contains as base64 or `data:` URI, wherever they are, in order and each once: answers of chats (`choices`, as of
 * OpenRouter and LiteLLM), of OpenAI's responses API (`output`), of Google (`inlineData`). Reads a limited number of values.
 */
export function inlineImages(answer: unknown): readonly Buffer[] {
	const found = new Map<string, Buffer>();
	const pending = [{ value: answer, depth: 0 }];
	for (let read = 0; pending.length > 0 && read < most.values && found.size < most.images; read++) {
		const { value, depth } = pending.pop()!;
		if (typeof value === 'string') {
			for (const image of imagesInText(value)) {
				found.set(createHash('sha256').update(image).digest('hex'), image);
			}
		} else if (depth < most.depth && (Array.isArray(value) || isRecord(value))) {
			pending.push(
				...membersOf(value)
					.map((each) => ({ value: each, depth: depth + 1 }))
					.reverse(),
			);
		}
	}
	return [...found.values()];
}

/** The first members of a list or an object that may be results; an answer may have millions. */
function membersOf(value: readonly unknown[] | Readonly<Record<string, unknown>>): unknown[] {
	return isRecord(value)
		? Object.keys(value)
				.slice(0, most.values)
				.flatMap((name) => (noResult.test(name) ? [] : [value[name]]))
		: value.slice(0, most.values);
}

/** A text that is an image in base64, or those that it has as `data:` URIs, as in markdown. */
function imagesInText(value: string): readonly Buffer[] {
	const uris = value.match(/data:image\/[\w.+-]{1,40};base64,[\w+/=-]+/gi)?.slice(0, most.images);
	const candidates =
		uris ?? (imageFormat(Buffer.from(value.slice(0, headCharacters), 'base64')) ? [value] : [/^data:/i.test(value) ? value : '']);
	return candidates.flatMap((candidate) => {
		const image = /^data:/i.test(candidate) ? bytesFromDataUri(candidate) : bytesFromBase64(candidate);
		return image && imageFormat(image) ? [image] : [];
	});
}
