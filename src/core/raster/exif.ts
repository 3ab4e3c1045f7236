import { jpegSegments } from './jpegSegments.ts';
import { firstTags, orientationTag } from './tiff.ts';

/** How a picture is made upright: turned, then mirrored from left to right. */
export interface Orientation {
	/** Quarter turns clockwise. */
	readonly turns: number;
	readonly mirrored: boolean;
}

/** Quarter turns clockwise for each orientation (Exif 2.32 and TIFF 6.0, tag 274). */
const turnsOf: Readonly<Record<number, number>> = { 3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3 };
const mirroredOnes = [2, 4, 5, 7];

/** The orientation of a tag's value; upright for a value that the standards do not define. */
export function orientationOf(value: number): Orientation {
	return { turns: turnsOf[value] ?? 0, mirrored: mirroredOnes.includes(value) };
}

/** The orientation in a JPEG file's EXIF data. */
export function jpegOrientation(bytes: Uint8Array): Orientation {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (const { marker, start, end } of jpegSegments(file)) {
		if (marker === 0xe1 && file.toString('latin1', start + 4, start + 10) === 'Exif\0\0') {
			return exifOrientation(file.subarray(start + 4, end));
		}
	}
	return orientationOf(1);
}

/**
 * The orientation in EXIF data: a TIFF file whose first directory is about this picture (Exif 2.32, 4.5.4), with or without its identifier in front.
 */
export function exifOrientation(note: Uint8Array): Orientation {
	const named = Buffer.from(note.buffer, note.byteOffset, note.byteLength).toString('latin1', 0, 6) === 'Exif\0\0';
	return orientationOf(firstTags(named ? note.subarray(6) : note)(orientationTag)[0] ?? 1);
}
