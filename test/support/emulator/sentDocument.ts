import { createHash } from 'node:crypto';
import { isObject } from './schema.ts';

/** The document of a request, as far as it can be told from a body that may be anything. */
export interface SentDocument {
	readonly chunk: 'document_url' | 'image_url' | 'file_id';
	/** The URL or file id as sent. */
	readonly reference: string;
	/** Of a data URI or a file. */
	readonly mediaType?: string;
	/** Of a data URI whose base64 is sound, or of a file that is there. */
	readonly bytes?: Buffer;
	readonly sha256?: string;
}

/** Reads the document out of a request's body; undefined when there is none. */
export function sentDocument(body: unknown): SentDocument | undefined {
	const document = isObject(body) ? body['document'] : undefined;
	if (!isObject(document)) {
		return undefined;
	}
	for (const chunk of ['document_url', 'image_url', 'file_id'] as const) {
		const value = document[chunk];
		const reference = isObject(value) ? value['url'] : value;
		if (typeof reference === 'string') {
			return { chunk, reference, ...readDataUri(reference) };
		}
	}
	return undefined;
}

function readDataUri(uri: string): Pick<SentDocument, 'mediaType' | 'bytes' | 'sha256'> {
	const comma = uri.indexOf(',');
	const mediaType = /^data:([\w.+-]+\/[\w.+-]+);base64$/i.exec(uri.slice(0, Math.max(comma, 0)))?.[1];
	if (!mediaType) {
		return {};
	}
	const bytes = decodeBase64(uri.slice(comma + 1));
	return bytes ? { mediaType, bytes, sha256: createHash('sha256').update(bytes).digest('hex') } : { mediaType };
}

/** Undefined for anything but padded standard base64; `Buffer.from` alone skips what it does not know. */
function decodeBase64(text: string): Buffer | undefined {
	const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
	const bytes = Buffer.from(text, 'base64');
	const sound = text.length % 4 === 0 && bytes.length === (text.length / 4) * 3 - padding && bytes.length > 0 && !/[-_]/.test(text);
	return sound ? bytes : undefined;
}
