import assert from 'node:assert/strict';
import { hasGrid, withoutFrames } from '../../../../../../src/core/ocr/local/tesseract/frames.ts';

suite('withoutFrames', () => {
	const [width, height] = [200, 100];
	const draw = (grey: Uint8Array, x0: number, y0: number, x1: number, y1: number) => {
		for (let y = y0; y < y1; y++) {
			grey.fill(0, y * width + x0, y * width + x1);
		}
	};
	const paper = () => new Uint8Array(width * height).fill(255);
	const frame = (grey: Uint8Array) => {
		draw(grey, 5, 5, 195, 7);
		draw(grey, 5, 93, 195, 95);
		draw(grey, 5, 5, 7, 95);
		draw(grey, 193, 5, 195, 95);
	};

	test('takes out a frame and leaves the letters in it', () => {
		const grey = paper();
		draw(grey, 50, 40, 60, 52);
		const expected = grey.slice();
		frame(grey);

		assert.deepEqual(withoutFrames({ width, height, grey }, 14).grey, expected);
	});

	test('leaves the letters and brackets that touch a rule', () => {
		const grey = paper();
		frame(grey);
		draw(grey, 50, 80, 53, 93);
		draw(grey, 56, 80, 62, 90);
		draw(grey, 120, 80, 123, 93);

		const left = withoutFrames({ width, height, grey }, 14).grey;

		assert.deepEqual([left[85 * width + 51], left[85 * width + 58], left[85 * width + 121]], [0, 0, 255]);
		assert.ok(left.subarray(5 * width, 7 * width).every((level) => level === 255));
		assert.ok(left.subarray(93 * width, 95 * width).every((level) => level === 255));
	});

	test('takes out a thick rule with the pale edge that it has where a small picture was enlarged', () => {
		const grey = paper();
		draw(grey, 5, 50, 195, 55);
		[170, 210, 240].forEach((level, i) => {
			grey.fill(level, (49 - i) * width + 5, (49 - i) * width + 195);
			grey.fill(level, (55 + i) * width + 5, (55 + i) * width + 195);
		});

		assert.ok(withoutFrames({ width, height, grey }, 15).grey.every((level) => level === 255));
	});

	test('takes out a slanting edge as a whole', () => {
		const grey = paper();
		for (let x = 5; x < 195; x++) {
			draw(grey, x, 20 + Math.floor(x / 4), x + 1, 22 + Math.floor(x / 4));
		}

		assert.ok(withoutFrames({ width, height, grey }, 14).grey.every((level) => level === 255));
	});
});

test('hasGrid knows a frame from a rule under a line', () => {
	const [width, height] = [200, 100];
	const grey = new Uint8Array(width * height).fill(255).fill(0, 50 * width + 5, 50 * width + 195);

	assert.equal(hasGrid({ width, height, grey }, 10), false);
	for (let y = 10; y < 90; y++) {
		grey[y * width + 100] = 0;
	}
	assert.equal(hasGrid({ width, height, grey }, 10), true);
});
