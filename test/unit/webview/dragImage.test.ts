import assert from 'node:assert/strict';
import { fileBehind } from '../../../src/webview/dragImage.ts';

suite('an image that is dragged out of the panel', () => {
	test('is the file that the editor’s window knows, here and over a remote connection', () => {
		const host = 'vscode-resource.vscode-cdn.net';
		assert.deepEqual(
			[
				`https://file+.${host}/home/me/images/a%20b.png`,
				`https://file+.${host}/c%3A/images/a.png?v=1`,
				// As VS Code writes a URI.
				`https://file%2B.${host}/home/me/a.png`,
				`https://vscode-remote%2Blocalhost-003a37703.${host}/home/me/a.png`,
				`https://vscode-remote+ssh-002dremote-002bmy-002dbox.${host}/home/a.png`,
				`https://vscode-remote+localhost-003a8080.${host}/home/a.png`,
			].map(fileBehind),
			[
				'file:///home/me/images/a%20b.png',
				'file:///c%3A/images/a.png',
				'file:///home/me/a.png',
				'vscode-remote://localhost:37703/home/me/a.png',
				'vscode-remote://ssh-remote+my-box/home/a.png',
				'vscode-remote://localhost:8080/home/a.png',
			],
		);
	});

	test('is no file where the address is of another kind', () => {
		assert.deepEqual(['', 'https://images.example/a.png', 'data:image/png;base64,AA==', `https://file+.other/a.png`].map(fileBehind), [
			undefined,
			undefined,
			undefined,
			undefined,
		]);
	});
});
