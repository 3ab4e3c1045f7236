import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFoveaError } from '../../../../../../src/core/errors.ts';
import { languageCodes, readLanguage } from '../../../../../../src/core/ocr/local/tesseract/languageFiles.ts';

const missing = (error: unknown) => isFoveaError(error) && error.code === 'missingLanguage';

suite('languages of the local engine', () => {
	let folder: string;

	setup(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'fovea-languages-'));
	});
	teardown(() => rm(folder, { recursive: true, force: true }));

	for (const [setting, codes] of [
		['eng', ['eng']],
		[' eng + deu_latf ', ['eng', 'deu_latf']],
		['chi_sim+ocr-b+my2', ['chi_sim', 'ocr-b', 'my2']],
	] as const) {
		test(`${JSON.stringify(setting)} names ${codes.join(' and ')}`, () => {
			assert.deepEqual(languageCodes(setting), codes);
		});
	}

	for (const setting of [
		'../../../etc/passwd',
		'eng+../secret',
		'..',
		'.',
		'/dev/zero',
		'C:\\secret',
		'a/b',
		'a\\b',
		'eng\0',
		'',
		'eng+',
		'%2e%2e',
		'e.ng',
		'é',
		'x'.repeat(65),
		Array.from({ length: 17 }, (_, i) => `l${i}`).join('+'),
	]) {
		test(`${JSON.stringify(setting.slice(0, 40))} names none`, () => {
			assert.throws(() => languageCodes(setting), missing);
		});
	}

	test('a file is read from the first folder that has it', async () => {
		await writeFile(path.join(folder, 'deu.traineddata'), 'data');

		assert.equal(Buffer.from(await readLanguage('deu', [path.join(folder, 'none'), folder])).toString(), 'data');
	});

	test('a link to a regular file is followed', async () => {
		await writeFile(path.join(folder, 'store'), 'data');
		await symlink(path.join(folder, 'store'), path.join(folder, 'deu.traineddata.gz'));

		assert.equal(Buffer.from(await readLanguage('deu', [folder])).toString(), 'data');
	});

	for (const [what, make] of [
		['a device that never ends', (file: string) => symlink('/dev/zero', file)],
		['a folder', (file: string) => mkdir(file)],
		['an empty file', (file: string) => writeFile(file, '')],
		['a link that leads nowhere', (file: string) => symlink('/nowhere/at/all', file)],
		[
			'a file that no language fills',
			async (file: string) => {
				await writeFile(file, '');
				await truncate(file, 300 * 2 ** 20);
			},
		],
		[
			'a pipe that nobody writes into',
			async (file: string) => {
				assert.equal(spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', file]).status, 0);
			},
		],
	] as const) {
		test(`${what} is no language`, async function () {
			if (process.platform === 'win32') {
				this.skip();
			}
			await make(path.join(folder, 'deu.traineddata'));

			await assert.rejects(readLanguage('deu', [folder]), missing);
		});
	}
});
