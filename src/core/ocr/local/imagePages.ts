import { FoveaError, isFoveaError } from '../../errors.ts';
import type { PdfDocument, PdfEngine } from '../../pdf/pdfEngine.ts';
import type { ImageType } from '../../pdf/pdfium.ts';
import type { DocumentInMemory } from '../engine.ts';
import { avifOrientation } from '../../raster/avifOrientation.ts';
import { decodeBmp } from '../../raster/bmp.ts';
import { type Orientation, jpegOrientation, orientationOf } from '../../raster/exif.ts';
import { imageDimensions } from '../../raster/format.ts';
import { type DecodeImage, unsupported } from '../../raster/imageDecoder.ts';
import { encodePng, hasTransparency } from '../../raster/png.ts';
import { type Stretch, mostPixels } from '../../raster/rgbaImage.ts';
import type { Recognizer } from './tesseract/recognizer.ts';
import { type TiffPage, isFax, orientationTag, stretchOf, tiffPages, widthTag } from '../../raster/tiff.ts';
import { tiffAsPdf } from '../../raster/tiffPdf.ts';
import { firstFrame, webpOrientation } from '../../raster/webpFrame.ts';

/** The picture of a page, before it is opened. */
export interface ImagePage {
	/** The orientation that the file asks for. */
	readonly orientation: Orientation;
	/** @throws {FoveaError} `corruptDocument`, `unsupportedType` */
	readonly open: (signal: AbortSignal) => Promise<OpenImage>;
}

/** A picture that can be drawn at any size. */
export interface OpenImage {
	readonly document: PdfDocument;
	/** Whether parts of it may be transparent. */
	readonly transparent: boolean;
}

/** Turns files into pictures that can be drawn. */
export interface ImageReaders {
	readonly pdf: Pick<PdfEngine, 'open' | 'openImage'>;
	readonly recognizer: Pick<Recognizer, 'decode'>;
	readonly decode: DecodeImage;
}

const upright = orientationOf(1);

/** The pages of an image file: one, or several in a TIFF file. PDFium decodes PNG and JPEG; other formats are converted to PNG first. */
export function imagePages({ name, bytes, mediaType }: DocumentInMemory, { pdf, recognizer, decode }: ImageReaders): ImagePage[] {
	const openAs = async (file: Uint8Array, type: ImageType, signal: AbortSignal, stretch?: Stretch): Promise<OpenImage> => ({
		document: await pdf.openImage(file, { type, stretch }, { name, signal }),
		transparent: type === 'image/png' && hasTransparency(file),
	});
	const convert = async (file: Uint8Array, signal: AbortSignal, stretch?: Stretch) =>
		openAs(await recognizer.decode(file, name, signal), 'image/png', signal, stretch);
	const openOrConvert = (type: ImageType) => (signal: AbortSignal) =>
		openAs(bytes, type, signal).catch((error: unknown) => {
			if (isDamage(error)) {
				return convert(bytes, signal);
			}
			throw error;
		});
	const openTiff = async ({ asTiff, tags }: TiffPage, signal: AbortSignal): Promise<OpenImage> => {
		if (isFax(tags)) {
			return convert(asTiff(), signal, stretchOf(tags));
		}
		const whole = tiffAsPdf(bytes, tags);
		if (whole) {
			return { document: await pdf.open(whole, { name, signal }), transparent: false };
		}
		const png = await decode(asTiff(), 'image/tiff', name, signal).catch((error: unknown) => {
			signal.throwIfAborted();
			return recognizer.decode(asTiff(), name, signal).catch((reason: unknown) => {
				// A file that states its size is a TIFF file, of whatever kind.
				throw isDamage(reason) && tags(widthTag).length > 0 ? error : reason;
			});
		});
		return openAs(png, 'image/png', signal, stretchOf(tags));
	};
	const openWebp = async (signal: AbortSignal): Promise<OpenImage> => {
		const png = await decode(firstFrame(bytes), 'image/webp', name, signal).catch((error: unknown) => {
			signal.throwIfAborted();
			const { width = 0, height = 0 } = imageDimensions(bytes) ?? {};
			// The decoder reads every kind of WebP, so that a file of a possible size is damaged.
			throw width * height > mostPixels ? error : new FoveaError('corruptDocument', { name }, undefined, { cause: error });
		});
		return openAs(png, 'image/png', signal);
	};
	switch (mediaType) {
		case 'image/jpeg':
			return [{ orientation: jpegOrientation(bytes), open: openOrConvert(mediaType) }];
		case 'image/png':
			return [{ orientation: upright, open: openOrConvert(mediaType) }];
		case 'image/bmp':
			return [{ orientation: upright, open: async (signal) => openAs(bmpAsPng(name, bytes), 'image/png', signal) }];
		case 'image/avif':
			return [
				{
					orientation: avifOrientation(bytes),
					open: async (signal) => openAs(await decode(bytes, mediaType, name, signal), 'image/png', signal),
				},
			];
		case 'image/webp':
			return [{ orientation: webpOrientation(bytes), open: openWebp }];
		case 'image/tiff':
			return tiffPages(bytes).map((page) => ({
				orientation: orientationOf(page.tags(orientationTag)[0] ?? 1),
				open: (signal) => openTiff(page, signal),
			}));
		default:
			return [{ orientation: upright, open: (signal) => convert(bytes, signal) }];
	}
}

function isDamage(error: unknown): boolean {
	return isFoveaError(error) && error.code === 'corruptDocument';
}

function bmpAsPng(name: string, bytes: Uint8Array): Uint8Array {
	const image = decodeBmp(bytes);
	if (!image) {
		const message = 'A bitmap that is compressed or cut off';
		throw bytes[0] === 0x42 && bytes[1] === 0x4d ? unsupported(name, 'bmp', message) : new FoveaError('corruptDocument', { name }, message);
	}
	return encodePng(image);
}
