import assert from 'node:assert/strict';
import { jpegOrientation } from '../../../../src/core/raster/exif.ts';
import { imageDimensions } from '../../../../src/core/raster/format.ts';
import { jpegSegments } from '../../../../src/core/raster/jpegSegments.ts';
import { hasPixels } from '../../../../src/core/raster/metadata.ts';

const segment = (marker: number, data: Uint8Array) =>
	Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 0xff]), data]);

/** A TIFF file with the orientation alone, of a type of two (SHORT) or four bytes (LONG). */
const note = (value: number, type: 3 | 4) => {
	const tiff = Buffer.alloc(26);
	tiff.write('MM\0*', 'latin1');
	tiff.writeUInt32BE(8, 4);
	tiff.writeUInt16BE(1, 8);
	tiff.writeUInt16BE(274, 10);
	tiff.writeUInt16BE(type, 12);
	tiff.writeUInt32BE(1, 14);
	(type === 3 ? () => tiff.writeUInt16BE(value, 18) : () => tiff.writeUInt32BE(value, 18))();
	return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
};

const frame = segment(0xc2, Buffer.from([8, 0, 30, 0, 40, 1, 1, 0x11, 0]));
const scan = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
const file = (...parts: readonly Uint8Array[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts]);

suite('segments of a JPEG', () => {
	test('are the ones before the pixels, fill bytes aside', () => {
		const bytes = file(Buffer.from([0xff, 0xff]), segment(0xe0, Buffer.alloc(3)), frame, scan, segment(0xe1, Buffer.alloc(9)));

		assert.deepEqual(
			[...jpegSegments(bytes)].map(({ marker }) => marker),
			[0xe0, 0xc2, 0xda],
		);
		assert.deepEqual([imageDimensions(bytes), hasPixels(bytes)], [{ width: 40, height: 30 }, true]);
	});

	test('end at the first that is none', () => {
		const cases = [file(), file(frame), file(frame, Buffer.from([0xff, 0xe0, 0, 1, 0xff, 0xda, 0, 2])), file(Buffer.from([1, 2, 3, 4, 5]))];

		assert.deepEqual(cases.map(hasPixels), [false, false, false, false]);
	});

	test('say how the picture stands, behind fill bytes and as either type of number', () => {
		const turned = { turns: 1, mirrored: false };
		const cases = [
			file(segment(0xe1, note(6, 3)), frame, scan),
			file(Buffer.from([0xff, 0xff, 0xff]), segment(0xe1, note(6, 3)), frame, scan),
			file(segment(0xe1, note(6, 4)), frame, scan),
		];

		assert.deepEqual(cases.map(jpegOrientation), [turned, turned, turned]);
		assert.deepEqual(jpegOrientation(file(segment(0xe1, note(6, 3).subarray(0, 20)), frame, scan)), { turns: 0, mirrored: false });
	});
});
