import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type';
import { type Bytes, headOf, tailOf } from '../disk/bytes.ts';
import { FoveaError, type StandIn } from '../errors.ts';
import { splitName } from '../names.ts';
import type { MediaType } from './engine.ts';

const known: Readonly<Record<string, MediaType>> = {
	'application/pdf': 'application/pdf',
	'application/vnd.openxmlformats-officedocument.wordprocessingml.document':
		'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	'application/vnd.openxmlformats-officedocument.presentationml.presentation':
		'application/vnd.openxmlformats-officedocument.presentationml.presentation',
	'image/png': 'image/png',
	'image/apng': 'image/png',
	'image/jpeg': 'image/jpeg',
	'image/webp': 'image/webp',
	'image/avif': 'image/avif',
	'image/gif': 'image/gif',
	'image/bmp': 'image/bmp',
	'image/tiff': 'image/tiff',
	'image/heic': 'image/heic',
	'image/heif': 'image/heic',
};

/** PDF readers accept this much before the header (ISO 32000-1, implementation note 13). */
const junkBeforePdf = 1024;

/** The end of a PDF, by which one is known whose header is missing or behind more junk, and how much may follow it. */
const pdfEnd = /startxref\s+\d+\s+%%EOF/;
const junkBehindPdf = 1024;

/**
 * The type of a document by its content; its name is not trusted.
 * @throws {FoveaError} `emptyFile`, `notADocument` if something else came in place of the file, or `unsupportedType` if no engine reads it
 */
export async function mediaTypeOf(name: string, bytes: Bytes, engine: string): Promise<MediaType> {
	if (bytes.length === 0) {
		throw new FoveaError('emptyFile', { name });
	}
	const head = await headOf(bytes, junkBeforePdf, name);
	if (Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes('%PDF-')) {
		return 'application/pdf';
	}
	const what = standInOf(head);
	const type = await (bytes instanceof Uint8Array ? fileTypeFromBuffer(bytes) : fileTypeFromFile(bytes.path));
	if ((what || !type) && pdfEnd.test(Buffer.from(await tailOf(bytes, junkBehindPdf, name)).toString('latin1'))) {
		return 'application/pdf';
	}
	if (what) {
		throw new FoveaError('notADocument', { name, what });
	}
	const mediaType = known[type?.mime ?? ''];
	if (!mediaType) {
		throw new FoveaError('unsupportedType', { name, engine, ...(type ? { type: typeName(type, name) } : {}) });
	}
	return mediaType;
}

/** What the content looks like. Of a container, as old Office documents are (microsoft/markitdown#2288), the file's own extension says what is in it. */
function typeName({ ext, mime }: { readonly ext: string; readonly mime: string }, name: string): string {
	const own = splitName(name).extension.slice(1).toLowerCase();
	return /^application\/(x-cfb|zip)$/.test(mime) && /^(doc|xls|ppt|msg|vsd|pub|hwp|pages|key|numbers)$/.test(own) ? own : ext;
}

/**
 * By the first bytes: HTML as browsers tell it (WHATWG MIME Sniffing, 7.1), an error of a server as XML or JSON, a pointer of Git LFS (its
 * specification: the version stands first) or of git-annex (the key's path stands alone).
 */
function standInOf(head: Uint8Array): StandIn | undefined {
	const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
		.toString('utf8')
		.replace(/^\uFEFF/, '')
		.trimStart();
	if (/^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)) {
		return 'gitLfsPointer';
	}
	if (/^\/annex\/objects\//.test(text)) {
		return 'gitAnnexPointer';
	}
	if (
		/^(<!--(?:(?!-->)[^])*-->\s*|<\?xml[^>]*>\s*)*<(!doctype html|html|head|body|script|iframe|title|h1|div|p|br|table|style|meta)[\s>/]/i.test(
			text,
		)
	) {
		return 'webPage';
	}
	return /^(<\?xml[^>]*>\s*)?<(Error|ErrorResponse)[\s>]|^\{\s*"(error|errors|message|detail|code|status)"\s*:/.test(text)
		? 'serverMessage'
		: undefined;
}
