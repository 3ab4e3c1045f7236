import assert from 'node:assert/strict';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileWithin, folderOfRoot } from '../../../src/mcp/roots.ts';
import { temporaryFolder } from '../../support/host/temporary.ts';

suite('files of the MCP server', () => {
	const base = realpathSync(temporaryFolder());
	const made = (...segments: string[]) => {
		const file = path.join(base, ...segments);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, 'x');
		return file;
	};

	const names = ['a b.pdf', 'a#b%20 100%.pdf', "it's [1](two) {3}.pdf", '🦊👩‍👩‍👧.pdf', 'תיק.pdf', 'e\u0301.pdf', '.hidden.pdf', '~', '-rf'];
	const onPosix = ['what? "why"|*', 'back\\slash.pdf', 'a:b.pdf', 'line\nbreak.pdf', 'CON', 'dots..', ' spaces '];

	for (const name of process.platform === 'win32' ? names : [...names, ...onPosix]) {
		test(`${JSON.stringify(name)} is found by its path, absolute and relative, and by its URI`, async () => {
			const folder = path.join(base, 'odd #1 [2] 100%');
			const file = made('odd #1 [2] 100%', name);

			assert.equal(folderOfRoot(pathToFileURL(folder).href), folder);
			for (const written of [file, name, pathToFileURL(file).href]) {
				assert.equal(await fileWithin([folder], written), file);
			}
		});
	}

	test('a relative path that is in several folders is asked about, with each in full', async () => {
		const deep = 'a folder with a rather long name/'.repeat(5);
		const [one, two] = [made('one', deep, 'report.pdf'), made('two', deep, 'report.pdf')];
		const folders = [path.join(base, 'one'), path.join(base, 'two')];

		await assert.rejects(fileWithin(folders, `${deep}report.pdf`), ({ message }: Error) => message.includes(one) && message.includes(two));
		assert.equal(await fileWithin(folders, two), two);
		assert.equal(await fileWithin([folders[0]!, folders[0]!], `${deep}report.pdf`), one);
	});
});
