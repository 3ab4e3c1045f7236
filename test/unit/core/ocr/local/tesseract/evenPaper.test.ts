import assert from 'node:assert/strict';
import { onEvenPaper } from '../../../../../../src/core/ocr/local/tesseract/evenPaper.ts';

suite('onEvenPaper', () => {
	test('paper is white and print as dark in a shadow as in the light', () => {
		const [width, height] = [400, 100];
		const grey = new Uint8Array(width * height);
		for (let at = 0; at < grey.length; at++) {
			const x = at % width;
			const light = 240 - (x * 180) / width;
			// Strokes 4 pixels wide, a third as bright as the paper.
			grey[at] = x % 20 < 4 ? light / 3 : light;
		}
		const even = onEvenPaper({ width, height, grey });
		const row = even.grey.subarray(50 * width, 51 * width);

		for (const x of [60, 200, 340]) {
			assert.ok(row[x + 12]! > 220, `paper at ${x}: ${row[x + 12]}`);
			assert.ok(Math.abs(row[x + 2]! - 85) < 25, `print at ${x}: ${row[x + 2]}`);
		}
	});

	test('a picture smaller than what is measured has a result', () => {
		assert.deepEqual(onEvenPaper({ width: 2, height: 1, grey: Uint8Array.from([100, 100]) }), {
			...{ width: 2, height: 1, grey: Uint8Array.from([255, 255]) },
		});
	});
});
