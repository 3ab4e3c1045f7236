import { imageDimensions, imageFormat } from './format.ts';
import { hasPixels } from './metadata.ts';

/**
 * Whether bytes are a complete image and not an error page, a text, or a truncated file: a PNG to its end, a WebP by its length, a JPEG with pixels
 * after its header, a GIF or AVIF by its header, an SVG with its end tag. The pixels are not decoded.
 */
export function isSoundImage(bytes: Uint8Array): boolean {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	switch (imageFormat(file)) {
		case 'png':
		case 'jpeg':
		case 'webp': {
			const size = imageDimensions(file);
			return size !== undefined && size.width > 0 && size.height > 0 && hasPixels(file);
		}
		case 'gif': {
			const size = imageDimensions(file);
			return size !== undefined && size.width > 0 && size.height > 0;
		}
		case 'svg':
			return /<\/svg\s*>\s*(?:<!--[^<>]{0,500}-->\s*)?$/.test(file.toString('latin1', Math.max(0, file.length - 1024))) || isEmptySvg(file);
		case 'avif':
			return true;
		case undefined:
			return false;
	}
}

/** `<svg … />` and nothing else. */
function isEmptySvg(file: Buffer): boolean {
	return file.length <= 1024 && /\/>\s*$/.test(file.toString('latin1'));
}
