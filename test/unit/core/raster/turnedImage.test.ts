import assert from 'node:assert/strict';
import type { GreyImage } from '../../../../src/core/raster/pgm.ts';
import { cut, enlarged, mirrored, quarterTurned, turned, turnedWhole } from '../../../../src/core/raster/turnedImage.ts';

const image = { width: 3, height: 2, grey: Uint8Array.of(1, 2, 3, 4, 5, 6) };

suite('turnedImage', () => {
	test('quarterTurned turns clockwise', () => {
		assert.deepEqual(
			[0, 1, 2, 3].map((quarters) => {
				const { width, grey } = quarterTurned(image, quarters);
				return [width, ...grey];
			}),
			[
				[3, 1, 2, 3, 4, 5, 6],
				[2, 4, 1, 5, 2, 6, 3],
				[3, 6, 5, 4, 3, 2, 1],
				[2, 3, 6, 2, 5, 1, 4],
			],
		);
	});

	test('turned goes clockwise as well, and turnedWhole keeps the corners', () => {
		// A dark spot at the right of the middle goes below it.
		const grey = new Uint8Array(101 * 101).fill(255);
		for (const y of [49, 50, 51]) {
			grey.fill(0, y * 101 + 89, y * 101 + 92);
		}
		const spotOf = ({ width, grey: pixels }: GreyImage) => {
			const at = pixels.indexOf(Math.min(...pixels));
			return [at % width, Math.floor(at / width)] as const;
		};
		const [x, y] = spotOf(turned({ width: 101, height: 101, grey }, Math.PI / 2));
		const whole = turnedWhole({ width: 101, height: 101, grey }, Math.PI / 4);

		assert.ok(Math.abs(x - 50) < 3 && Math.abs(y - 90) < 3, `${x}, ${y}`);
		assert.ok(whole.width >= 142 && whole.height >= 142);
		const [wx, wy] = spotOf(whole);
		assert.ok(Math.abs(wx - 71 - 28) < 4 && Math.abs(wy - 71 - 28) < 4, `${wx}, ${wy}`);
	});

	test('cut takes a part', () => {
		assert.deepEqual(cut(image, { x0: 1, y0: 0, x1: 3, y1: 2 }), { width: 2, height: 2, grey: Uint8Array.of(2, 3, 5, 6) });
	});

	test('enlarged blends', () => {
		const { width, height, grey } = enlarged({ width: 2, height: 1, grey: Uint8Array.of(0, 200) }, 2);

		assert.deepEqual([width, height, ...grey], [4, 2, 0, 50, 150, 200, 0, 50, 150, 200]);
	});

	test('mirrored swaps left and right', () => {
		const rgba = Uint8Array.from([1, 2, 3, 4].flatMap((level) => [level, level, level, 255]));
		const levels = Array.from(mirrored({ width: 2, height: 2, rgba }).rgba).filter((_, i) => i % 4 === 0);

		assert.deepEqual(levels, [2, 1, 4, 3]);
	});
});
