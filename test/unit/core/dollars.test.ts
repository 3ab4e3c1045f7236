import assert from 'node:assert/strict';
import { dollars } from '../../../src/core/dollars.ts';

suite('dollars', () => {
	test('are to the cent; less than one keep a tenth of a cent', () => {
		assert.deepEqual(
			[0, 0.04, 0.005, 0.0421, 1.5, 12.3456].map((amount) => dollars(amount, 'en-US')),
			['$0.00', '$0.04', '$0.005', '$0.042', '$1.50', '$12.35'],
		);
	});

	test('are written as the language does', () => assert.equal(dollars(1234.5, 'de'), '1.234,50\u00a0$'));
});
