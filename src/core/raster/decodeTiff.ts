import { type GeoTIFFImage, fromArrayBuffer } from 'geotiff';
import type { RgbaImage } from './rgbaImage.ts';

/** `PhotometricInterpretation` of TIFF 6.0. */
const whiteIsZero = 0;
const blackIsZero = 1;
const rgb = 2;

/** `SampleFormat` of TIFF 6.0: signed whole numbers, and numbers with a fraction. */
const signed = 2;
const floating = 3;

/** Values of `ExtraSamples`: opacity, with the colours multiplied by it or not. */
const opacity = [1, 2];

const mostPixels = 120_000_000;

/**
 * Decodes the first page of a TIFF file: in tiles, strips or planes, with 1 to 32 bits a sample, with any compression that geotiff supports.
 * @throws whatever geotiff throws for a file that it cannot read; `RangeError` for more than 120 million pixels
 */
export async function decodeTiff(bytes: Uint8Array): Promise<RgbaImage> {
	const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage(0);
	const [width, height] = [image.getWidth(), image.getHeight()];
	if (!(width > 0 && height > 0 && width * height <= mostPixels)) {
		throw new RangeError(`A picture of ${width} x ${height} pixels`);
	}
	const photometric = image.fileDirectory.getValue('PhotometricInterpretation') ?? blackIsZero;
	switch (photometric) {
		case whiteIsZero:
		case blackIsZero:
			return { width, height, rgba: await fromSamples(image, 1, photometric === whiteIsZero) };
		case rgb:
			return { width, height, rgba: await fromSamples(image, 3, false) };
		default: {
			// Palettes, CMYK, YCbCr and CIELab: 8 bits each of red, green and blue.
			const pixels = (await image.readRGB({ interleave: true })) as ArrayLike<number>;
			const rgba = new Uint8Array(width * height * 4).fill(255);
			for (let at = 0; at < width * height; at++) {
				for (let channel = 0; channel < 3; channel++) {
					rgba[at * 4 + channel] = pixels[at * 3 + channel]!;
				}
			}
			return { width, height, rgba };
		}
	}
}

/** Converts greys or colours of any depth to 8 bits, with opacity if the file has it. */
async function fromSamples(image: GeoTIFFImage, colours: number, inverted: boolean): Promise<Uint8Array> {
	const samples = image.getSamplesPerPixel();
	if (samples < colours) {
		throw new RangeError(`${samples} samples a pixel`);
	}
	const extra = image.fileDirectory.getValue('ExtraSamples') as ArrayLike<number> | undefined;
	const hasOpacity = samples > colours && opacity.includes(Number(extra?.[0]));
	const values = (await image.readRasters({ interleave: true })) as unknown as ArrayLike<number>;
	const [least, most] = rangeOf(image, values);
	const level = (at: number) => Math.min(255, Math.max(0, ((values[at]! - least) * 255) / (most - least)));
	const pixels = image.getWidth() * image.getHeight();
	const rgba = new Uint8Array(pixels * 4).fill(255);
	for (let at = 0; at < pixels; at++) {
		for (let channel = 0; channel < 3; channel++) {
			const value = level(at * samples + Math.min(channel, colours - 1));
			rgba[at * 4 + channel] = inverted ? 255 - value : value;
		}
		if (hasOpacity) {
			rgba[at * 4 + 3] = level(at * samples + colours);
		}
	}
	return rgba;
}

/** The values of black and white. */
function rangeOf(image: GeoTIFFImage, values: ArrayLike<number>): readonly [number, number] {
	const bits = image.getBitsPerSample(0);
	switch (image.getSampleFormat(0)) {
		case signed:
			return [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
		case floating: {
			// The file does not say which value is white.
			let [least, most] = [0, 1];
			for (let at = 0; at < values.length; at++) {
				[least, most] = [Math.min(least, values[at]!), Math.max(most, values[at]!)];
			}
			return [least, most];
		}
		default:
			return [0, 2 ** bits - 1];
	}
}
