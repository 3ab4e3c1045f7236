/** A segment of a JPEG file (ITU-T T.81, B.1.1.4): a marker, and a length that counts itself. */
export interface JpegSegment {
	readonly marker: number;
	/** Offset of the marker's 0xFF. */
	readonly start: number;
	/** Offset after the segment; beyond the end of a truncated file. */
	readonly end: number;
}

/** `SOS`: the compressed pixels follow. */
export const startOfScan = 0xda;

/** More segments than any camera writes. */
const mostSegments = 100_000;

/** The segments of a JPEG file up to and including `startOfScan`, before the pixels. Ends early when the file is damaged. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let start = 2, count = 0; start + 4 <= file.length && file[start] === 0xff && count < mostSegments;) {
		const marker = file.readUInt8(start + 1);
		if (marker === 0xff) {
			start++; // a fill byte
			continue;
		}
		const length = file.readUInt16BE(start + 2);
		if (length < 2) {
			return;
		}
		const end = start + 2 + length;
		yield { marker, start, end };
		if (marker === startOfScan) {
			return;
		}
		start = end;
		count++;
	}
}
