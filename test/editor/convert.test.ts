import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, lstat, stat, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { blankPdf, lockedPdf, longPdf } from '../support/documents.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { sampleText } from '../support/sampleText.ts';
import { until } from '../support/until.ts';
import { simplePdf } from '../unit/core/pdf/simplePdf.ts';
import { Stage, folder, names, onlySettings, place, read, readBy, reader, resetSettings, set } from './stage.ts';

const convert = (uri?: vscode.Uri, selected?: readonly vscode.Uri[]) =>
	vscode.commands.executeCommand('fovea.convertToMarkdown', uri, selected);
const activeText = () => vscode.window.activeTextEditor?.document.getText() ?? '';
const activeName = () => vscode.window.activeTextEditor?.document.uri.path.split('/').pop();

/** Every relative image link of a markdown file leads to a file that is there. */
async function assertLinksResolve(markdown: vscode.Uri, atLeast: number): Promise<void> {
	const links = [...(await read(markdown)).matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, link]) => decodeURIComponent(link!));
	for (const link of links) {
		const { size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(markdown, '..', link));
		assert.ok(size > 50, link);
	}
	assert.ok(links.length >= atLeast, `${links.length} links`);
}

suite('Convert to Markdown, with the local engine', () => {
	let stage: Stage;
	let dir: vscode.Uri;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await onlySettings({ 'fovea.ocr.connection': 'local' });
	});
	teardown(async () => {
		await stage.leave();
	});
	suiteTeardown('no settings stay', resetSettings);

	test('a PDF becomes markdown beside it, which opens @api', async () => {
		await convert(await place(dir, 'report.pdf'));

		assert.equal(activeName(), 'report.md');
		assert.match(activeText(), /^<!-- page 1 -->\n\n# /);
		await assertLinksResolve(vscode.Uri.joinPath(dir, 'report.md'), 1);
		assert.deepEqual(stage.texts('error'), []);
		const { title, summary, columns, recommendations, monthsTitle, months } = sampleText.report;
		const inOrder = [`# ${title}`, summary, ...columns, ...recommendations.map((item) => `- ${item}`), `## ${monthsTitle}`, months];
		const places = inOrder.map((text) => activeText().indexOf(text));
		assert.deepEqual(
			[...places].sort((a, b) => a - b),
			places,
			'what the report says, in its order',
		);
		assert.ok(places[0]! > 0);
	});

	test('a scan becomes markdown', async () => {
		await convert(await place(dir, 'scan.png'));

		assert.equal(activeName(), 'scan.md');
		assert.ok(activeText().split(/\s+/).length > 20, activeText());
	});

	test('only the last dot of a name parts off the extension', async () => {
		await convert(await place(dir, '1.2 notes with spaces.pdf'));

		assert.deepEqual(
			(await names(dir)).filter((name) => name.endsWith('.md')),
			['1.2 notes with spaces.md'],
		);
	});

	test('a PDF by another name is still a PDF', async () => {
		await convert(await place(dir, 'renamed.png', 'report.pdf'));

		assert.equal(activeName(), 'renamed.md');
	});

	test('the first conversion ever says what read the document, and never again', async () => {
		await convert(await place(dir, '1.2 notes with spaces.pdf'));
		await convert(await place(dir, 'report.pdf'));

		assert.ok(stage.texts('info').filter((text) => text.includes('on your machine')).length <= 1);
	});

	suite('what cannot be read is refused with the reason', () => {
		const cases: readonly (readonly [what: string, bytes: Uint8Array, words: RegExp])[] = [
			['an empty file', new Uint8Array(), /doc\.pdf is empty/],
			['a text', Buffer.from('hello world'), /neither a PDF nor an image/],
			['a broken PDF', Buffer.from('%PDF-1.7\nnothing more'), /damaged or incomplete/],
		];
		for (const [what, bytes, words] of cases) {
			test(what, async () => {
				await convert(await place(dir, 'doc.pdf', bytes));

				assert.match(stage.texts('error').join(), words);
				assert.deepEqual(await names(dir), ['doc.pdf']);
			});
		}

		test('a file that is gone', async () => {
			await convert(vscode.Uri.joinPath(dir, 'gone.pdf'));

			assert.match(stage.texts('error').join(), /gone\.pdf no longer exists/);
		});

		test('a PDF whose password nobody enters', async () => {
			await convert(await place(dir, 'secret.pdf', lockedPdf('Hello', 'asdfzxcv')));

			assert.match(stage.texts('error').join(), /protected with a password/);
		});

		test('a PDF whose password is wrong again and again, in one input box that says so', async () => {
			stage.answers.push('one', 'two', 'three', 'four', undefined, 'asdfzxcv');

			await convert(await place(dir, 'secret.pdf', lockedPdf('Hello', 'asdfzxcv')));

			assert.match(stage.texts('error').join(), /protected with a password/);
			assert.deepEqual(stage.answers, ['asdfzxcv']);
			assert.deepEqual(
				stage.seen.map(({ problem }) => problem),
				[undefined, ...Array.from({ length: 4 }, () => 'That password does not open it. Try another.')],
			);
		});

		test('a blank page', async () => {
			await convert(await place(dir, 'blank.pdf', blankPdf()));

			assert.match(stage.texts('error').join(), /not blank/);
		});
	});

	test('a PDF with a password converts when it is entered', async () => {
		stage.answers.push('wrong', 'asdfzxcv');

		await convert(await place(dir, 'secret.pdf', lockedPdf('Hello', 'asdfzxcv')));

		assert.equal(activeName(), 'secret.md', stage.texts('error').join());
	});

	test('a name may be as long as names can be', async () => {
		const stem = '論'.repeat(82);
		await convert(await place(dir, `${stem}.pdf`, 'report.pdf'));

		assert.equal(activeName(), `${stem}.md`, stage.texts('error').join());
		assert.deepEqual(await names(dir), [`${stem}.assets`, `${stem}.md`, `${stem}.pdf`]);
	});

	suite('markdown that is already there @api', () => {
		let source: vscode.Uri;
		let markdown: vscode.Uri;

		setup(async () => {
			source = await place(dir, 'report.pdf');
			markdown = await place(dir, 'report.md', Buffer.from('mine'));
		});

		test('stays when the question is left, and nothing is converted', async () => {
			await convert(source);

			assert.equal(await read(markdown), 'mine');
			assert.deepEqual(await names(dir), ['report.md', 'report.pdf']);
			assert.deepEqual(stage.shown[0]?.buttons, ['Keep Both', 'Compare', 'Replace']);
		});

		test('is replaced on Replace', async () => {
			stage.presses.push([/already exists/, 'Replace']);

			await convert(source);

			assert.match(await read(markdown), /page 1/);
		});

		// Windows has other permissions, and lets few make links.
		if (process.platform !== 'win32') {
			test('is replaced where a symbolic link leads, and keeps its permissions', async () => {
				const mine = await place(dir, 'notes/mine.md', Buffer.from('mine'));
				await chmod(mine.fsPath, 0o600);
				await vscode.workspace.fs.delete(markdown);
				await symlink('notes/mine.md', markdown.fsPath);
				stage.presses.push([/already exists/, 'Replace']);

				await convert(source);

				assert.match(await read(mine), /page 1/);
				assert.ok((await lstat(markdown.fsPath)).isSymbolicLink());
				assert.equal((await stat(mine.fsPath)).mode & 0o777, 0o600);
				assert.deepEqual(await names(vscode.Uri.joinPath(dir, 'notes')), ['mine.md']);
			});
		}

		test('is kept on Keep Both, and the new figures go to a folder of their own', async () => {
			stage.presses.push([/already exists/, 'Keep Both']);

			await convert(source);

			assert.equal(await read(markdown), 'mine');
			assert.deepEqual(await names(dir), ['report-2.assets', 'report-2.md', 'report.md', 'report.pdf']);
			await assertLinksResolve(vscode.Uri.joinPath(dir, 'report-2.md'), 1);
		});

		test('is shown against the new one on Compare', async () => {
			stage.presses.push([/already exists/, 'Compare']);

			await convert(source);

			const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
			assert.ok(input instanceof vscode.TabInputTextDiff);
			assert.deepEqual([input.original.path.split('/').pop(), input.modified.path.split('/').pop()], ['report.md', 'report-2.md']);
			assert.equal(await read(markdown), 'mine');
		});

		test('is kept when it has unsaved changes, whatever was answered', async () => {
			// VS Code in a browser saves by itself after a second.
			const files = vscode.workspace.getConfiguration('files');
			await files.update('autoSave', 'off', vscode.ConfigurationTarget.Global);
			const editor = await vscode.window.showTextDocument(markdown);
			await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'unsaved '));
			stage.presses.push([/already exists/, 'Replace']);

			await convert(source);

			assert.deepEqual([await read(markdown), (await names(dir)).includes('report-2.md')], ['mine', true]);
			await vscode.window.showTextDocument(markdown);
			await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
			await files.update('autoSave', undefined, vscode.ConfigurationTarget.Global);
		});
	});

	suite('several files at once', () => {
		test('one that fails does not stop the others, and one message says how it went', async () => {
			const uris = [
				await place(dir, 'report.pdf'),
				await place(dir, 'broken.pdf'),
				await place(dir, 'third.pdf', '1.2 notes with spaces.pdf'),
			];

			await convert(uris[1], uris);

			const [summary] = stage.shown.filter(({ kind }) => kind === 'warning');
			assert.match(summary?.text ?? '', /^2 of 3 documents converted\. broken\.pdf is damaged or incomplete/);
			assert.deepEqual(summary?.buttons, ['Open All', 'Retry Failed', 'Show Log']);
			assert.deepEqual(
				(await names(dir)).filter((name) => name.endsWith('.md')),
				['report.md', 'third.md'],
			);
		});

		test('Skip These leaves out those with markdown', async () => {
			const uris = [await place(dir, 'report.pdf'), await place(dir, 'scan.png')];
			await place(dir, 'report.md', Buffer.from('mine'));
			await place(dir, 'scan.md', Buffer.from('mine'));
			const third = await place(dir, 'third.pdf', 'report.pdf');
			stage.presses.push([/already exist/, 'Skip These']);

			await convert(third, [...uris, third]);

			assert.deepEqual([await read(vscode.Uri.joinPath(dir, 'report.md')), (await names(dir)).includes('third.md')], ['mine', true]);
		});
	});

	test('opens as preview where the setting says so @api', async () => {
		await set({ openAs: 'preview' });

		await convert(await place(dir, 'report.pdf'));

		await until('a preview tab', () => {
			const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
			return input instanceof vscode.TabInputCustom && input.viewType === 'vscode.markdown.preview.editor';
		});
	});

	test('without an argument the file of the active editor is converted @api', async () => {
		const uri = await place(dir, 'scan.png');
		await vscode.commands.executeCommand('vscode.open', uri);
		await until('the image viewer', () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputCustom);

		await convert();

		const shown = vscode.window.visibleTextEditors.map(({ document }) => document.uri.path.split('/').pop());
		assert.deepEqual(shown, ['scan.md'], 'beside the viewer, which keeps the keyboard');
	});

	test('without an argument and an editor, files are picked @api', async () => {
		const uri = await place(dir, 'report.pdf');
		stage.replace('showOpenDialog', async () => [uri]);

		await convert();

		assert.equal(activeName(), 'report.md');
	});
});

