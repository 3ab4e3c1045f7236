import type { Stretch } from './rgbaImage.ts';

/** A page of a TIFF file. */
export interface TiffPage {
	/** A file in which this page is the first one, for readers that only read the first page. */
	readonly asTiff: () => Uint8Array;
	/** The tags of its directory. */
	readonly tags: TiffTags;
}

/** Returns the values of a tag as numbers; empty when the tag is missing. */
export type TiffTags = (tag: number) => readonly number[];

/** `ImageWidth` of TIFF 6.0. */
export const widthTag = 256;

/** `Orientation` of TIFF 6.0, with the values of EXIF. */
export const orientationTag = 274;

/** `ColorMap` of TIFF 6.0. */
export const colorMapTag = 320;

/** `Compression` of TIFF 6.0 and its values for fax machines: CCITT RLE, Group 3 and Group 4. */
const compressionTag = 259;
const faxCompressions = [2, 3, 4];

/** `FillOrder` of TIFF 6.0, and its value for bytes whose lowest bit comes first. */
const fillOrderTag = 266;
const lowestFirst = 2;

/** `NewSubfileType` of TIFF 6.0: its lowest bit marks a smaller version of another picture. */
const subfileTag = 254;

/** More pages than anybody scans into one file, and more values than any tag that is used here has. */
const mostPages = 10_000;
const mostValues = 1_000_000;

/** Bytes of a value by its type: BYTE, ASCII, SHORT, LONG, RATIONAL, SBYTE, UNDEFINED. */
const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1 };

/** `XResolution` and `YResolution` of TIFF 6.0. */
const resolutionTags = [282, 283] as const;

/** The least difference of two resolutions that shows, and the greatest that is no error: fax machines send 204 dots per inch by 98, 196 or 391. */
const leastStretch = 1.02;
const mostStretch = 2.5;

/** The pages of a TIFF file, without reduced-size versions. A damaged file has one page. */
export function tiffPages(bytes: Uint8Array): TiffPage[] {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const little = file.toString('latin1', 0, 2) === 'II';
	const directories = directoriesOf(file, little);
	if (directories.length === 0) {
		return [{ asTiff: () => bytes, tags: () => [] }];
	}
	return directories.map((directory) => ({
		tags: (tag) => readTag(file, little, directory, tag),
		asTiff: () => (directories.length === 1 ? bytes : startingWith(file, little, directory)),
	}));
}

/** The tags of a file's first directory; none when it is damaged. */
export function firstTags(bytes: Uint8Array): TiffTags {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const little = file.toString('latin1', 0, 2) === 'II';
	return (tag) => (file.length < 8 ? [] : readTag(file, little, long(file, little, 4), tag));
}

/** How a page is to be stretched to look as its resolutions say. */
export function stretchOf(tags: TiffTags): Stretch {
	const [across = 0, down = 0] = resolutionTags.map((tag) => tags(tag)[0]);
	const ratio = Math.max(across, down) / Math.min(across, down);
	if (!(ratio >= leastStretch && ratio <= mostStretch)) {
		return { across: 1, down: 1 };
	}
	return across > down ? { across: 1, down: ratio } : { across: ratio, down: 1 };
}

/** Whether a page has one of the fax compressions. */
export function isFax(tags: TiffTags): boolean {
	return faxCompressions.includes(tags(compressionTag)[0] ?? 1);
}

/** Whether the bits of each byte are in the other order, as some fax machines send them. */
export function isReversed(tags: TiffTags): boolean {
	return tags(fillOrderTag)[0] === lowestFirst;
}

function directoriesOf(file: Buffer, little: boolean): number[] {
	const directories: number[] = [];
	const seen = new Set<number>();
	try {
		// 42 is the format's number; 43 is BigTIFF, whose directories have another layout.
		let at = short(file, little, 2) === 42 ? long(file, little, 4) : 0;
		while (at > 0 && !seen.has(at) && seen.size < mostPages) {
			seen.add(at);
			const next = long(file, little, at + 2 + 12 * short(file, little, at));
			if (((readTag(file, little, at, subfileTag)[0] ?? 0) & 1) === 0) {
				directories.push(at);
			}
			at = next;
		}
	} catch {
		// Truncated: the pages that were found so far count.
	}
	return directories;
}

/** The values of a tag; empty when they lie beyond the end of the file. */
function readTag(file: Buffer, little: boolean, directory: number, tag: number): number[] {
	try {
		return readValues(file, little, directory, tag);
	} catch {
		return [];
	}
}

function readValues(file: Buffer, little: boolean, directory: number, tag: number): number[] {
	const entries = short(file, little, directory);
	for (let entry = directory + 2; entry < directory + 2 + 12 * entries; entry += 12) {
		if (short(file, little, entry) === tag) {
			const size = sizes[short(file, little, entry + 2)] ?? 0;
			const count = Math.min(long(file, little, entry + 4), mostValues);
			const start = size * count > 4 ? long(file, little, entry + 8) : entry + 8;
			return size === 0 ? [] : Array.from({ length: count }, (_, i) => readValue(file, little, start + i * size, size));
		}
	}
	return [];
}

function readValue(file: Buffer, little: boolean, at: number, size: number): number {
	switch (size) {
		case 1:
			return file.readUInt8(at);
		case 2:
			return short(file, little, at);
		case 4:
			return long(file, little, at);
		default:
			return long(file, little, at) / long(file, little, at + 4);
	}
}

function startingWith(file: Buffer, little: boolean, directory: number): Uint8Array {
	const page = Buffer.from(file);
	if (little) {
		page.writeUInt32LE(directory, 4);
	} else {
		page.writeUInt32BE(directory, 4);
	}
	return page;
}

function short(file: Buffer, little: boolean, at: number): number {
	return little ? file.readUInt16LE(at) : file.readUInt16BE(at);
}

function long(file: Buffer, little: boolean, at: number): number {
	return little ? file.readUInt32LE(at) : file.readUInt32BE(at);
}
