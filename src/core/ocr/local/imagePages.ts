import { FoveaError, isFoveaError } from '../../errors.ts';
import type { PdfDocument, PdfEngine } from '../../pdf/pdfEngine.ts';
import type { ImageType } from '../../pdf/pdfium.ts';
import type { DocumentInMemory } from '../engine.ts';
import { decodeBmp } from './bmp.ts';
import { jpegTurns } from './exif.ts';
import { encodePng } from './png.ts';
import type { Recognizer } from './recognizer.ts';
import { tiffPages } from './tiff.ts';
import { tiffAsPdf } from './tiffPdf.ts';

/** A picture of a document's page, not opened yet. */
export interface ImagePage {
	/** Quarter turns clockwise that the file asks for. */
	readonly turns: number;
	/** @throws {FoveaError} `corruptDocument`, `unsupportedType` */
	readonly open: (signal: AbortSignal) => Promise<PdfDocument>;
}

/** The pages of an image file: one, or those of a TIFF file. PDFium decodes PNG and JPEG; what it cannot, Leptonica turns into PNG. */
export function imagePages(
	{ name, bytes, mediaType }: DocumentInMemory,
	pdf: Pick<PdfEngine, 'open' | 'openImage'>,
	recognizer: Recognizer,
): ImagePage[] {
	const openPng = (png: Uint8Array, signal: AbortSignal) => pdf.openImage(png, 'image/png', { name, signal });
	const convert = async (file: Uint8Array, signal: AbortSignal) => openPng(await recognizer.decode(file, name, signal), signal);
	const converted = (file: () => Uint8Array): ImagePage => ({ turns: 0, open: async (signal) => convert(file(), signal) });
	const openOrConvert = (type: ImageType) => (signal: AbortSignal) =>
		pdf.openImage(bytes, type, { name, signal }).catch((error: unknown) => {
			if (isFoveaError(error) && error.code === 'corruptDocument') {
				return convert(bytes, signal);
			}
			throw error;
		});
	switch (mediaType) {
		case 'image/jpeg':
			return [{ turns: jpegTurns(bytes), open: openOrConvert(mediaType) }];
		case 'image/png':
			return [{ turns: 0, open: openOrConvert(mediaType) }];
		case 'image/bmp':
			return [{ turns: 0, open: async (signal) => openPng(bmpAsPng(name, bytes), signal) }];
		case 'image/tiff':
			return tiffPages(bytes).map(({ tags, asTiff }) => ({
				turns: 0,
				open: async (signal) => {
					const whole = tiffAsPdf(bytes, tags);
					return whole ? pdf.open(whole, { name, signal }) : convert(asTiff(), signal);
				},
			}));
		default:
			return [converted(() => bytes)];
	}
}

function bmpAsPng(name: string, bytes: Uint8Array): Uint8Array {
	const image = decodeBmp(bytes);
	if (!image) {
		throw new FoveaError('corruptDocument', { name }, 'A bitmap that is compressed or cut off');
	}
	return encodePng(image);
}
