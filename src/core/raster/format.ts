import { jpegSegments } from './jpegSegments.ts';

/** The image formats that services return. */
export type ImageFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' | 'svg';

/** Detects the format by the content, because a service's label is not trusted. */
export function imageFormat(bytes: Uint8Array): ImageFormat | undefined {
	const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
	if (head.startsWith('\x89PNG\r\n\x1a\n')) {
		return 'png';
	}
	if (head.startsWith('\xff\xd8\xff')) {
		return 'jpeg';
	}
	if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) {
		return 'webp';
	}
	if (/^GIF8[79]a/.test(head)) {
		return 'gif';
	}
	// ISO base media file (ISO/IEC 14496-12) with a brand of AVIF
	if (/^ftypavi[fs]$/.test(head.slice(4, 12))) {
		return 'avif';
	}
	return isSvg(head) ? 'svg' : undefined;
}

/** Whether the first element is `svg`, after an optional byte order mark, declaration, comments and document type. */
function isSvg(head: string): boolean {
	let rest = head.replace(/^\xef\xbb\xbf/, '').trimStart();
	for (const [begin, end] of [
		['<?xml', '?>'],
		['<!--', '-->'],
		['<!DOCTYPE', '>'],
		['<!--', '-->'],
	] as const) {
		while (rest.slice(0, begin.length).toLowerCase() === begin.toLowerCase()) {
			const close = rest.indexOf(end);
			if (close === -1) {
				return false;
			}
			rest = rest.slice(close + end.length).trimStart();
		}
	}
	return /^<svg[\s>/]/i.test(rest);
}

/** Width and height in pixels from the header; undefined for SVG, which has no size of its own, for AVIF, and for a truncated file. */
export function imageDimensions(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
	const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	try {
		switch (imageFormat(bytes)) {
			case 'png':
				return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) };
			case 'gif':
				return { width: view.readUInt16LE(6), height: view.readUInt16LE(8) };
			case 'jpeg':
				return jpegDimensions(view);
			case 'webp':
				return webpDimensions(view);
			default:
				return undefined;
		}
	} catch (error) {
		if (error instanceof RangeError) {
			return undefined; // beyond the end
		}
		throw error;
	}
}

/** From the frame header: any start-of-frame marker, 0xC0 to 0xCF but for three that mean something else (ITU-T T.81, table B.1). */
function jpegDimensions(bytes: Buffer): { width: number; height: number } | undefined {
	for (const { marker, start } of jpegSegments(bytes)) {
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return { width: bytes.readUInt16BE(start + 7), height: bytes.readUInt16BE(start + 5) };
		}
	}
	return undefined;
}

/** From the first chunk, in each of its three forms (RFC 9649, 2.5 to 2.7). */
function webpDimensions(bytes: Buffer): { width: number; height: number } | undefined {
	switch (bytes.toString('latin1', 12, 16)) {
		case 'VP8X':
			return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
		case 'VP8 ':
			return bytes.readUIntBE(23, 3) === 0x9d012a
				? { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
				: undefined;
		case 'VP8L': {
			const bits = bytes.readUInt32LE(21);
			return bytes.readUInt8(20) === 0x2f ? { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 } : undefined;
		}
		default:
			return undefined;
	}
}
