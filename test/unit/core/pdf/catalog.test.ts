import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { openBytes } from '../../../../src/core/disk/bytes.ts';
import { hasLayers } from '../../../../src/core/pdf/catalog.ts';

suite('hasLayers', () => {
	const layersIn = (bytes: Uint8Array) => hasLayers(openBytes(bytes, 'a.pdf'));
	const objectStream = (content: Buffer) =>
		Buffer.concat([
			Buffer.from('%PDF-1.7\n7 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\r\n'),
			content,
			Buffer.from('\nendstream endobj'),
		]);

	test('finds them in plain sight', () => {
		assert.equal(layersIn(Buffer.from('%PDF-1.4 1 0 obj <</Type/Catalog/OCProperties 3 0 R>>')), true);
		assert.equal(layersIn(Buffer.from('%PDF-1.4 1 0 obj <</Type/Catalog/Pages 3 0 R>>')), false);
	});

	test('finds them in an object stream', () => {
		assert.equal(layersIn(objectStream(deflateSync('<</Type/Catalog/OCProperties 3 0 R>>'))), true);
		assert.equal(layersIn(objectStream(deflateSync('<</Type/Catalog>>'))), false);
	});

	test('takes no chances with a stream that it cannot read', () => {
		assert.equal(layersIn(objectStream(Buffer.from('garbage'))), true);
	});
});
