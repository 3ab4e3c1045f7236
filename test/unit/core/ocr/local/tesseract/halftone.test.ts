import assert from 'node:assert/strict';
import { withoutHalftone } from '../../../../../../src/core/ocr/local/tesseract/halftone.ts';

const [width, height] = [400, 300];

/** White paper, black where `isInk` says so. */
function picture(isInk: (x: number, y: number) => boolean) {
	const rgba = new Uint8Array(width * height * 4).fill(255);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			if (isInk(x, y)) {
				rgba.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
			}
		}
	}
	return { width, height, rgba };
}

/** A grey area of dots, as in print: they stand aslant, four pixels from one to the next. */
const isDot = (x: number, y: number) => x >= 100 && x < 300 && y >= 50 && y < 250 && x % 4 < 2 === y % 4 < 2;

/** Strokes of letters in rows, with gaps between them. */
const isText = (x: number, y: number) => y % 16 < 9 && x % 7 < 3 && x % 60 < 48;

suite('withoutHalftone', () => {
	test('makes an area of dots an even grey, on which text stays darker', () => {
		const { rgba } = withoutHalftone(picture((x, y) => isDot(x, y) || (x > 180 && x < 192 && y > 120 && y < 150)));
		const at = (x: number, y: number) => rgba[(y * width + x) * 4]!;
		const area = Array.from({ length: 40 }, (_, i) => at(220 + i, 150));

		assert.ok(Math.max(...area) - Math.min(...area) < 60, `${Math.min(...area)} to ${Math.max(...area)}`);
		assert.ok(at(185, 135) < Math.min(...area) - 60);
		assert.deepEqual([at(20, 20), at(380, 280)], [255, 255]);
	});

	test('leaves the dots of a photo', () => {
		const image = picture((x, y) => x % 4 < 1 + Math.floor(x / 60) / 2 && y % 4 < 1 + Math.floor(y / 45) / 2 && (x + y) % 8 < 7);

		assert.ok(withoutHalftone(image) === image);
	});

	test('leaves lines of text, rules and a few dots as they are', () => {
		const others = [picture(isText), picture((x, y) => y % 20 < 2 || x % 40 < 2), picture((x, y) => isDot(x, y) && x < 126 && y < 90)];

		assert.ok(others.every((image) => withoutHalftone(image) === image));
	});
});
