import assert from 'node:assert/strict';
import { copyDestination, copyGlob } from '../../../../src/panel/actions/copyDestination.ts';

const facts = {
	document: '/home/me/project/docs/guide/README.md',
	workspaceFolder: '/home/me/project',
	fileName: 'a-red-fox.png',
	now: Date.UTC(2026, 0, 5, 12),
};

suite('markdown.copyFiles.destination', () => {
	for (const [destination, path] of [
		['images/', '/home/me/project/docs/guide/images/a-red-fox.png'],
		['', '/home/me/project/docs/guide/a-red-fox.png'],
		['../${fileName}', '/home/me/project/docs/a-red-fox.png'],
		['/assets/', '/home/me/project/assets/a-red-fox.png'],
		['/assets/${documentBaseName}/${fileName}', '/home/me/project/assets/README/a-red-fox.png'],
		['${documentDirName}/img/${fileName}', '/home/me/project/docs/guide/img/a-red-fox.png'],
		['${documentWorkspaceFolder}/img/${documentRelativeDirName}/', '/home/me/project/img/docs/guide/a-red-fox.png'],
		['/img/${documentRelativeFilePath}.${fileExtName}', '/home/me/project/img/docs/guide/README.md.png'],
		['${documentFilePath}.${fileExtName}', '/home/me/project/docs/guide/README.md.png'],
		['img/${documentFileName}.${documentExtName}/', '/home/me/project/docs/guide/img/README.md.md/a-red-fox.png'],
		['${unixTime}-${fileName}', '/home/me/project/docs/guide/1767614400000-a-red-fox.png'],
		['${isoTime}.png', '/home/me/project/docs/guide/2026-01-05T12:00:00.000Z.png'],
		['${fileName/(.*)\\.png/$1-x.png/}', '/home/me/project/docs/guide/a-red-fox-x.png'],
		['${documentDirName/docs\\/guide/img/}/', '/home/me/project/img/a-red-fox.png'],
		['${documentBaseName/README//}${fileName}', '/home/me/project/docs/guide/a-red-fox.png'],
		['${fileName/[/x/}', '/home/me/project/docs/guide/a-red-fox.png'],
		['${unknown}/${fileName}', '/home/me/project/docs/guide/${unknown}/a-red-fox.png'],
		['\\${fileName}', '/home/me/project/docs/guide/${fileName}'],
	] as const) {
		test(`"${destination}"`, () => assert.equal(copyDestination(destination, facts), path));
	}

	test("outside of a workspace, the document's folder stands for it", () => {
		const outside = { ...facts, workspaceFolder: undefined };

		assert.equal(copyDestination('/img/', outside), '/home/me/project/docs/guide/img/a-red-fox.png');
		assert.equal(copyDestination('${documentWorkspaceFolder}/x/', outside), '/home/me/project/docs/guide/x/a-red-fox.png');
	});

	test('globs hold below any folder, but for those from the root of a workspace folder', () => {
		assert.deepEqual(copyGlob('*.md'), { anchored: false, glob: '**/*.md' });
		assert.deepEqual(copyGlob('**/docs/*.md'), { anchored: false, glob: '**/docs/*.md' });
		assert.deepEqual(copyGlob('/docs/*.md'), { anchored: true, glob: 'docs/*.md' });
	});
});
