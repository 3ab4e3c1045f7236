import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator/emulator.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { MemoryFileSystem } from './memoryFileSystem.ts';
import { until } from '../support/until.ts';
import { Stage, folder, names, onlySettings, read, readBy, resetSettings } from './stage.ts';

const run = (name: string, ...args: readonly unknown[]) => vscode.commands.executeCommand(`fovea.${name}`, ...args);
const pdf = (words: string, pages = 1) =>
	simplePdf(Array.from({ length: pages }, (_, i) => ({ content: textAt(72, 700, `${words} on page ${i + 1}`) })));

suite('Convert Folder to Markdown', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator | undefined;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await onlySettings({ 'fovea.ocr.connection': 'local' });
	});
	teardown(async () => {
		await run('cancelQueue');
		await run('clearQueue');
		await stage.leave();
		await emulator?.close();
		emulator = undefined;
	});
	suiteTeardown('no settings stay', resetSettings);

	async function connect(options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key', ...options });
		await readBy('azure', emulator.origin);
		stage.answers.push('test-key');
		return emulator;
	}

	const put = async (name: string, bytes: Uint8Array | string = pdf(name)) => {
		const file = path.join(dir.fsPath, name);
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, bytes);
		return vscode.Uri.file(file);
	};
	const there = async (name: string) => read(vscode.Uri.joinPath(dir, name));
	/** Ticks rows of the question, or accepts what is ticked. */
	const tick = (...rows: readonly string[]) => stage.answers.push(rows);
	const accept = () => stage.answers.push([]);
	const question = () => stage.seen.findLast(({ title }) => title.startsWith('Convert '))!;
	const rows = () => question().items.map(({ label, description }) => `${label}: ${description}`);
	const ended = (text: RegExp) => until(`a message like ${text}`, () => stage.shown.find((shown) => text.test(shown.text)));

	test('finds what is in it and below, says how much it is first, and converts all of it', async () => {
		await put('a.pdf', pdf('alpha', 2));
		await put('deep/er/b.PDF', pdf('beta', 3));
		await put('deep/scan.png', await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dir, '../scan.png')));
		await put('notes.txt', 'no document');
		accept();
		await run('convertFolder', dir);

		assert.deepEqual(rows(), ['PDF: 2 documents, 5 pages', 'Images: 1 document, 1 page']);
		assert.equal(question().text, 'Convert 6 pages, nothing is sent');
		await ended(/^3 documents converted to markdown\.$/);
		assert.match(await there('deep/er/b.md'), /beta on page 3/);
		assert.ok((await there('deep/scan.md')).length > 10);
		assert.match(await there('a.md'), /alpha on page 2/);
	});

	test('what nobody agrees to is not converted', async () => {
		await put('a.pdf');
		await run('convertFolder', dir);

		assert.deepEqual(await names(dir), ['a.pdf']);
	});

	test('only the kinds that are ticked', async () => {
		await put('a.pdf');
		await put('b.png', await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dir, '../scan.png')));
		tick('PDF');
		await run('convertFolder', dir);
		await ended(/^1 document converted/);

		assert.deepEqual(await names(dir), ['a.md', 'a.pdf', 'b.png']);
	});

	test('leaves out what files.exclude and git leave out, and figures of markdown', async () => {
		await put('.gitignore', 'build\n*.tmp.pdf\n');
		await put('build/a.pdf');
		await put('b.tmp.pdf');
		await put('hidden/c.pdf');
		await put('report.md', '![](report.assets/figure.png)');
		await put('report.assets/figure.png', 'figure');
		await put('kept/d.pdf');
		await vscode.workspace.getConfiguration('files').update('exclude', { '**/hidden': true }, vscode.ConfigurationTarget.Global);
		try {
			accept();
			await run('convertFolder', dir);
		} finally {
			await vscode.workspace.getConfiguration('files').update('exclude', undefined, vscode.ConfigurationTarget.Global);
		}

		assert.deepEqual(rows(), ['PDF: 1 document, 1 page']);
		await ended(/^1 document converted/);
	});

	suite('what is there already', () => {
		setup(async () => {
			await put('a.pdf');
			await put('b.pdf');
			accept();
			await run('convertFolder', dir);
			await ended(/^2 documents converted/);
			stage.shown.length = 0;
		});

		test('is left out where it is up to date, by its content', async () => {
			await put('a.pdf');
			await run('convertFolder', dir);

			assert.match(stage.texts('info').at(-1) ?? '', /^All documents in .* are up to date\.$/);
		});

		test('is left out where it was converted by itself, and where its markdown was edited since', async () => {
			await run('convertToMarkdown', await put('single.pdf'));
			await put('a.md', `${await there('a.md')}\nmine\n`);
			await run('convertFolder', dir);

			assert.match(stage.texts('info').at(-1) ?? '', /^All documents in .* are up to date\.$/);
		});

		test('is replaced where the document has changed and nobody has edited the markdown', async () => {
			await put('a.pdf', pdf('another text'));
			accept();
			await run('convertFolder', dir);

			assert.deepEqual(rows(), ['Changed since they were converted: 1 document, 1 page']);
			assert.match(question().title, /1 more document is up to date/);
			await ended(/^1 document converted/);
			assert.match(await there('a.md'), /another text on page 1/);
			assert.deepEqual(await names(dir), ['a.md', 'a.pdf', 'b.md', 'b.pdf']);
		});

		test('stays where it was edited, unless that is ticked: then the result stands beside it', async () => {
			await put('a.pdf', pdf('another text'));
			await put('a.md', 'mine\n');
			await put('c.pdf');
			await put('c.md', 'also mine\n');
			accept();
			await run('convertFolder', dir);
			assert.deepEqual(rows(), ['With markdown that is not Fovea’s, or was edited: 2 documents, 2 pages']);
			assert.equal(question().text, 'Tick what is to be converted');
			tick('With markdown that is not Fovea’s, or was edited');
			await run('convertFolder', dir);
			await ended(/^2 documents converted/);

			assert.deepEqual([await there('a.md'), await there('c.md')], ['mine\n', 'also mine\n']);
			assert.match(await there('a-2.md'), /another text/);
		});

		test('another document of the same name gets the next one, once', async () => {
			await put('a.png', await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dir, '../scan.png')));
			accept();
			await run('convertFolder', dir);
			assert.deepEqual(rows(), ['Images: 1 document, 1 page']);
			await ended(/^1 document converted/);
			assert.ok((await names(dir)).includes('a-2.md'));
			stage.shown.length = 0;
			await run('convertFolder', dir);

			assert.match(stage.texts('info').join(), /are up to date/);
		});
	});

	test('a selection with a folder in it takes the files too, each document once', async () => {
		const files = [await put('sub/a.pdf'), await put('b.pdf')];
		await put('sub/c.pdf');
		accept();
		await run('convertToMarkdown', files[1], [files[1], vscode.Uri.joinPath(dir, 'sub'), files[0]]);
		await ended(/^3 documents converted/);

		assert.deepEqual(await names(vscode.Uri.joinPath(dir, 'sub')), ['a.md', 'a.pdf', 'c.md', 'c.pdf']);
	});

	test('one that fails stops nothing, and says why', async () => {
		await put('a.pdf', 'no document');
		await put('b.pdf');
		await put('c.pdf');
		accept();
		await run('convertFolder', dir);

		const { text, buttons } = await ended(/documents converted/);
		assert.match(text, /^2 of 3 documents converted\. a\.pdf /);
		assert.deepEqual(buttons, ['Show List', 'Retry Failed', 'Manage Connections']);
	});

	// Windows lets few make links.
	if (process.platform !== 'win32') {
		test('a link that leads nowhere is told', async () => {
			await put('deep/b.pdf');
			await symlink('nowhere.pdf', path.join(dir.fsPath, 'deep/gone.pdf'));
			accept();
			await run('convertFolder', dir);

			const { text } = await ended(/converted/);
			assert.equal(text, '1 of 2 documents converted. gone.pdf is a link to a file that does not exist.');
		});
	}

	test('an empty one says so', async () => {
		await run('convertFolder', dir);

		assert.match(stage.texts('info').join(), /^There are no documents to convert in /);
	});

	suite('read by a service', () => {
		test('asks once for all, with pages and host, and sends nothing without consent', async () => {
			const service = await connect();
			await put('a.pdf', pdf('alpha', 2));
			await put('b.pdf', pdf('beta', 3));
			stage.answers.push(undefined);
			await run('convertFolder', dir);

			const { host } = new URL(service.origin);
			assert.equal(question().text, 'Convert 5 pages, the price is not known');
			assert.deepEqual(
				question().items.map(({ detail }) => detail),
				[`Sent to ${host}.`],
			);
			assert.deepEqual([service.requests.length, await names(dir)], [0, ['a.pdf', 'b.pdf']]);
		});

		test('a key that is refused pauses after three, keeps the rest, and Resume goes on', async () => {
			let refuses = true;
			await connect({ faults: () => (refuses ? { kind: 'status', status: 401 } : undefined) });
			await Promise.all(Array.from({ length: 12 }, (_, i) => put(`d${i}.pdf`)));
			accept();
			await run('convertFolder', dir);
			await ended(/^Converting has paused; documents that wait: \d+\. /);
			assert.equal((await names(dir)).length, 12);
			refuses = false;
			await run('resumeQueue');
			await ended(/^12 documents converted/);

			assert.equal((await names(dir)).length, 24);
		});

		test('a key that is refused is mended in the message about the pause, and all go on', async () => {
			emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
			await readBy('azure', emulator.origin);
			await Promise.all(Array.from({ length: 12 }, (_, i) => put(`d${i}.pdf`)));
			stage.presses.push([/^Converting has paused/, 'Set API Key']);
			stage.answers.push('wrong-key', [], 'test-key');

			await run('convertFolder', dir);
			await ended(/^12 documents converted/);

			const paused = stage.shown.filter(({ text }) => text.startsWith('Converting has paused'));
			assert.deepEqual(
				paused.map(({ buttons }) => buttons),
				[['Resume', 'Set API Key', 'Check Connection']],
			);
			assert.equal((await names(dir)).length, 24);
		});

		test('a deployment that is not there is mended in the message about the end, and what failed goes on', async () => {
			emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
			await readBy('azure', emulator.origin, 'mistral-document-ai');
			await Promise.all([put('a.pdf'), put('b.pdf')]);
			stage.presses.push([/^0 of 2 documents converted/, 'Choose Another Model'], [/^Convert 2 /, 'Convert']);
			// The key, the documents, the deployment, and which model it is.
			stage.answers.push('test-key', [], 'mistral-document-ai-2512');

			await run('convertFolder', dir);
			await ended(/^2 documents converted/);

			assert.deepEqual(await names(dir), ['a.md', 'a.pdf', 'b.md', 'b.pdf']);
		});

		test('a key that was removed is asked for on Resume', async () => {
			const service = await connect();
			service.hold();
			await Promise.all(Array.from({ length: 14 }, (_, i) => put(`d${i}.pdf`)));
			accept();
			await run('convertFolder', dir);
			await until('the first', () => service.held.length > 0);
			stage.presses.push([/^Converting has paused/, 'Resume']);
			stage.replace('showQuickPick', async ([first]: readonly string[]) => first);
			await run('removeApiKey');
			stage.answers.push('test-key');
			service.release();
			await ended(/^14 documents converted/);

			assert.deepEqual(
				stage.shown.filter(({ text }) => text.startsWith('Converting has paused')).map(({ text }) => /There is no API key for/.test(text)),
				[true],
			);
		});

		test('goes nowhere else than the user has agreed to', async () => {
			const service = await connect();
			service.hold();
			const other = await startEmulator({ profile: 'foundry', key: 'other-key' });
			try {
				await Promise.all(Array.from({ length: 20 }, (_, i) => put(`d${i}.pdf`)));
				accept();
				await run('convertFolder', dir);
				await until('the first', () => service.held.length > 0);
				await readBy('azure', other.origin);
				service.release();
				await ended(/^Converting has paused; .*were to be read by/);

				assert.equal(other.requests.length, 0);
				// What was under way has been converted, and is reported when nothing waits: not in the next test.
				await run('cancelQueue');
				await ended(/^\d+ documents? converted to markdown/);
			} finally {
				await other.close();
			}
		});
	});

	suite('where it cannot be', () => {
		for (const [what, isReadonly] of [
			['a virtual folder', false],
			['a read-only folder', true],
		] as const) {
			test(`${what} is refused in a sentence`, async () => {
				const scheme = `memory${crypto.randomUUID().slice(0, 8)}`;
				const memory = new MemoryFileSystem();
				const mounted = vscode.workspace.registerFileSystemProvider(scheme, memory, { isReadonly });
				try {
					const virtual = vscode.Uri.parse(`${scheme}:/docs`);
					memory.writeFile(vscode.Uri.joinPath(virtual, 'a.pdf'), pdf('alpha'));
					await run('convertFolder', virtual);

					assert.match(
						stage.texts('error').join(),
						/docs is in a file system that VS Code cannot search for documents\. Open it and select/,
					);
					assert.equal(memory.files.size, 1);
				} finally {
					mounted.dispose();
				}
			});
		}
	});
});
