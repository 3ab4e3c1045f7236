import assert from 'node:assert/strict';
import { documentBlocks } from '../../../../../../../src/core/ocr/local/structure/blocks/documentBlocks.ts';
import { pageParts } from '../../../../../../../src/core/ocr/local/structure/pageContent.ts';
import { words } from '../make.ts';

/** Cards that have a numbered name and a picture: the same one on all of them, or another on each. */
const cards = (pictureOf: (page: number) => string) =>
	[1, 2, 3, 4].map((page) =>
		pageParts({
			...{ width: 600, height: 800, rotation: 0, rules: [], shapes: [], links: [] },
			runs: words(`Card ${page}`, 50, 60),
			images: [{ left: 50, top: 300, right: 250, bottom: 500, key: pictureOf(page) }],
		}),
	);

const kindsOf = (pages: ReturnType<typeof cards>) => documentBlocks(pages, true).blocks.map((blocks) => blocks.map(({ kind }) => kind));

suite('documentBlocks', () => {
	test('pages that have nothing but what repeats and a picture that all have keep their text', () => {
		assert.ok(kindsOf(cards(() => 'logo')).every((kinds) => kinds.length > 0));
	});

	test('a name that repeats over pictures is a header', () => {
		assert.deepEqual(kindsOf(cards(String)), new Array(4).fill(['figure']));
	});
});
