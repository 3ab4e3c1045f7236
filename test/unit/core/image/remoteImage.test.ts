import assert from 'node:assert/strict';
import { expiryOf } from '../../../../src/core/image/remoteImage.ts';

suite('when an address expires', () => {
	const at = Date.UTC(2026, 10, 26, 12, 0, 0);
	for (const [name, query, expected] of [
		['Azure', 'st=2026-11-26T10%3A00%3A00Z&se=2026-11-26T12%3A00%3A00Z&sig=x', at],
		['Amazon and CloudFront, in seconds', `Expires=${at / 1000}&Signature=x`, at],
		['Amazon', 'X-Amz-Date=20261126T110000Z&X-Amz-Expires=3600', at],
		['Google', 'X-Goog-Date=20261126T110000Z&X-Goog-Expires=3600', at],
		['no word of it', 'a=b', undefined],
		['nonsense', 'se=tomorrow', undefined],
		['more nonsense', 'Expires=-1', undefined],
		['half of it', 'X-Amz-Date=20261126T110000Z&X-Amz-Expires=x', undefined],
	] as const) {
		test(name, () => assert.equal(expiryOf(new URL(`https://h/x?${query}`)), expected));
	}
});
