import { type GeoTIFFImage, fromArrayBuffer } from 'geotiff';
import { fromCieLab } from './cieLab.ts';
import { type RgbaImage, mostPixels } from './rgbaImage.ts';
import { colorMapTag, firstTags, isReversed } from './tiff.ts';
import { useBoundedDecoders } from './tiffDecoders.ts';

/** `PhotometricInterpretation` of TIFF 6.0. */
const whiteIsZero = 0;
const blackIsZero = 1;
const rgb = 2;
const palette = 3;
const cmyk = 5;
const cieLab = 8;

/** `SampleFormat` of TIFF 6.0: signed whole numbers, and numbers with a fraction. */
const signed = 2;
const floating = 3;

/** Values of `ExtraSamples`: opacity, with the colours multiplied by it or not. */
const opacity = [1, 2];

/**
 * Decodes the first page of a TIFF file: in tiles, strips or planes, with 1 to 32 bits a sample, with any compression that geotiff supports.
 * @throws whatever geotiff throws for a file that it cannot read; `RangeError` for more pixels than `mostPixels`
 */
export async function decodeTiff(bytes: Uint8Array): Promise<RgbaImage> {
	const isBigEndian = bytes[0] === 0x4d;
	useBoundedDecoders({ isBigEndian, isReversed: isReversed(firstTags(bytes)) });
	const image = await (await fromArrayBuffer(new Uint8Array(bytes).buffer)).getImage(0);
	const [width, height] = [image.getWidth(), image.getHeight()];
	if (!(width > 0 && height > 0 && width * height <= mostPixels)) {
		throw new RangeError(`A picture of ${width} x ${height} pixels`);
	}
	const photometric = image.fileDirectory.getValue('PhotometricInterpretation') ?? blackIsZero;
	switch (photometric) {
		case whiteIsZero:
		case blackIsZero:
			return { width, height, rgba: fromSamples(image, await samplesOf(image, isBigEndian), 1, photometric === whiteIsZero) };
		case rgb:
			return { width, height, rgba: fromSamples(image, await samplesOf(image, isBigEndian), 3, false) };
		case palette:
			return {
				width,
				height,
				rgba: fromPalette(await samplesOf(image, isBigEndian), image.getSamplesPerPixel(), firstTags(bytes)(colorMapTag)),
			};
		case cmyk:
			return { width, height, rgba: fromCmyk(image, await samplesOf(image, isBigEndian)) };
		case cieLab:
			return { width, height, rgba: fromLab(image, await samplesOf(image, isBigEndian)) };
		default: {
			// YCbCr: 8 bits each of red, green and blue.
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

/** The samples of all pixels, one pixel after another. */
async function samplesOf(image: GeoTIFFImage, isBigEndian: boolean): Promise<ArrayLike<number>> {
	const bits = image.getBitsPerSample(0);
	if (bits > 8 && bits % 8 !== 0 && image.getSamplesPerPixel() > 1 && (image.fileDirectory.getValue('PlanarConfiguration') ?? 1) === 1) {
		// geotiff looks for the second sample of a pixel at a wrong place.
		throw new RangeError(`${image.getSamplesPerPixel()} samples of ${bits} bits a pixel`);
	}
	const values = (await image.readRasters({ interleave: true })) as unknown as Uint8Array | Uint16Array | Uint32Array;
	if (isBigEndian && bits > 8 && bits % 8 !== 0) {
		// geotiff unpacks such samples in the order of this machine and then reads them in the order of the file.
		const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
		if (values.BYTES_PER_ELEMENT === 2) {
			bytes.swap16();
		} else if (values.BYTES_PER_ELEMENT === 4) {
			bytes.swap32();
		}
	}
	return values;
}

/** Converts greys or colours of any depth to 8 bits, with opacity if the file has it. */
function fromSamples(image: GeoTIFFImage, values: ArrayLike<number>, colours: number, inverted: boolean): Uint8Array {
	const samples = image.getSamplesPerPixel();
	if (samples < colours) {
		throw new RangeError(`${samples} samples a pixel`);
	}
	const extra = image.fileDirectory.getValue('ExtraSamples') as ArrayLike<number> | undefined;
	const hasOpacity = samples > colours && opacity.includes(Number(extra?.[0]));
	const level = levelsOf(image, values);
	const pixels = image.getWidth() * image.getHeight();
	const rgba = new Uint8Array(pixels * 4).fill(255);
	for (let at = 0; at < pixels; at++) {
		for (let channel = 0; channel < 3; channel++) {
			const value = level(values[at * samples + Math.min(channel, colours - 1)]!);
			rgba[at * 4 + channel] = inverted ? 255 - value : value;
		}
		if (hasOpacity) {
			rgba[at * 4 + 3] = level(values[at * samples + colours]!);
		}
	}
	return rgba;
}

/** `map` has all reds, then all greens, then all blues, 16 bits each. geotiff reads it in the wrong order of bytes in some files. */
function fromPalette(values: ArrayLike<number>, samples: number, map: readonly number[]): Uint8Array {
	const entries = map.length / 3;
	if (!Number.isInteger(entries) || entries === 0) {
		throw new RangeError(`A palette of ${map.length} values`);
	}
	const pixels = values.length / samples;
	const rgba = new Uint8Array(pixels * 4).fill(255);
	for (let at = 0; at < pixels; at++) {
		const entry = Math.min(values[at * samples]!, entries - 1);
		for (let channel = 0; channel < 3; channel++) {
			rgba[at * 4 + channel] = map[channel * entries + entry]! >> 8;
		}
	}
	return rgba;
}

/** Of inks of any depth, without a profile. */
function fromCmyk(image: GeoTIFFImage, values: ArrayLike<number>): Uint8Array {
	const samples = image.getSamplesPerPixel();
	if (samples < 4) {
		throw new RangeError(`${samples} inks`);
	}
	const level = levelsOf(image, values);
	const pixels = image.getWidth() * image.getHeight();
	const rgba = new Uint8Array(pixels * 4).fill(255);
	for (let at = 0; at < pixels; at++) {
		const key = 255 - level(values[at * samples + 3]!);
		for (let channel = 0; channel < 3; channel++) {
			rgba[at * 4 + channel] = ((255 - level(values[at * samples + channel]!)) * key) / 255;
		}
	}
	return rgba;
}

/** Of lightness, which has no sign, and two signed differences, of 8 or 16 bits; geotiff makes all of them too light. */
function fromLab(image: GeoTIFFImage, values: ArrayLike<number>): Uint8Array {
	const samples = image.getSamplesPerPixel();
	const bits = image.getBitsPerSample(0);
	if (samples < 3 || (bits !== 8 && bits !== 16)) {
		throw new RangeError(`${samples} samples of ${bits} bits in CIELab`);
	}
	const [most, unit, sign] = [2 ** bits - 1, 2 ** (bits - 8), 32 - bits];
	const rgba = new Uint8Array(image.getWidth() * image.getHeight() * 4).fill(255);
	for (let at = 0; at < rgba.length / 4; at++) {
		const difference = (channel: number) => ((values[at * samples + channel]! << sign) >> sign) / unit;
		// Samples may be read as signed ones where the file says so.
		rgba.set(fromCieLab(((values[at * samples]! & most) * 100) / most, difference(1), difference(2)), at * 4);
	}
	return rgba;
}

/** Makes samples of any depth 0 to 255. */
function levelsOf(image: GeoTIFFImage, values: ArrayLike<number>): (value: number) => number {
	const [least, most] = rangeOf(image, values);
	return (value) => Math.min(255, Math.max(0, ((value - least) * 255) / (most - least)));
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
