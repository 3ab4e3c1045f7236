import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator/emulator.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { MemoryFileSystem } from './memoryFileSystem.ts';
import { Stage, expectReader, folder, names, place, read, readBy, resetSettings, set } from './stage.ts';

const convert = (uri: vscode.Uri, selected?: readonly vscode.Uri[]) =>
	vscode.commands.executeCommand('fovea.convertToMarkdown', uri, selected);
const pagesOf = (text: string) => [...text.matchAll(/<!-- page (\d+) -->/g)].map(([, number]) => Number(number));
const pdf = (count: number, word = 'This is page') =>
	simplePdf(Array.from({ length: count }, (_, i) => ({ content: textAt(72, 700, `${word} ${i + 1}`) })));
const pageCount = 117;
const whole = Array.from({ length: pageCount }, (_, i) => i + 1);

suite('The life of a conversion', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let markdown: vscode.Uri;
	let emulator: Emulator | undefined;
	const reports: string[] = [];
	/** Conversions that have begun since `cancellable`. */
	let begun = 0;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await expectReader();
		markdown = vscode.Uri.joinPath(dir, 'long.md');
		stage.answers.push('test-key');
	});
	teardown(async () => {
		await stage.leave();
		await emulator?.close();
		emulator = undefined;
	});
	suiteTeardown('no settings stay', resetSettings);

	/** Connects a service that holds all answers but the first so many. */
	async function connect(answered: number, options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key', ...options });
		emulator.hold(({ number }) => number >= answered);
		await readBy('azure', emulator.origin);
		return emulator;
	}

	const grown = () =>
		until('the first pages', async () => {
			const text = await read(markdown).catch(() => '');
			return text.includes('not here yet') ? text : undefined;
		});
	const paid = (service: Emulator) => service.requests.flatMap(({ recognized = [] }) => recognized);

	/** Has conversions cancelled by the returned function, and what they report kept. */
	function cancellable(): () => void {
		let source = new vscode.CancellationTokenSource();
		reports.length = 0;
		begun = 0;
		stage.replace('withProgress', (_: unknown, task: (progress: object, token: vscode.CancellationToken) => Promise<unknown>) => {
			begun++;
			return task({ report: ({ message }: { message?: string }) => reports.push(message ?? '') }, source.token);
		});
		return () => {
			source.cancel();
			source = new vscode.CancellationTokenSource();
		};
	}

	suite('what it is of', () => {
		let source: vscode.Uri;
		let left: string;

		/** Cancels the conversion of a long document in its middle. */
		setup(async () => {
			const cancel = cancellable();
			await connect(1);
			source = await place(dir, 'long.pdf', pdf(pageCount));
			const running = convert(source);
			await grown();
			cancel();
			await running;
			left = await read(markdown);
			assert.match(left, /are missing: the conversion ended before them\. Convert the document again to go on here\./);
			const port = Number(new URL(emulator!.origin).port);
			await emulator!.close();
			await connect(Infinity, { port });
			stage.shown.length = 0;
		});

		function answerPages(pages: string): void {
			stage.replace('showInputBox', async ({ title }: vscode.InputBoxOptions) => (title?.startsWith('Convert Pages') ? pages : 'test-key'));
		}

		test('some of its pages are another conversion, in a file that is named after them', async () => {
			answerPages('9, 7-8');
			await vscode.commands.executeCommand('fovea.convertPages', source);

			assert.deepEqual(stage.texts('warning'), []);
			assert.deepEqual(pagesOf(await read(vscode.Uri.joinPath(dir, 'long.p7-9.md'))), [7, 8, 9]);
			assert.equal(await read(markdown), left);
		});

		test('the same pages once more are asked about', async () => {
			answerPages('7-9');
			await vscode.commands.executeCommand('fovea.convertPages', source);
			await vscode.commands.executeCommand('fovea.convertPages', source);

			assert.match(stage.texts('warning').join(), /long\.p7-9\.md already exists/);
		}).timeout(60_000);

		test('beside it, and the next conversion of the whole goes on in the file of the whole', async () => {
			answerPages('7-9');
			await vscode.commands.executeCommand('fovea.convertPages', source);
			assert.deepEqual(pagesOf(await read(vscode.Uri.joinPath(dir, 'long.p7-9.md'))), [7, 8, 9]);
			await convert(source);

			assert.deepEqual(pagesOf(await read(markdown)), whole);
			assert.deepEqual(
				(await names(dir)).filter((name) => name.endsWith('.md')),
				['long.md', 'long.p7-9.md'],
			);
		});

		test('all pages, however they are written, are the document', async () => {
			answerPages(' 2 - 117 , 1');
			await vscode.commands.executeCommand('fovea.convertPages', source);

			assert.deepEqual([stage.texts('warning'), pagesOf(await read(markdown))], [[], whole]);
		});

		test('a document that was written anew is another', async () => {
			await place(dir, 'long.pdf', pdf(pageCount, 'Another text on page'));
			await convert(source);

			assert.match(stage.texts('warning').join(), /long\.md already exists/);
			assert.equal(await read(markdown), left);
		});

		test('the same document with another time is the same', async () => {
			await place(dir, 'long.pdf', await vscode.workspace.fs.readFile(source));
			await convert(source);

			assert.deepEqual([stage.texts('warning'), pagesOf(await read(markdown))], [[], whole]);
		});

		test('other page marks make another text', async () => {
			await set({ pageMarks: 'rule' });
			await convert(source);

			assert.match(stage.texts('warning').join(), /long\.md already exists/);
		});
	});

	suite('asked for twice at once', () => {
		test('is one: paid for once, one file, and nothing is asked or reported', async () => {
			const service = await connect(1);
			const source = await place(dir, 'long.pdf', pdf(pageCount));
			const first = convert(source);
			await grown();
			const others = [convert(source), convert(source)];
			service.release();
			await Promise.all([first, ...others]);

			assert.deepEqual(stage.shown, []);
			assert.equal(paid(service).length, pageCount);
			assert.deepEqual(await names(dir), ['long.md', 'long.pdf']);
			assert.deepEqual(pagesOf(await read(markdown)), whole);
		});

		test('in the same moment, with figures, too', async () => {
			const service = await connect(1);
			const source = await place(dir, 'report.pdf');
			await convert(await place(dir, 'scan.png')); // stores the key
			const before = paid(service).length;
			const both = [convert(source), convert(source)];
			await until('the request', () => service.held.length > 0);
			service.release();
			await Promise.all(both);

			assert.deepEqual([stage.texts('error'), paid(service).length - before], [[], 2]);
			const found = await names(dir);
			assert.deepEqual(
				found.filter((name) => name.startsWith('report')),
				['report.assets', 'report.md', 'report.pdf'],
			);
			assert.ok((await names(vscode.Uri.joinPath(dir, 'report.assets'))).length > 0);
		});

		test('with another document of its name: each has its figures', async () => {
			const service = await connect(1);
			await convert(await place(dir, 'scan.png')); // stores the key
			const other = await place(dir, 'report.PDF', 'report.pdf').catch(() => undefined);
			const source = await place(dir, 'report.pdf');
			const both = [convert(source), convert(other ?? source)];
			// Both have the same pages, which are paid for once.
			await until('the request', () => service.held.length === 1);
			service.release();
			await Promise.all(both);

			assert.deepEqual(stage.texts('error'), []);
			for (const name of ['report.md', 'report-2.md']) {
				const [, link] = /!\[[^\]]*\]\(([^)]+)\)/.exec(await read(vscode.Uri.joinPath(dir, name)))!;
				await vscode.workspace.fs.stat(vscode.Uri.joinPath(dir, decodeURIComponent(link!)));
			}
		});

		test('whoever joins can leave, and the first goes on', async () => {
			const service = await connect(1);
			const source = await place(dir, 'long.pdf', pdf(pageCount));
			const first = convert(source);
			await grown();
			const cancel = cancellable();
			const second = convert(source);
			await until('the second to begin', () => begun > 0);
			cancel();
			await second;
			service.release();
			await first;

			assert.deepEqual(pagesOf(await read(markdown)), whole);
		});
	});

	suite('when its file or folder goes @api', () => {
		/** Converts a document whose markdown has its first pages; `goOn` waits for the whole. */
		async function begin(): Promise<{ readonly goOn: () => Promise<void> }> {
			const service = await connect(1);
			const ended = convert(await place(dir, 'long.pdf', pdf(pageCount)));
			await grown();
			return {
				goOn: async () => {
					service.release();
					await ended;
				},
			};
		}

		test('the folder does not come back: the whole is open untitled, and that is said once', async () => {
			const { goOn } = await begin();
			await vscode.workspace.fs.delete(dir, { recursive: true });
			await goOn();

			await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(dir)));
			assert.deepEqual(
				stage.shown.map(({ text }) => text),
				['The folder of long.md no longer exists. The result is open as an untitled document: save it where you like.'],
			);
			const untitled = vscode.workspace.textDocuments.find(({ isUntitled }) => isUntitled);
			assert.deepEqual(pagesOf(untitled!.getText()), whole);
			await vscode.window.showTextDocument(untitled!);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});

		test('the file is written anew, and the message names it once and does not call it changed', async () => {
			const { goOn } = await begin();
			await vscode.workspace.fs.delete(markdown);
			await goOn();

			assert.deepEqual(pagesOf(await read(markdown)), whole);
			assert.deepEqual(stage.texts('info'), ['long.md was moved or deleted while it grew. The whole result is written anew.']);
		});

		test('a folder that goes before a short document is written does not come back either', async () => {
			const service = await connect(0);
			const running = convert(await place(dir, 'long.pdf', pdf(2)));
			await until('the request', () => service.held.length > 0);
			await vscode.workspace.fs.delete(dir, { recursive: true });
			service.release();
			await running;

			await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(dir)));
			assert.match(stage.texts('error').join(), /The folder of long\.md no longer exists/);
			await vscode.window.showTextDocument(vscode.workspace.textDocuments.find(({ isUntitled }) => isUntitled)!);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});
	});

	suite('where nothing can be written @api', () => {
		let memory: MemoryFileSystem;
		let mounted: vscode.Disposable;
		let sources: vscode.Uri[];

		setup(async () => {
			const scheme = `memory${crypto.randomUUID().slice(0, 8)}`;
			memory = new MemoryFileSystem();
			mounted = vscode.workspace.registerFileSystemProvider(scheme, memory);
			dir = vscode.Uri.parse(`${scheme}:/docs`);
			await set({ connection: 'local' });
			sources = await Promise.all(['a.pdf', 'b.pdf', 'c.pdf'].map((name) => place(dir, name, pdf(1, `Text of ${name}`))));
		});
		teardown(async () => {
			mounted.dispose();
			for (const document of vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled)) {
				await vscode.window.showTextDocument(document);
				await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			}
		});

		const untitled = () => vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled);

		test('every result opens at once, while no message is answered, and one message says so', async () => {
			memory.failWrites = () => new Error('ENOSPC: no space left on device');
			let answer = (): void => undefined;
			stage.replace('showWarningMessage', (text: string) => {
				stage.shown.push({ kind: 'warning', text, buttons: [] });
				return new Promise<void>((resolve) => (answer = resolve));
			});
			stage.replace('showErrorMessage', (text: string) => {
				stage.shown.push({ kind: 'error', text, buttons: [] });
				return new Promise<void>((resolve) => (answer = resolve));
			});
			const running = convert(sources[0]!, sources);
			await until('all three', () => untitled().length === 3);
			await until('a message', () => stage.shown.length > 0);

			assert.deepEqual(
				untitled()
					.map((document) => /Text of (.)/.exec(document.getText())?.[1])
					.sort(),
				['a', 'b', 'c'],
			);
			assert.match(stage.shown.map(({ text }) => text).join(), /The disk is full: 3 results were not written/);
			answer();
			await running;
		});

		test('one document that fails to be written, or to be looked at, does not touch the others', async () => {
			memory.failStats = (uri) => (uri.path.endsWith('/a.md') ? new Error('the disk is busy') : undefined);
			memory.failWrites = (uri) => (uri.path.includes('/b.assets') ? new Error('no') : undefined);
			await convert(sources[0]!, sources);

			assert.ok([...memory.files.keys()].includes('/docs/c.md'), [...memory.files.keys()].join());
		});
	});

	suite('in another window', () => {
		/** Writes into the record of the markdown's conversion that another window has it until then. */
		async function leaseToAnother(untilMs: number): Promise<void> {
			const folder = vscode.Uri.file(path.join(process.env['FOVEA_USER_DATA']!, 'User/globalStorage/fovea.fovea/conversions'));
			for (const name of await names(folder)) {
				const uri = vscode.Uri.joinPath(folder, name);
				const record = JSON.parse(await read(uri).catch(() => '{}')) as { readonly value?: { readonly markdown?: string } };
				if (record.value?.markdown === markdown.toString()) {
					const lease = { holder: 'another', host: 'another', pid: 1, untilMs };
					await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify({ ...record, lease })));
					return;
				}
			}
			assert.fail('no record');
		}

		test('is waited for, and taken over when that window is gone: it goes on in the same file, unasked', async () => {
			const service = await connect(1);
			const cancel = cancellable();
			const source = await place(dir, 'long.pdf', pdf(pageCount));
			const running = convert(source);
			await grown();
			cancel();
			await running;
			await leaseToAnother(Date.now() + 3_600_000);
			stage.shown.length = 0;
			const before = service.requests.filter(({ delivered }) => delivered).flatMap(({ recognized = [] }) => recognized).length;
			const port = Number(new URL(service.origin).port);
			await service.close();
			const again = await connect(Infinity, { port });
			const converting = convert(source);
			await until('it to wait', () => reports.some((message) => message.includes('being converted already')));
			assert.equal(again.requests.length, 0, 'not before the lease has run out');
			await leaseToAnother(Date.now());
			await converting;

			assert.ok(before > 0);
			assert.deepEqual([stage.texts('warning'), pagesOf(await read(markdown))], [[], whole]);
			assert.equal(paid(again).length, pageCount - before);
		});

		test('whose claim was taken over stops, writes nothing more, and says so', async () => {
			const service = await connect(1);
			const source = await place(dir, 'long.pdf', pdf(pageCount));
			const running = convert(source);
			await grown();
			const before = await read(markdown);
			await leaseToAnother(Date.now() + 60_000);
			await running;

			assert.equal(await read(markdown), before);
			assert.deepEqual(stage.texts('info'), ['long.pdf is converted in another window, which has taken it over.']);
			await until('the requests to end', () => service.requests.some(({ aborted }) => aborted));
		});
	});

	// Windows lets few make links.
	if (process.platform !== 'win32') {
		suite('that would replace what a link leads to', () => {
			let detail: string;

			setup(async () => {
				await set({ connection: 'local' });
				detail = '';
				stage.replace('showWarningMessage', async (_: string, options: vscode.MessageOptions) => {
					detail = options.detail ?? '';
				});
			});

			test('says where that is, and whether it is outside', async () => {
				const outside = path.join(process.env['FOVEA_USER_DATA']!, 'outside.md');
				await vscode.workspace.fs.writeFile(vscode.Uri.file(outside), Buffer.from('mine'));
				const source = await place(dir, 'report.pdf');
				await symlink(outside, path.join(dir.fsPath, 'report.md'));
				await convert(source);

				assert.ok(detail.includes(`report.md is a link to ${outside}, which is not in this workspace.`), detail);
				assert.equal(await read(vscode.Uri.file(outside)), 'mine');
			});

			test('says so of the folder of the figures as well', async () => {
				const outside = path.join(process.env['FOVEA_USER_DATA']!, 'figures');
				await mkdir(outside, { recursive: true });
				const source = await place(dir, 'report.pdf');
				await place(dir, 'report.md', Buffer.from('mine'));
				await symlink(outside, path.join(dir.fsPath, 'report.assets'));
				await convert(source);

				assert.ok(detail.includes(`report.assets is a link to ${outside}, which is not in this workspace.`), detail);
			});
		});
	}

	suite('that is compared @api', () => {
		let source: vscode.Uri;
		let before: vscode.Uri;

		setup(async () => {
			await set({ connection: 'local' });
			source = await place(dir, 'report.pdf');
			await convert(source);
			before = vscode.Uri.joinPath(dir, 'report.md');
			await vscode.commands.executeCommand('workbench.action.closeAllEditors');
			stage.shown.length = 0;
			stage.presses.push([/already exists/, 'Compare']);
		});

		const diff = () =>
			vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputTextDiff)
				?.input as vscode.TabInputTextDiff;

		test('differs in what differs, and not in the links to its figures', async () => {
			await convert(source);

			const { original, modified } = diff();
			const [old, shown] = await Promise.all([original, modified].map((uri) => vscode.workspace.openTextDocument(uri)));
			assert.equal(shown!.getText(), old!.getText());
			assert.match(shown!.getText(), /\]\(report\.assets\//);
			assert.deepEqual(stage.shown.at(-1)?.buttons, ['Keep Both', 'Replace', 'Discard']);
		});

		for (const [choice, left, text] of [
			['Keep Both', ['report-2.assets', 'report-2.md', 'report.assets', 'report.md', 'report.pdf'], 'mine'],
			['Replace', ['report.assets', 'report.md', 'report.pdf'], '<!-- page 1 -->'],
			['Discard', ['report.assets', 'report.md', 'report.pdf'], 'mine'],
		] as const) {
			test(`ends with ${choice}, and leaves nothing else`, async () => {
				await vscode.workspace.fs.writeFile(before, Buffer.from('mine'));
				stage.presses.push([/Which of them stays/, choice]);
				await convert(source);

				assert.deepEqual(await names(dir), left);
				assert.ok((await read(before)).startsWith(text));
				assert.equal(diff(), undefined);
			});
		}
	});

	test('a name in a message is text, whatever it is', async () => {
		await set({ connection: 'local' });
		const name = '[x](command:workbench.action.quit)\u202e.pdf';
		const titles: string[] = [];
		const real = vscode.window.withProgress.bind(vscode.window);
		stage.replace('withProgress', (options: vscode.ProgressOptions, task: Parameters<typeof real>[1]) => {
			titles.push(options.title ?? '');
			return real(options, task);
		});
		await convert(await place(dir, name, Buffer.from('no document')));

		const said = [...titles, ...stage.shown.map(({ text }) => text)];
		assert.ok(said.length > 1);
		assert.doesNotMatch(said.join(), /\]\(|\u202e/);
	});
});
