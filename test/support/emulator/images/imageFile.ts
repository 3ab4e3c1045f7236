import { encodeGif, readGifComment } from './gifFile.ts';
import { encodeJpeg, readJpegComment } from './jpegFile.ts';
import { encodePng, readPngText } from './pngFile.ts';
import type { Raster } from './raster.ts';
import { readSvgComment } from './svgFile.ts';
import { encodeWebp, readWebpText } from './webpFile.ts';

/** Formats of pixels that the emulator writes. */
export type RasterFormat = 'png' | 'jpeg' | 'webp' | 'gif';

const keyword = 'EmulatorId';
const chunkType = 'EMUL';

/** An image file that carries an id. `quality` is for JPEG, 0 to 100. */
export function encodeImage(raster: Raster, format: RasterFormat, quality: number, id: string): Buffer {
	switch (format) {
		case 'png':
			return encodePng(raster, keyword, id);
		case 'jpeg':
			return encodeJpeg(raster, quality, idComment(id));
		case 'webp':
			return encodeWebp(raster, chunkType, id);
		case 'gif':
			return encodeGif(raster, idComment(id));
	}
}

/** The id of an image that an emulator drew, whatever metadata was written into the file since; undefined for any other file. */
export function emulatedImageId(bytes: Uint8Array): string | undefined {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
	if (file.length < 16) {
		return undefined;
	}
	switch (file[0]) {
		case 0x89:
			return readPngText(file, keyword);
		case 0xff:
			return idIn(readJpegComment(file));
		case 0x52:
			return readWebpText(file, chunkType);
		case 0x47:
			return idIn(readGifComment(file));
		default:
			return idIn(readSvgComment(file));
	}
}

/** What the comment of a file says that carries an id. */
export function idComment(id: string): string {
	return `${keyword} ${id}`;
}

function idIn(comment: string | undefined): string | undefined {
	return new RegExp(`^${keyword} (.*)$`).exec(comment ?? '')?.[1];
}
