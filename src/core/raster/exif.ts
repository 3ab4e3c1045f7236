/** How a picture is brought upright: turned, then mirrored from left to right. */
export interface Orientation {
	/** Quarter turns clockwise. */
	readonly turns: number;
	readonly mirrored: boolean;
}

/** Quarter turns clockwise for each orientation (Exif 2.32 and TIFF 6.0, tag 274). */
const turnsOf: Readonly<Record<number, number>> = { 3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3 };
const mirroredOnes = [2, 4, 5, 7];

/** What a value of the tag asks for; nothing for one that the standards do not have. */
export function orientationOf(value: number): Orientation {
	return { turns: turnsOf[value] ?? 0, mirrored: mirroredOnes.includes(value) };
}

const orientationTag = 0x0112;

/** What brings a JPEG file upright as its camera has noted. */
export function jpegOrientation(bytes: Uint8Array): Orientation {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	// Segments: FF, marker, length with itself; pixels begin at SOS (DA).
	for (let at = 2; at + 4 < file.length && file[at] === 0xff && file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
		if (file[at + 1] === 0xe1 && file.toString('latin1', at + 4, at + 10) === 'Exif\0\0') {
			return orientationOf(orientationIn(file.subarray(at + 10)));
		}
	}
	return orientationOf(1);
}

function orientationIn(tiff: Buffer): number {
	try {
		const little = tiff.toString('latin1', 0, 2) === 'II';
		const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
		const directory = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
		for (let entry = 0; entry < short(directory); entry++) {
			const at = directory + 2 + entry * 12;
			if (short(at) === orientationTag) {
				return short(at + 8);
			}
		}
	} catch {
		// Cut off: as good as no note.
	}
	return 1;
}
