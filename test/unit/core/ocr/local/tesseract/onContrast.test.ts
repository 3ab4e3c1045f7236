import assert from 'node:assert/strict';
import { onContrast } from '../../../../../../src/core/ocr/local/tesseract/onContrast.ts';

/** Pixels of these levels, and as many again with nothing on them. */
const image = (...levels: readonly number[]) => ({
	...{ width: levels.length, height: 2 },
	rgba: Uint8Array.from([...levels.flatMap((level) => [level, level, level, 255]), ...levels.flatMap(() => [0, 0, 0, 0])]),
});
const groundOf = (...levels: readonly number[]) => onContrast(image(...levels)).rgba.at(-4);

suite('onContrast', () => {
	test('lays dark letters on white and light ones on black', () => {
		assert.deepEqual([groundOf(0, 10, 20), groundOf(255, 250, 255), groundOf(128)], [255, 0, 255]);
	});

	test('lays letters of both kinds on grey', () => assert.equal(groundOf(0, 255, 0, 255), 128));

	test('is opaque, with edges between letter and ground', () => {
		const { rgba } = onContrast({ width: 1, height: 2, rgba: Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 51) });

		assert.deepEqual([...rgba], [0, 0, 0, 255, 204, 204, 204, 255]);
	});

	test('leaves an opaque picture as it is', () => {
		const opaque = { width: 1, height: 1, rgba: Uint8Array.of(255, 255, 255, 255) };

		assert.equal(onContrast(opaque), opaque);
	});
});
