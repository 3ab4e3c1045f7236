import { fileTypeFromBuffer, fileTypeFromFile } from 'file-type';
import { type Bytes, headOf } from '../bytes.ts';
import { FoveaError } from '../errors.ts';
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

/**
 * What a document is by its content; its name is not trusted.
 * @throws {FoveaError} `emptyFile`, or `unsupportedType` for what no engine reads
 */
export async function mediaTypeOf(name: string, bytes: Bytes, engine: string): Promise<MediaType> {
	if (bytes.length === 0) {
		throw new FoveaError('emptyFile', { name });
	}
	const head = await headOf(bytes, junkBeforePdf, name);
	if (Buffer.from(head.buffer, head.byteOffset, head.byteLength).includes('%PDF-')) {
		return 'application/pdf';
	}
	const type = await (bytes instanceof Uint8Array ? fileTypeFromBuffer(bytes) : fileTypeFromFile(bytes.path));
	const mediaType = known[type?.mime ?? ''];
	if (!mediaType) {
		throw new FoveaError('unsupportedType', { name, engine, ...(type ? { type: type.ext } : {}) });
	}
	return mediaType;
}
