import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inSharedMemory, readShared, sharedIfPdf } from '../../../../src/core/pdf/sharedBytes.ts';
import { fromRoot } from '../../../support/host/repository.ts';
import { temporaryFolder } from '../../../support/host/temporary.ts';

const isShared = ({ buffer }: Uint8Array) => buffer instanceof SharedArrayBuffer;

suite('bytes that threads share', () => {
	test('a PDF is read into them, byte for byte', async () => {
		const file = fromRoot('test/fixtures/workspace/report.pdf');

		const bytes = await readShared(file);

		assert.ok(isShared(bytes));
		assert.deepEqual(Buffer.from(bytes), await readFile(file));
	});

	test('so is one of many megabytes', async () => {
		const file = path.join(temporaryFolder(), 'large.pdf');
		const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_000_001, 'fovea')]);
		await writeFile(file, content);

		assert.ok(content.equals(Buffer.from(await readShared(file))));
	});

	test('anything else is read into memory of its own, also when there is nothing', async () => {
		const file = path.join(temporaryFolder(), 'note.pdf');
		for (const text of ['a note', '']) {
			await writeFile(file, text);

			const bytes = await readShared(file);

			assert.deepEqual([isShared(bytes), Buffer.from(bytes).toString()], [false, text]);
		}
	});

	test('a file that is not there says so', async () => {
		await assert.rejects(readShared(path.join(temporaryFolder(), 'none.pdf')), { code: 'ENOENT' });
	});

	test('a PDF moves into them, what is shared already stays, and what is no PDF gets out of them', () => {
		const pdf = new TextEncoder().encode('%PDF-1.7');
		const shared = inSharedMemory(pdf);

		assert.equal(sharedIfPdf(shared), shared);
		assert.equal(Buffer.from(sharedIfPdf(pdf)).toString(), '%PDF-1.7');
		assert.equal(pdf.length, 0, 'its old memory is given back');
		const image = sharedIfPdf(inSharedMemory(Buffer.from('GIF89a')));
		assert.deepEqual([isShared(image), Buffer.from(image).toString()], [false, 'GIF89a']);
	});
});
