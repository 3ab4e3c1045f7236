import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { encodePng } from '../../../../src/core/raster/png.ts';
import type { RgbaImage } from '../../../../src/core/raster/rgbaImage.ts';
import { loadPdfium } from '../pdf/loadPdfium.ts';

const image = (width: number, height: number, colorAt: (x: number, y: number) => readonly number[]): RgbaImage => ({
	...{ width, height },
	rgba: Uint8Array.from(Array.from({ length: width * height }, (_, i) => [...colorAt(i % width, Math.floor(i / width)), 255]).flat()),
});

const gradient = image(13, 7, (x, y) => [x * 19, y * 36, (x * y * 7) % 256]);
const grey = image(5, 4, (x, y) => new Array<number>(3).fill((x * 50 + y * 13) % 256));

suite('encodePng', () => {
	for (const [what, picture] of [
		['colours', gradient],
		['greys', grey],
		['a single pixel', image(1, 1, () => [1, 2, 3])],
	] as const) {
		test(`another decoder reads back ${what}`, async () => {
			const opened = (await loadPdfium()).openImage(encodePng(picture), 'a.png', { type: 'image/png' });

			assert.deepEqual(opened.render(0, { dpi: 72, maxPixels: 1e6 }), { ...picture, scale: 1 });
		});
	}

	test('a picture without colour takes one byte a pixel', () => {
		const file = Buffer.from(encodePng(grey));
		const data = inflateSync(file.subarray(file.indexOf('IDAT') + 4));

		assert.equal(file[file.indexOf('IHDR') + 13], 0);
		assert.equal(data.length, (5 + 1) * 4);
	});
});
