import { type Orientation, orientationOf } from './exif.ts';

/** Boxes that hold others, with the bytes before these: `meta` has a version and flags (ISO/IEC 14496-12, 8.11.1). */
const holders: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** The most boxes of a file that are read. */
const mostBoxes = 10_000;

/**
 * The orientation of an AVIF file: its rotation, then its mirroring (ISO/IEC 23008-12, 6.5.10 and 6.5.12), which the decoder does not apply. It is
 * the same for all pictures of a file.
 */
export function avifOrientation(bytes: Uint8Array): Orientation {
	const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const properties = new Map<string, number>();
	let boxes = 0;
	const look = (from: number, to: number) => {
		for (let at = from; at + 8 <= to && boxes++ < mostBoxes;) {
			const size = file.readUInt32BE(at);
			const type = file.toString('latin1', at + 4, at + 8);
			// A size of 0 is up to the end; the boxes that are of use here are never of 64 bits, which 1 stands for.
			const end = size === 0 ? to : Math.min(at + size, to);
			const before = holders[type];
			if (before !== undefined) {
				look(at + 8 + before, end);
			} else if ((type === 'irot' || type === 'imir') && at + 8 < end && !properties.has(type)) {
				properties.set(type, file[at + 8]!);
			}
			if (end < at + 8) {
				return;
			}
			at = end;
		}
	};
	look(0, file.length);
	const anticlockwise = (properties.get('irot') ?? 0) & 3;
	const axis = properties.get('imir');
	if (axis === undefined) {
		return { ...orientationOf(1), turns: (4 - anticlockwise) % 4 };
	}
	// 1 exchanges left and right; 0 exchanges top and bottom, as half a turn and the other do.
	return { turns: (4 - anticlockwise + ((axis & 1) === 1 ? 0 : 2)) % 4, mirrored: true };
}
