import type { Claim } from '../../src/core/disk/claims.ts';
import type { MarkdownPiece } from '../../src/core/ocr/markdown/draft.ts';
import { TaskQueue } from '../../src/core/taskQueue.ts';
import { GrowingMarkdown } from '../../src/commands/convert/growingMarkdown.ts';
import { targetOf } from '../../src/platform/markdownTarget.ts';
import assert from 'node:assert/strict';
import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { longPdf } from '../support/documents.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator/emulator.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { MemoryFileSystem } from './memoryFileSystem.ts';
import { Stage, expectReader, folder, names, place, read, readBy, resetSettings, set } from './stage.ts';

const convert = (uri: vscode.Uri) => vscode.commands.executeCommand('fovea.convertToMarkdown', uri);
const pagesOf = (text: string) => [...text.matchAll(/<!-- page (\d+) -->/g)].map(([, number]) => Number(number));
const whole = Array.from({ length: 117 }, (_, i) => i + 1);
const plain = simplePdf(whole.map((page) => ({ content: textAt(72, 700, `This is page ${page}`) })));
/** One with figures, as long. */
const illustrated = longPdf();
const unfinished = /\n\n> \*\*Pages \d+ to 117 are not here yet\./;

suite('Markdown that grows', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let markdown: vscode.Uri;
	let emulator: Emulator | undefined;

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

	/** Begins to convert a document of 117 pages, the plain one unless given, by a service that holds all answers but the first so many. */
	async function begin(
		answered: number,
		{ document = plain, ...options }: Partial<EmulatorOptions> & { readonly document?: Uint8Array } = {},
	): Promise<void> {
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key', ...options });
		emulator.hold(({ number }) => number >= answered);
		await readBy('azure', emulator.origin);
		await convert(await place(dir, 'long.pdf', document));
	}

	const tabsOf = (name: string) => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === name).length;

	/** How many figures a text shows, each of which is there. */
	async function linked(text: string): Promise<number> {
		const links = [...text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, link]) => decodeURIComponent(link!));
		for (const link of links) {
			assert.ok((await vscode.workspace.fs.stat(vscode.Uri.joinPath(markdown, '..', link))).size > 50, link);
		}
		return links.length;
	}

	/** Lets go of all answers but the one that was asked for last, which is not the next that is missing. */
	function releaseMost(service: Emulator): void {
		const last = Math.max(...service.held.map(({ number }) => number));
		service.release(({ number }) => number < last);
	}

	const grown = (pages: number) =>
		until(`${pages} pages`, async () => {
			const text = await read(markdown).catch(() => '');
			return pagesOf(text).length >= pages ? text : undefined;
		});
	const editorOf = (uri: vscode.Uri) => vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());

	test('opens with the first pages, says what is missing, and is whole in the end, in the same editor and place @api', async () => {
		const running = begin(1);
		const first = await grown(1);

		assert.match(first, unfinished);
		assert.ok(pagesOf(first).length < 117);
		const editor = await until('its editor', () => editorOf(markdown));
		const shown: string[] = [];
		const watching = vscode.workspace.onDidChangeTextDocument(({ document }) => {
			if (document === editor.document) {
				shown.push(document.getText());
			}
		});
		const cursor = editor.document.positionAt(editor.document.getText().indexOf('page 1') + 2);
		editor.selection = new vscode.Selection(cursor, cursor);
		await until('the requests', () => emulator!.held.length > 1);
		releaseMost(emulator!);
		await grown(pagesOf(first).length + 1);
		emulator!.release();
		await running;

		await until('the whole in the editor', () => pagesOf(editor.document.getText()).length === 117);
		assert.deepEqual([tabsOf('long.md'), editor.document.isDirty, editor.selection.active], [1, false, cursor]);
		watching.dispose();
		assert.deepEqual(
			shown.map((text) => pagesOf(text).length).filter((count, i, counts) => count < (counts[i - 1] ?? 1)),
			[],
			'it only ever grows',
		);
		const text = await read(markdown);
		assert.deepEqual(pagesOf(text), whole);
		assert.doesNotMatch(text, unfinished);
		assert.deepEqual(stage.shown, []);
	});

	test('is replaced as one: who began to read it reads on in what it was', async () => {
		const running = begin(1);
		const first = await grown(1);
		const reader = await open(markdown.fsPath);
		emulator!.release();
		await running;

		const text = await read(markdown);
		// Windows may refuse to replace a file that is open; then it is written in place.
		assert.ok([first, ...(process.platform === 'win32' ? [text] : [])].includes(await reader.readFile('utf8')));
		await reader.close();
		assert.deepEqual(pagesOf(text), whole);
		assert.deepEqual(
			(await names(dir)).filter((name) => name.endsWith('.part')),
			[],
		);
	});

	test('has its figures from the first piece on', async () => {
		const running = begin(1, { document: illustrated });
		const early = await linked(await grown(1));
		emulator!.release();
		await running;

		assert.ok(early > 0);
		assert.ok((await linked(await read(markdown))) >= early);
	});

	test('grows when it is read on this machine, too, and has its figures in the end', async () => {
		await set({ connection: 'local' });
		const running = convert(await place(dir, 'long.pdf', illustrated));
		const first = await grown(1);

		assert.match(first, unfinished);
		await until('its editor', () => editorOf(markdown));
		await running;

		const text = await read(markdown);
		assert.deepEqual(pagesOf(text), whole);
		assert.ok((await linked(text)) > 90, `${await linked(text)} figures`);
		assert.doesNotMatch(text, unfinished);
	});

	test('keeps the pages that are there when the document, a large one, is written anew meanwhile', async () => {
		const pages = Array.from({ length: 240 }, (_, i) => ({ content: textAt(72, 700, `This is page ${i + 1}`) }));
		const large = simplePdf(pages, [`<</Length 17000000>>\nstream\n${'x'.repeat(17_000_000)}\nendstream`]);
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		emulator.hold(({ number }) => number > 0);
		await readBy('azure', emulator.origin);
		const source = await place(dir, 'long.pdf', large);
		const running = convert(source);
		await grown(1);

		await vscode.workspace.fs.writeFile(source, Buffer.concat([large, Buffer.from('% written anew')]));
		emulator.release();
		await running;

		assert.match(stage.texts('error').join(), /long\.pdf was changed while it was being read\. Convert it again\./);
		assert.match(await read(markdown), /\n\n> \*\*Pages \d+ to 240 are missing: the conversion ended before them\./);
	});

	suite('that the user changes is left alone, and the whole result goes beside it @api', () => {
		for (const saves of [false, true]) {
			test(saves ? 'saved' : 'not saved', async () => {
				const running = begin(1);
				await grown(1);
				const editor = await until('its editor', () => editorOf(markdown));
				await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'mine '));
				if (saves) {
					await editor.document.save();
				}
				const mine = editor.document.getText();
				emulator!.release();
				await running;

				assert.equal(editor.document.getText(), mine);
				assert.match(mine, unfinished);
				assert.deepEqual(pagesOf(await read(vscode.Uri.joinPath(dir, 'long-2.md'))), whole);
				assert.deepEqual(stage.texts('info'), ['long.md was changed while it grew and is left alone. The whole result is long-2.md.']);
				await vscode.window.showTextDocument(markdown);
				await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			});
		}
	});

	test('keeps what the user is typing in view, and the keyboard there @api', async () => {
		const notes = await vscode.window.showTextDocument(await place(dir, 'notes.txt', Buffer.from('')));
		const running = begin(0);
		await until('the request', () => emulator?.held.length);
		await vscode.commands.executeCommand('type', { text: 'before ' });
		emulator!.release(({ number }) => number === 0);
		await until('the editor of the markdown', () => editorOf(markdown));
		await vscode.commands.executeCommand('type', { text: 'after' });

		assert.equal(notes.document.getText(), 'before after');
		assert.ok(editorOf(notes.document.uri), 'in view');
		emulator!.release();
		await running;
		await vscode.window.showTextDocument(notes.document);
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	});

	test('opens as a preview where the setting says so, once @api', async () => {
		await set({ openAs: 'preview' });
		const running = begin(1);
		await grown(1);
		const previews = () =>
			vscode.window.tabGroups.all
				.flatMap(({ tabs }) => tabs)
				.filter(({ input }) => input instanceof vscode.TabInputCustom && input.viewType === 'vscode.markdown.preview.editor');
		await until('the preview', () => previews().length > 0);
		assert.match(await read(markdown), unfinished);
		emulator!.release();
		await running;

		assert.deepEqual([previews().length, tabsOf('long.md'), stage.shown], [1, 1, []]);
	});

	test('goes on in its file when its editor is closed, and says when it is whole @api', async () => {
		const running = begin(1);
		await until('its editor', () => editorOf(markdown));
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		stage.presses.push([/long\.md is complete/, 'Open']);
		emulator!.release();
		await running;

		assert.deepEqual(pagesOf(await read(markdown)), whole);
		assert.ok(await until('its editor', () => editorOf(markdown)));
	});

	test('does not grow over markdown that is to be replaced: that stays until the whole is there', async () => {
		await place(dir, 'long.md', Buffer.from('mine'));
		stage.presses.push([/already exists/, 'Replace']);
		const landed: number[] = [];
		stage.replace('withProgress', (_: unknown, task: (progress: object, token: vscode.CancellationToken) => Promise<unknown>) =>
			task(
				{ report: ({ message }: { message?: string }) => landed.push(Number(/^(\d+) of 117 pages/.exec(message ?? '')?.[1] ?? 0)) },
				new vscode.CancellationTokenSource().token,
			),
		);
		const running = begin(1);
		// All but the last pages (a request has 30 at most), so that what would grow has grown.
		await until('most pages', () => {
			if (emulator && emulator.held.length > 0) {
				releaseMost(emulator);
			}
			return Math.max(0, ...landed) >= 117 - 30;
		});

		assert.equal(await read(markdown), 'mine');
		emulator!.release();
		await running;
		assert.deepEqual(pagesOf(await read(markdown)), whole);
	});

	suite('in a file system that is not the disk', () => {
		let memory: MemoryFileSystem;
		let mounted: vscode.Disposable;

		setup(() => {
			const scheme = `memory${crypto.randomUUID().slice(0, 8)}`;
			memory = new MemoryFileSystem();
			mounted = vscode.workspace.registerFileSystemProvider(scheme, memory);
			dir = vscode.Uri.parse(`${scheme}:/docs`);
			markdown = vscode.Uri.joinPath(dir, 'long.md');
		});
		teardown(() => {
			mounted.dispose();
		});

		test('grows as well', async () => {
			const running = begin(1, { document: illustrated });
			assert.match(await grown(1), unfinished);
			emulator!.release();
			await running;

			assert.deepEqual(pagesOf(await read(markdown)), whole);
			assert.ok((await linked(await read(markdown))) > 0);
		});

		test('has the figures of pages that come while earlier ones are being written', async () => {
			const piece = (page: number): MarkdownPiece => ({
				segments: [`Page ${page}\n\n`, { asset: page - 1, alt: '' }, '\n\n'],
				assets: [{ name: `p${page}.png`, mediaType: 'image/png', bytes: new Uint8Array(100).fill(page) }],
				ahead: [page + 1, 9],
			});
			const claim: Pick<Claim, 'check' | 'lost' | 'update' | 'value'> = {
				value: undefined,
				lost: new AbortController().signal,
				check: () => Promise.resolve(),
				update: () => Promise.resolve(),
			};
			const troubles: unknown[] = [];
			const growing = new GrowingMarkdown({
				wished: targetOf(markdown),
				pages: undefined,
				contentHash: () => Promise.resolve('hash'),
				unfinished: undefined,
				claim: claim as Claim,
				writes: new TaskQueue(),
				open: () => Promise.resolve(),
				onTrouble: (error) => troubles.push(error),
				again: undefined,
			});
			// A folder in memory is there when something is in it.
			await place(dir, 'long.pdf', plain);
			const later = [piece(2), piece(3)];
			memory.failWrites = ({ path }) => {
				// The figures are written before the markdown.
				const next = path.includes('.assets/') ? undefined : later.shift();
				if (next) {
					growing.add(next);
				}
				return undefined;
			};
			growing.add(piece(1));
			await until('all pages, or what went wrong', async () => {
				const text = await read(markdown).catch(() => '');
				return text.includes('Page 3') || troubles.length > 0;
			});
			await growing.stop();

			assert.deepEqual(troubles, []);
			assert.equal(await linked(await read(markdown)), 3);
		});

		test('when that fills up meanwhile, the whole opens untitled with all figures, and no partial file is left', async () => {
			const running = begin(1, { document: illustrated });
			const early = await linked(await grown(1));
			memory.failWrites = () => new Error('ENOSPC: no space left on device');
			emulator!.release();
			await running;

			const document = vscode.window.activeTextEditor?.document;
			assert.ok(document?.isUntitled);
			const text = document.getText();
			assert.deepEqual(pagesOf(text), whole);
			const figures = text.match(/!\[[^\]]*\]\([^)]*/g) ?? [];
			assert.ok(figures.length >= early && early > 0);
			assert.deepEqual(
				figures
					.filter((figure) => figure.length < 500 || !figure.includes('](data:image/jpeg;base64,'))
					.map((figure) => figure.slice(0, 60)),
				[],
			);
			assert.match(stage.texts('error').join(), /disk is full/);
			assert.deepEqual([...memory.files.keys()], ['/docs/long.pdf']);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
		});
	});

	suite('when it is cancelled', () => {
		let cancel: vscode.CancellationTokenSource;
		const reports: string[] = [];

		setup(() => {
			cancel = new vscode.CancellationTokenSource();
			reports.length = 0;
			stage.replace('withProgress', (_: unknown, task: (progress: object, token: vscode.CancellationToken) => Promise<unknown>) =>
				task({ report: ({ message }: { message?: string }) => reports.push(message ?? '') }, cancel.token),
			);
		});

		async function cancelled(): Promise<void> {
			const running = begin(1);
			await until('its editor', () => editorOf(markdown));
			cancel.cancel();
			await running;
		}

		/** Converts it once more, by a service that is as good as ever. */
		async function again(): Promise<void> {
			cancel = new vscode.CancellationTokenSource();
			const port = Number(new URL(emulator!.origin).port);
			await emulator!.close();
			await begin(Infinity, { port });
		}

		test('keeps the pages that are there and says which are not', async () => {
			await cancelled();

			const text = await read(markdown);
			assert.match(text, /\n\n> \*\*Pages \d to 117 are missing: the conversion ended before them\. .*\*\*\n$/);
			const last = pagesOf(text).at(-1)!;
			assert.deepEqual(pagesOf(text), whole.slice(0, last));
			assert.deepEqual(
				stage.shown.map(({ text, buttons }) => [text, buttons]),
				[[`Cancelled: long.md has no pages ${last + 1} to 117.`, ['Continue', 'Delete long.md']]],
			);
			assert.ok(
				reports.some((message) => /^\d of 117 pages/.test(message)),
				reports.join(),
			);
		});

		test('Continue asks for the missing pages only, and completes the same file', async () => {
			stage.replace('showInformationMessage', async (text: string, ...buttons: string[]) => {
				if (!text.startsWith('Cancelled')) {
					return undefined;
				}
				cancel = new vscode.CancellationTokenSource();
				const port = Number(new URL(emulator!.origin).port);
				await emulator!.close();
				emulator = await startEmulator({ profile: 'foundry', key: 'test-key', port });
				return buttons.find((button) => button === 'Continue');
			});
			await cancelled();

			assert.deepEqual(pagesOf(await read(markdown)), whole, stage.texts('error').join());
			const sent = emulator!.requests.flatMap(({ recognized = [] }) => recognized).length;
			assert.ok(sent > 100 && sent < 117, `${sent} pages`);
			assert.deepEqual(
				(await names(dir)).filter((name) => name.endsWith('.md')),
				['long.md'],
			);
		});

		test('converting again goes on in the same file unasked, as long as it is not whole', async () => {
			await cancelled();
			const left = pagesOf(await read(markdown)).length;

			await again();

			assert.deepEqual(stage.texts('warning'), []);
			assert.deepEqual(pagesOf(await read(markdown)), whole);
			assert.ok(left < 117);
			assert.deepEqual(
				(await names(dir)).filter((name) => name.endsWith('.md')),
				['long.md'],
			);

			await again();

			assert.match(stage.texts('warning').join(), /long\.md already exists/, 'it is whole now');
		});

		test('one that was changed since is asked about', async () => {
			await cancelled();
			await vscode.workspace.fs.writeFile(markdown, Buffer.from(`${await read(markdown)}mine`));

			await again();

			assert.match(stage.texts('warning').join(), /long\.md already exists/);
			assert.match(await read(markdown), /mine$/);
		});

		test('Delete takes it away', async () => {
			stage.presses.push([/^Cancelled/, 'Delete long.md']);
			await cancelled();

			assert.deepEqual(await names(dir), ['long.pdf']);
		});
	});

	test('keeps the pages that are there when the service refuses the rest', async () => {
		const running = begin(1, { faults: ({ number }) => (number === 0 ? undefined : { kind: 'status', status: 403 }) });
		await grown(1);
		emulator!.release();
		await running;

		assert.match(stage.texts('error').join(), /refuses access/);
		assert.match(await read(markdown), /Pages \d to 117 are missing/);
	});
});
