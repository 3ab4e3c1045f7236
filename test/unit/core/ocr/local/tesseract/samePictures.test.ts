import assert from 'node:assert/strict';
import { SamePictures, pixelsHash } from '../../../../../../src/core/ocr/local/tesseract/samePictures.ts';

suite('SamePictures', () => {
	test('reads equal pictures once, also while the first is being read', async () => {
		const pictures = new SamePictures<number>();
		let count = 0;
		const read = async () => ++count;

		assert.deepEqual(await Promise.all([pictures.once('a', read), pictures.once('a', read), pictures.once('b', read)]), [1, 1, 2]);
	});

	test('reads a picture again after a failure', async () => {
		const pictures = new SamePictures<number>();
		await assert.rejects(pictures.once('a', async () => Promise.reject(new Error('broken'))));

		assert.equal(await pictures.once('a', async () => 7), 7);
	});

	test('keeps fifty pictures in mind', async () => {
		const pictures = new SamePictures<number>();
		for (let i = 0; i < 51; i++) {
			await pictures.once(String(i), async () => i);
		}

		assert.deepEqual(await Promise.all(['1', '0'].map(async (key) => pictures.once(key, async () => -1))), [1, -1]);
	});
});

suite('pixelsHash', () => {
	test('tells pictures apart by a single pixel', () => {
		const paper = new Uint8Array(100).fill(255);

		assert.equal(pixelsHash(paper, undefined), pixelsHash(paper.slice(), undefined));
		assert.notEqual(pixelsHash(paper), pixelsHash(paper.with(50, 254)));
	});
});
