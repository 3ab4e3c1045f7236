import assert from 'node:assert/strict';
import { imagesOf } from '../../../../../src/core/ocr/markdown/imagesOf.ts';

suite('the images of a markdown document', () => {
	test('have their address, their alternative text and the line behind their block', () => {
		const markdown = [
			'# Scans',
			'',
			'See ![](a.png) and',
			'![the *second*](<b c.png> "t").',
			'',
			'- item',
			'  ![x](d.png)',
			'',
			'end',
		].join('\r\n');

		assert.deepEqual(imagesOf(markdown), [
			{ url: 'a.png', alt: { text: '', at: { line: 2, character: 6 } }, lineAfter: 4 },
			{ url: 'b%20c.png', alt: { text: 'the *second*', at: { line: 3, character: 2 } }, lineAfter: 4 },
			{ url: 'd.png', alt: { text: 'x', at: { line: 6, character: 4 } }, lineAfter: 7 },
		]);
	});

	test('are found in tables and as HTML', () => {
		const markdown = ['| a |', '| - |', '| ![](t.png) |', '', '<img src="h.png" alt="h">'].join('\n');

		assert.deepEqual(
			imagesOf(markdown).map(({ url, lineAfter }) => [url, lineAfter]),
			[
				['t.png', 3],
				['h.png', 5],
			],
		);
	});

	test('are none in code, in comments and in math', () => {
		assert.deepEqual(imagesOf('`![](a.png)`\n\n    ![](b.png)\n\n```\n![](c.png)\n```\n\n<!-- ![](d.png) -->\n\n$![](e.png)$'), []);
	});

	test('an image at the end of the document has the end behind it', () => {
		assert.deepEqual(imagesOf('![](a.png)')[0]?.lineAfter, 1);
		assert.deepEqual(imagesOf('![](a.png)\n')[0]?.lineAfter, 1);
	});
});
