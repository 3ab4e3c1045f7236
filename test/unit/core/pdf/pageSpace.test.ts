import assert from 'node:assert/strict';
import { PageSpace } from '../../../../src/core/pdf/pageSpace.ts';

suite('PageSpace', () => {
	const visible = { left: 10, bottom: 20, right: 110, top: 220 };
	// The visible part's top left corner, in the page's own coordinates.
	const corner = (turns: number) => new PageSpace(visible, turns).point(10, 220);

	test('turns the top left corner clockwise around the page', () => {
		assert.deepEqual(
			[corner(0), corner(1), corner(2), corner(3)],
			[
				[0, 0],
				[200, 0],
				[100, 200],
				[0, 100],
			],
		);
	});

	test('exchanges width and height', () => {
		const { width, height } = new PageSpace(visible, 1);

		assert.deepEqual([width, height], [200, 100]);
	});

	test('says how far a direction of writing is from upright', () => {
		const space = new PageSpace(visible, 0);

		assert.deepEqual(
			[space.turnsOf(1, 0), space.turnsOf(0, 1), space.turnsOf(-1, 0), space.turnsOf(0, -1), space.turned(1).turnsOf(0, 1)],
			[0, 1, 2, 3, 0],
		);
	});

	test('says what shows', () => {
		const space = new PageSpace(visible, 0);

		assert.equal(space.shows(space.box({ left: 0, bottom: 0, right: 15, top: 30 })), true);
		assert.equal(space.shows(space.box({ left: 0, bottom: 0, right: 9, top: 30 })), false);
	});
});
