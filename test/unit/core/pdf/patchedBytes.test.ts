import assert from 'node:assert/strict';
import { openBytes } from '../../../../src/core/disk/bytes.ts';
import { withNewTrailer } from '../../../../src/core/pdf/brokenTrailer.ts';
import { patchedBytes } from '../../../../src/core/pdf/patchedBytes.ts';

const open = (text: string) => openBytes(Buffer.from(text), 'a');
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

suite('patchedBytes', () => {
	const patched = patchedBytes(open('0123456789'), { patches: [{ at: 3, bytes: Buffer.from('abc') }], end: 8, tail: Buffer.from('xyz') });

	test('are as long as they say', () => assert.equal(patched.length, 11));

	for (const [from, to, expected] of [
		[0, 99, '012abc67xyz'],
		[0, 3, '012'],
		[4, 5, 'b'],
		[2, 4, '2a'],
		[5, 7, 'c6'],
		[7, 9, '7x'],
		[9, 11, 'yz'],
	] as const) {
		test(`from ${from} to ${to}`, () => assert.equal(text(patched.slice(from, to)), expected));
	}
});

suite('withNewTrailer', () => {
	const body = '%PDF-1.7\n4 0 obj <</Type /Page>> endobj\n7 0 obj\n<</Type /Catalog /Pages 2 0 R>>\nendobj\n';
	const repaired = (document: string) => {
		const bytes = withNewTrailer(open(document));
		return bytes && text(bytes.slice(0, bytes.length));
	};

	test('names the catalog, in the place of a damaged end', () => {
		const end = '\ntrailer\n<</Root 7 0 R>>\nstartxref\n0\n%%EOF\n';

		assert.equal(repaired(`${body}trailer <</Root 7 0 R /ID [<90`), body + end);
		assert.equal(repaired(body), body + end);
	});

	test('keeps objects behind a trailer', () => {
		assert.match(repaired(`trailer <</Root 7 0 R>>\n${body}`)!, /endobj\n\ntrailer/);
	});

	test('is not to be had without a catalog or of an encrypted document', () => {
		assert.equal(repaired('%PDF-1.7\n4 0 obj <</Type /Page>> endobj'), undefined);
		assert.equal(repaired(`${body}trailer <</Encrypt 9 0 R`), undefined);
	});
});
