import assert from 'node:assert/strict';
import { isListing } from '../../../../../../src/core/ocr/local/tesseract/listing.ts';

suite('isListing', () => {
	const listings: Readonly<Record<string, readonly string[]>> = {
		code: ['function area(radius) {', '  return Math.PI * radius ** 2;', '}'],
		'a log': ['15:11:51.885 W | wal: sync duration', '15:12:00.187 I compact', 'done'],
		'columns of a program': ['NAME        READY   AGE', 'nginx       1       3m', 'coredns     2       17h'],
		'a diff of paths': ['modified:   src/core/engine.ts', 'deleted:    src/old.ts', 'no changes added to commit'],
	};
	for (const [name, rows] of Object.entries(listings)) {
		test(name, () => assert.ok(isListing(rows)));
	}

	test('a typescript is none', () => {
		assert.ok(
			!isListing(['The harbour was closed for the winter', 'and the keeper went home to his house', 'by the river, where he stayed']),
		);
	});

	test('a receipt is none', () => {
		assert.ok(
			!isListing(['GREEN LEAF MARKET', 'Oat milk 1 L          3.49', 'Coffee beans         14.90', 'TOTAL                18.39 A']),
		);
	});
});
