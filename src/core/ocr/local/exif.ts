/** Quarter turns clockwise for each EXIF orientation (Exif 2.32, tag 274); mirrored pictures are turned and stay mirrored. */
const turnsOf: Readonly<Record<number, number>> = { 3: 2, 4: 2, 5: 1, 6: 1, 7: 3, 8: 3 };

const orientationTag = 0x0112;

/** Quarter turns clockwise that bring a JPEG file upright as its camera has noted. */
export function jpegTurns(bytes: Uint8Array): number {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	// Segments: FF, marker, length with itself; pixels begin at SOS (DA).
	for (let at = 2; at + 4 < file.length && file[at] === 0xff && file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
		if (file[at + 1] === 0xe1 && file.toString('latin1', at + 4, at + 10) === 'Exif\0\0') {
			return turnsOf[orientationIn(file.subarray(at + 10))] ?? 0;
		}
	}
	return 0;
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
