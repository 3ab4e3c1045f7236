import assert from 'node:assert/strict';
import { isInside, relativePath } from '../../../../src/panel/actions/relativePath.ts';

suite('the way from a document to an image', () => {
	for (const [folder, file, way] of [
		['/w/docs', '/w/images/fox.png', '../images/fox.png'],
		['/w/docs/', '/w/docs/fox.png', 'fox.png'],
		['/w', '/w/größe (neu)/100% [1].png', 'größe (neu)/100% [1].png'],
		['/', '/fox.png', 'fox.png'],
		['/c:/Users/me/docs', '/C:/Users/me/images/fox.png', '../images/fox.png'],
		['/c:/docs', '/d:/images/fox.png', undefined],
		['/docs', '/d:/images/fox.png', undefined],
	] as const) {
		test(`${folder} → ${file}`, () => assert.equal(relativePath(folder, file), way));
	}
});

suite('what lies in a folder', () => {
	for (const [folder, file, inside] of [
		['/w', '/w/a/b.png', true],
		['/w', '/w', true],
		['/w', '/w/..b.png', true],
		['/w', '/w/../x.png', false],
		['/w', '/wide/x.png', false],
		['/c:/w', '/C:/w/x.png', true],
		['/c:/w', '/d:/w/x.png', false],
	] as const) {
		test(`${file} is ${inside ? '' : 'not '}in ${folder}`, () => assert.equal(isInside(folder, file), inside));
	}
});
