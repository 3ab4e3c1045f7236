import assert from 'node:assert/strict';
import { imagesOf } from '../../../../../src/core/ocr/markdown/imagesOf.ts';

const alt = (text: string, line: number, character: number) => ({
	text,
	from: { line, character },
	to: { line, character: character + text.length },
	syntax: 'markdown',
});

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
			{ url: 'a.png', alt: alt('', 2, 6), lineAfter: 4 },
			{ url: 'b%20c.png', alt: alt('the *second*', 3, 2), lineAfter: 4 },
			{ url: 'd.png', alt: alt('x', 6, 4), lineAfter: 7 },
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

	test('may have their address elsewhere in the document', () => {
		const markdown = '![][one] and ![the second][Two]\n\n> ![one]\n\n![nowhere]\n\n[one]: <scans/a b.png> "t"\n[two]: b.png\n';

		assert.deepEqual(imagesOf(markdown), [
			{ url: 'scans/a%20b.png', alt: alt('', 0, 2), lineAfter: 1 },
			{ url: 'b.png', alt: alt('the second', 0, 15), lineAfter: 1 },
			{ url: 'scans/a%20b.png', alt: alt('one', 2, 4), lineAfter: 3 },
		]);
	});

	const inHtml = (html: string) => {
		const [image] = imagesOf(`Before ${html} after`);
		const { from, to, text } = image!.alt;
		return [image!.url, text, `Before ${html} after`.slice(from.character, to.character)];
	};

	test('as HTML say where their alternative text is or would be', () => {
		assert.deepEqual(inHtml('<img src="a.png">'), ['a.png', '', '']);
		assert.equal(imagesOf('<img src="a.png">')[0]?.alt.from.character, '<img'.length);
		assert.deepEqual(inHtml(`<img title=' alt="x"' alt="" src=b.png />`), ['b.png', '', 'alt=""']);
		assert.deepEqual(inHtml('<IMG ALT=one SRC="c.png">'), ['c.png', 'one', 'ALT=one']);
		assert.deepEqual(inHtml('<img alt src="d.png">'), ['d.png', '', 'alt']);
	});

	test('are none in code, in comments and in math', () => {
		assert.deepEqual(imagesOf('`![](a.png)`\n\n    ![](b.png)\n\n```\n![](c.png)\n```\n\n<!-- ![](d.png) -->\n\n$![](e.png)$'), []);
	});

	test('an image at the end of the document has the end behind it', () => {
		assert.deepEqual(imagesOf('![](a.png)')[0]?.lineAfter, 1);
		assert.deepEqual(imagesOf('![](a.png)\n')[0]?.lineAfter, 1);
	});
});
