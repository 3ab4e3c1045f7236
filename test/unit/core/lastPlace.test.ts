import assert from 'node:assert/strict';
import { lastPlace } from '../../../src/core/lastPlace.ts';

test('the last place at or before another one is found as by looking at all', () => {
	for (const places of [[], [3], [0, 3], [0, 3, 3, 7], [1, 2, 4, 8, 16]]) {
		for (let at = 0; at <= 17; at++) {
			assert.equal(
				lastPlace(places.length, (index) => places[index]!, at),
				Math.max(0, places.filter((place) => place <= at).length - 1),
				`${at} in ${places.join()}`,
			);
		}
	}
});
