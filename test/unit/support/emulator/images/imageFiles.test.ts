import assert from 'node:assert/strict';
import { writeMetadata } from '../../../../../src/core/raster/metadata.ts';
import { imageInfo } from '../../../../support/emulator/imageInfo.ts';
import { type RasterFormat, emulatedImageId, encodeImage } from '../../../../support/emulator/images/imageFile.ts';
import { wrapped } from '../../../../support/emulator/images/font.ts';
import { prefixCode } from '../../../../support/emulator/images/huffman.ts';
import { drawPicture } from '../../../../support/emulator/images/picture.ts';
import { decodePng, pngHeader } from '../../../../support/emulator/images/pngFile.ts';

suite('Image emulator: files', () => {
	const picture = (transparent = false, width = 136, height = 75) =>
		drawPicture({ width, height, seed: 'fox', title: 'A fox', notes: ['model | size'], code: 'a1b2c3d4', transparent });
	const formats: readonly RasterFormat[] = ['png', 'jpeg', 'webp', 'gif'];

	for (const format of formats) {
		test(`${format} files have the picture's size and keep their id when metadata is written into them`, () => {
			const file = encodeImage(picture(), format, 80, 'id-1');
			const written = writeMetadata(file, { prompt: 'A fox', model: 'm', parameters: {} });

			assert.deepEqual(imageInfo(file), { mediaType: `image/${format}`, width: 136, height: 75 });
			assert.equal(Buffer.from(written).equals(file), format === 'gif');
			assert.deepEqual([emulatedImageId(file), emulatedImageId(written)], ['id-1', 'id-1']);
		});
	}

	test('an image of somebody else has no id', () => {
		assert.deepEqual(
			[emulatedImageId(Buffer.from('GIF89a and some more bytes')), emulatedImageId(new Uint8Array())],
			[undefined, undefined],
		);
	});

	test('PNG gives back every pixel, transparent ones too', () => {
		for (const transparent of [false, true]) {
			const drawn = picture(transparent);
			const file = encodeImage(drawn, 'png', 0, 'x');
			assert.deepEqual(Buffer.from(decodePng(file)!.data), Buffer.from(drawn.data));
			assert.equal(pngHeader(file)?.hasAlpha, transparent);
		}
	});

	test('a transparent picture is transparent in its corners and opaque in its middle', () => {
		const { data } = picture(true, 200, 200);
		assert.deepEqual([data[3], data[(100 * 200 + 100) * 4 + 3]], [0, 255]);
	});

	test('a damaged PNG is none', () => {
		const file = encodeImage(picture(), 'png', 0, 'x');
		file[60] = file[60]! ^ 1;
		assert.deepEqual([pngHeader(file), decodePng(file), pngHeader(file.subarray(0, 20))], [undefined, undefined, undefined]);
	});

	test('quality makes a JPEG smaller', () => {
		assert.ok(encodeImage(picture(), 'jpeg', 10, 'x').length < encodeImage(picture(), 'jpeg', 100, 'x').length / 2);
	});

	test('prefix codes are complete, none too long, and the rarest symbol among the longest', () => {
		const counts = Array.from({ length: 40 }, (_, i) => Math.round(1.9 ** i));
		const { lengths, codes } = prefixCode(counts, 15);
		assert.equal(
			lengths.reduce((sum, length) => sum + 2 ** (15 - length), 0),
			2 ** 15,
		);
		assert.equal(lengths[0], Math.max(...lengths));
		assert.ok(Math.max(...lengths) <= 15);
		assert.equal(new Set(codes.map((code, symbol) => code.toString(2).padStart(lengths[symbol]!, '0'))).size, 40);
	});

	test('text is broken at spaces, long words anywhere, and cut with dots', () => {
		assert.deepEqual(wrapped('one two three', 8, 9), ['one two', 'three']);
		assert.deepEqual(wrapped('abcdefghijk', 5, 9), ['abcde', 'fghij', 'k']);
		assert.deepEqual(wrapped('aaaa bbbb cccc dddd', 5, 2), ['aaaa', 'bb...']);
		assert.deepEqual(wrapped('', 5, 2), ['']);
	});
});
