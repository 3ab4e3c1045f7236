import { jpegSegments } from './jpegSegments.ts';
import { firstTags, orientationTag } from './tiff.ts';

/** How a picture is brought upright: turned, then mirrored from left to right. */
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
			// EXIF data is a TIFF file whose first directory describes this picture (Exif 2.32, 4.5.4).
			return orientationOf(firstTags(file.subarray(start + 10, end))(orientationTag)[0] ?? 1);
		}
	}
	return orientationOf(1);
}
