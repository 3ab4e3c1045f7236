import assert from 'node:assert/strict';
import { inSharedMemory, sharedIfPdf } from '../../../../src/core/pdf/sharedBytes.ts';

suite('bytes that threads share', () => {
	test('a PDF moves into them', () => {
		const pdf = new TextEncoder().encode('%PDF-1.7');

		const shared = sharedIfPdf(pdf);

		assert.ok(shared.buffer instanceof SharedArrayBuffer);
		assert.equal(Buffer.from(shared).toString(), '%PDF-1.7');
		assert.equal(pdf.length, 0, 'its old memory is given back');
	});

	test('what is no PDF stays where it is', () => {
		const image = new TextEncoder().encode('GIF89a');

		assert.equal(sharedIfPdf(image), image);
	});

	test('what is shared already is not copied', () => {
		const shared = inSharedMemory(Buffer.from('%PDF-1.7'));

		assert.equal(inSharedMemory(shared), shared);
	});
});