suite('Convert to Markdown, with Mistral OCR', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		await onlySettings(reader('azure', emulator.origin));
	});
	teardown(async () => {
		await stage.leave();
		await emulator.close();
	});
	suiteTeardown('no settings stay', resetSettings);

	test('the key is asked for, the document is sent, the result opens with its figures @api', async () => {
		stage.answers.push('test-key');

		await convert(await place(dir, 'report.pdf'));

		assert.equal(activeName(), 'report.md', stage.texts('error').join());
		await assertLinksResolve(vscode.Uri.joinPath(dir, 'report.md'), 1);
		assert.deepEqual(
			emulator.requests.map(({ status }) => status),
			[200],
		);
	});

	test('without a key nothing is sent and nothing is said', async () => {
		await convert(await place(dir, 'report.pdf'));

		assert.deepEqual([emulator.requests.length, stage.texts('error'), await names(dir)], [0, [], ['report.pdf']]);
	});

	test('a key is asked for once, and again for another address', async () => {
		stage.answers.push('test-key');
		await convert(await place(dir, 'report.pdf'));
		await convert(await place(dir, 'scan.png'));
		assert.equal(activeName(), 'scan.md');
		const other = await startEmulator({ profile: 'foundry', key: 'test-key' });
		await readBy('azure', other.origin);

		await convert(await place(dir, 'other.pdf', 'report.pdf'));

		assert.equal(other.requests.length, 0);
		await other.close();
	});

	test('cancel ends the request and leaves nothing @api', async () => {
		stage.answers.push('test-key');
		emulator.hold();
		const source = new vscode.CancellationTokenSource();
		stage.replace('withProgress', (_: unknown, task: (progress: object, token: vscode.CancellationToken) => Promise<unknown>) =>
			task({ report: () => undefined }, source.token),
		);
		const running = convert(await place(dir, 'report.pdf'));
		await until('the request', () => emulator.requests.length > 0);

		source.cancel();
		await running;

		await until('the abort at the service', () => emulator.requests[0]!.aborted);
		assert.deepEqual([stage.shown, await names(dir)], [[], ['report.pdf']]);
	});

	test('a page that is too heavy by itself goes as a picture, and that is said', async () => {
		stage.answers.push('test-key');
		const ballast = randomBytes(31_000_000).toString('latin1');
		const page = { content: 'BT /F1 24 Tf 72 700 Td (Too heavy) Tj ET', entries: '/Thumb 20 0 R' };
		const heavy = simplePdf([page], [`<</Length ${ballast.length}>>\nstream\n${ballast}\nendstream`]);

		await convert(await place(dir, 'heavy.pdf', heavy));

		assert.deepEqual(stage.texts('info'), [
			'heavy.pdf: page 1 is too large to be sent as it is, or cannot be cut out, and was recognized from a picture of it.',
		]);
		assert.equal(emulator.requests.at(-1)!.status, 200);
		assert.ok((await names(dir)).includes('heavy.md'));
	});

	test('a document over the limits goes in parts and comes back whole', async () => {
		stage.answers.push('test-key');

		await convert(await place(dir, 'long.pdf', longPdf()));

		assert.equal(activeName(), 'long.md', stage.texts('error').join());
		const pages = () => [...activeText().matchAll(/<!-- page (\d+) -->/g)].map(([, number]) => Number(number));
		await until('the whole in the editor', () => pages().length >= 117);
		assert.deepEqual(
			pages(),
			Array.from({ length: 117 }, (_, i) => i + 1),
		);
		assert.ok(emulator.requests.every(({ pageCount = 0 }) => pageCount <= 30));
	});

	test('a part that fails leaves a mark, and Retry Failed Pages asks for just that part', async () => {
		stage.answers.push('test-key');
		emulator.faults.push(undefined, { kind: 'status', status: 413 });
		stage.presses.push([/pages .* are missing/, 'Retry Failed Pages']);

		await convert(await place(dir, 'long.pdf', longPdf()));

		assert.match(stage.texts('warning').join(), /long\.pdf: pages \d+-\d+ are missing\. .* does not accept a document/);
		const text = await read(vscode.Uri.joinPath(dir, 'long.md'));
		assert.doesNotMatch(text, /is missing/);
		assert.equal(text.match(/<!-- page \d+ -->/g)?.length, 117);
		assert.deepEqual(new Set(emulator.paid.values()), new Set([1]));
		assert.deepEqual(
			(await names(dir)).filter((name) => name.endsWith('.md')),
			['long.md'],
		);
	});

	test('only the named pages are sent', async () => {
		const source = await place(dir, 'report.pdf');
		stage.replace('showInputBox', async (options: vscode.InputBoxOptions) => {
			if (options.title?.startsWith('Convert Pages')) {
				assert.match(options.prompt ?? '', /It has 2 pages/);
				assert.match((await options.validateInput?.('9')) as string, /is not a list of pages of this document, which has 2/);
				return '2';
			}
			return 'test-key';
		});

		await vscode.commands.executeCommand('fovea.convertPages', source);

		assert.equal(emulator.requests[0]?.pageCount, 1);
		assert.match(activeText(), /^<!-- page 2 -->/);
	});

	suite('each failure of the service has its words', () => {
		const choices = ['Choose Another Model', 'Change the Address', 'Check Connection'];
		const cases: readonly (readonly [
			what: string,
			faults: Parameters<Emulator['faults']['push']>,
			words: RegExp,
			buttons: readonly string[],
		])[] = [
			['403', [{ kind: 'status', status: 403 }], /refuses access/, ['Set API Key', 'Check Connection', 'Show Log']],
			['404', [{ kind: 'status', status: 404 }], /no model or deployment "mistral-document-ai-2512"/, choices],
			['413', [{ kind: 'status', status: 413 }], /does not accept a document of/, ['Show Log']],
			[
				'a redirect',
				[{ kind: 'redirect', status: 307, location: 'https://evil.test/' }],
				/redirects to another address/,
				['Change the Address', 'Check Connection'],
			],
		];
		for (const [what, faults, words, buttons] of cases) {
			test(what, async () => {
				stage.answers.push('test-key');
				emulator.faults.push(...faults);

				await convert(await place(dir, 'report.pdf'));

				const [error] = stage.shown.filter(({ kind }) => kind === 'error');
				assert.match(error?.text ?? '', words);
				assert.deepEqual(error?.buttons, buttons);
			});
		}

		test('a wrong key, with the way to set another', async () => {
			stage.answers.push('wrong-key');

			await convert(await place(dir, 'report.pdf'));

			assert.match(stage.texts('error').join(), /does not accept the API key/);
			assert.deepEqual(stage.shown.at(-1)?.buttons, ['Set API Key', 'Check Connection']);
		});

		test('Retry converts again', async () => {
			stage.answers.push('test-key');
			await set({ timeoutSeconds: 5 });
			emulator.faults.push({ kind: 'silent' });
			stage.presses.push([/did not answer within 5 s/, 'Retry']);

			await convert(await place(dir, 'report.pdf'));

			await until('the result', () => activeName() === 'report.md');
		});
	});
});
