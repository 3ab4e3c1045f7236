import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { encodePng } from '../../src/core/raster/png.ts';
import { lockedPdf } from '../support/documents.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { Stage, folder, names, place, read, readBy, resetSettings, setConnections } from './stage.ts';

/** What a tool gives a model: its texts, and the types of its other parts. */
interface Answer {
	readonly text: string;
	readonly images: readonly { readonly mimeType: string; readonly data: Uint8Array }[];
}

async function invoke(
	name: string,
	input: object,
	options: Partial<vscode.LanguageModelToolInvocationOptions<object>> = {},
): Promise<Answer> {
	const token = new vscode.CancellationTokenSource().token;
	const { content } = await vscode.lm.invokeTool(`fovea_${name}`, { input, toolInvocationToken: undefined, ...options }, token);
	return {
		text: content.flatMap((part) => (part instanceof vscode.LanguageModelTextPart ? [part.value] : [])).join('\n'),
		images: content.filter((part): part is Answer['images'][number] => typeof part === 'object' && part !== null && 'mimeType' in part),
	};
}

/** What a tool tells a model when it fails. */
async function failure(name: string, input: object): Promise<string> {
	return invoke(name, input).then(
		({ text }) => assert.fail(`it answered: ${text}`),
		(error: unknown) => (error instanceof Error ? error.message : String(error)),
	);
}

const minor = Number(vscode.version.split('.')[1]);

suite('Tools for agents', () => {
	let stage: Stage;
	let dir: vscode.Uri;

	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await resetSettings();
	});
	teardown(async () => {
		await stage.leave();
		await resetSettings();
	});

	test('are there for every agent in the editor', async () => {
		await vscode.extensions.getExtension('fovea.fovea')!.activate();
		const tools = vscode.lm.tools.filter(({ name }) => name.startsWith('fovea_'));

		assert.deepEqual(tools.map(({ name }) => name).sort(), [
			'fovea_generate_image',
			'fovea_read_document',
			'fovea_search_document',
			'fovea_view_page',
		]);
	});

	test('a document is read page by page, by a path that is relative, absolute or a URI, and nothing is written', async () => {
		const uri = await place(dir, 'report.pdf');
		const before = await names(dir);

		for (const written of [uri.fsPath, vscode.workspace.asRelativePath(uri), uri.toString()]) {
			const { text } = await invoke('read_document', { path: written });
			assert.match(text, /2 pages, read on this machine.*<!-- page 1 -->\n\n# Northgate Harbour Tide Report.*<!-- page 2 -->/s);
		}
		assert.deepEqual(await names(dir), before);
	});

	test('pages are chosen, the budget is kept by the count of the model, and the way on is told', async () => {
		const uri = await place(dir, 'report.pdf');
		// A model that counts each word as four tokens.
		const countTokens = async (text: string) => 4 * text.split(/\s+/).length;

		const { text: page } = await invoke('read_document', { path: uri.fsPath, pages: '2' });
		const { text: short } = await invoke('read_document', { path: uri.fsPath }, { tokenizationOptions: { tokenBudget: 900, countTokens } });

		assert.ok(page.includes('<!-- page 2 -->') && !page.includes('<!-- page 1 -->'));
		assert.ok((await countTokens(short)) <= 900, short);
		assert.match(short, /Headings:.*call this again with pages/s);
	});

	test('a search says page and heading, and the second question reads nothing anew', async () => {
		const uri = await place(dir, 'report.pdf');
		await invoke('read_document', { path: uri.fsPath });

		const started = performance.now();
		const { text } = await invoke('search_document', { path: uri.fsPath, query: 'stilling well' });
		console.log(`      the second question took ${Math.round(performance.now() - started)} ms`);

		assert.match(text, /1 match.*Page 1, under "The Gauges":/s);
	});

	test('a page and a figure come as images where the editor has parts for them, else it says so', async () => {
		const uri = await place(dir, 'report.pdf');

		const view = await invoke('view_page', { path: uri.fsPath, page: 2, box: [0, 0, 1, 0.5] });
		const read = await invoke('read_document', { path: uri.fsPath, pages: '2', include_figures: true });

		if (minor >= 106) {
			assert.equal(view.images[0]?.mimeType, 'image/png');
			assert.deepEqual([...view.images[0].data.subarray(1, 4)], [0x50, 0x4e, 0x47]);
			assert.equal(read.images.length, 1);
		} else {
			assert.deepEqual([view.images.length, read.images.length], [0, 0]);
			assert.match(view.text, /update it to 1\.106/);
		}
	});

	test('a picture is looked at upright', async () => {
		const rgba = new Uint8Array(40 * 20 * 4).fill(255);
		const uri = await place(dir, 'wide.png', encodePng({ width: 40, height: 20, rgba }));

		const { images, text } = await invoke('view_page', { path: uri.fsPath, page: 1 });

		assert.match(text, /Page 1 of wide\.png/);
		assert.equal(images.length, minor >= 106 ? 1 : 0);
	});

	test('save leaves the keyboard where it is, and what is typed meanwhile', async () => {
		await place(dir, 'scan.png');
		stage.presses.push([/Convert scan\.png/, 'Continue']);
		const notes = await vscode.workspace.openTextDocument({ content: '' });
		await vscode.window.showTextDocument(notes);
		let typed = '';
		const type = async (count: number) => {
			for (let i = 0; i < count; i++) {
				const text = 'abcdefghij'[typed.length % 10]!;
				typed += text;
				await vscode.commands.executeCommand('type', { text });
			}
		};
		const saving = invoke('read_document', { path: vscode.Uri.joinPath(dir, 'scan.png').fsPath, save: true });
		await type(100);
		await saving;
		await type(100);

		assert.equal(vscode.window.activeTextEditor?.document, notes);
		assert.equal(notes.getText(), typed);
		assert.ok((await names(dir)).includes('scan.md'));
		await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
	});

	test('save writes the markdown beside the document, over nothing', async () => {
		const uri = await place(dir, 'report.pdf');
		await place(dir, 'report.md', new TextEncoder().encode('mine'));
		stage.presses.push([/Convert report\.pdf/, 'Continue']);

		const { text } = await invoke('read_document', { path: uri.fsPath, save: true });

		assert.match(text, /Saved as .*report-2\.md/);
		assert.ok((await names(dir)).includes('report-2.md'));
	});

	suite('say in words for a model what is wrong:', () => {
		test('missing, empty, damaged, text', async () => {
			const empty = await place(dir, 'empty.pdf', new Uint8Array());
			const broken = await place(dir, 'broken.pdf');
			const text = await place(dir, 'readme.txt');

			assert.match(await failure('read_document', { path: path.join(dir.fsPath, 'none.pdf') }), /There is no file none\.pdf/);
			assert.match(await failure('read_document', { path: empty.fsPath }), /is empty/);
			assert.match(await failure('search_document', { path: broken.fsPath, query: 'x' }), /damaged/);
			assert.match(await failure('read_document', { path: text.fsPath }), /neither a PDF nor a picture/);
		});

		test('pages that are not there, a regular expression that is none', async () => {
			const uri = await place(dir, 'report.pdf');

			assert.match(await failure('read_document', { path: uri.fsPath, pages: '3-' }), /which has 2/);
			assert.match(await failure('view_page', { path: uri.fsPath, page: 9 }), /which has 2/);
			assert.match(await failure('search_document', { path: uri.fsPath, query: '[', regex: true }), /no regular expression/);
		});

		test('outside of the workspace, and hidden from it', async () => {
			const hidden = await place(dir, 'hidden.pdf', 'report.pdf');
			const files = vscode.workspace.getConfiguration('files');
			await files.update('exclude', { '**/hidden.*': true }, vscode.ConfigurationTarget.Global);
			try {
				assert.match(await failure('read_document', { path: '/etc/hostname' }), /not in the workspace/);
				assert.match(await failure('read_document', { path: path.join(dir.fsPath, '..', '..', 'x.pdf') }), /not in the workspace/);
				assert.match(await failure('view_page', { path: hidden.fsPath, page: 1 }), /files\.exclude/);
			} finally {
				await files.update('exclude', undefined, vscode.ConfigurationTarget.Global);
			}
		});

		test('cancelled', async () => {
			const uri = await place(dir, 'scan.png');
			const source = new vscode.CancellationTokenSource();
			const run = vscode.lm.invokeTool(
				'fovea_read_document',
				{ input: { path: uri.fsPath }, toolInvocationToken: undefined },
				source.token,
			);
			source.cancel();

			await assert.rejects(Promise.resolve(run), (error: Error) => /cancel/i.test(`${error.name} ${error.message}`));
		});

		test('an image without a service', async () => {
			assert.match(await failure('generate_image', { prompt: 'a harbour' }), /Connect an Image Service|No service|no API key/i);
		});
	});

	test('in a workspace that is not trusted, what it asks for is not followed, and no file is left behind', async () => {
		const emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
		const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted')!;
		try {
			await setConnections({ name: 'Contoso', for: 'documents', service: 'azure', endpoint: emulator.origin });
			const ocr = vscode.workspace.getConfiguration('fovea.ocr');
			await ocr.update('connection', 'local', vscode.ConfigurationTarget.Global);
			await ocr.update('connection', 'Contoso', vscode.ConfigurationTarget.Workspace);
			const uri = await place(dir, 'report.pdf');
			const storage = () => readdirSync(path.join(process.env['FOVEA_USER_DATA']!, 'User/globalStorage/fovea.fovea'), { recursive: true });
			const [files, stored] = [await names(dir), storage()];
			Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });

			const { text } = await invoke('read_document', { path: uri.fsPath });
			await invoke('search_document', { path: uri.fsPath, query: 'harbour' });
			await invoke('view_page', { path: uri.fsPath, page: 1 });

			assert.match(text, /read on this machine/);
			assert.deepEqual([stage.shown, emulator.requests.length], [[], 0]);
			assert.deepEqual([await names(dir), storage()], [files, stored]);
		} finally {
			Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
			await emulator.close();
		}
	});

	test('encrypted documents say so, and what to do', async () => {
		const uri = await place(dir, 'locked.pdf', lockedPdf('Hello', 'asdfzxcv'));

		assert.match(await failure('read_document', { path: uri.fsPath }), /encrypted.*Fovea: Convert to Markdown/);
	});

	test('an image is drawn, kept in the history, saved as a new file, and shown', async () => {
		const emulator = await startImageEmulator({ profile: 'compatible', key: '' });
		try {
			await setConnections({ name: 'Draw', for: 'images', service: 'compatible', endpoint: `${emulator.origin}/v1`, model: 'gpt-image-1' });
			await place(dir, 'harbour.png', new Uint8Array(3));
			const target = vscode.Uri.joinPath(dir, 'quay.jpg');
			const taken = await failure('generate_image', { prompt: 'a harbour', path: vscode.Uri.joinPath(dir, 'harbour.png').fsPath });

			const { text, images } = await invoke('generate_image', { prompt: 'a harbour', size: '1024x1024', path: target.fsPath });

			assert.match(taken, /exists already/);
			assert.match(text, /saved as .*quay\.png \(1024 x 1024 pixels, model gpt-image-1/);
			assert.ok((await names(dir)).includes('quay.png'));
			assert.equal(images.length, minor >= 106 ? 1 : 0);
		} finally {
			await emulator.close();
		}
	});

	suite('with a service', () => {
		let emulator: Emulator;

		setup(async () => {
			emulator = await startEmulator({ profile: 'foundry', key: 'test-key' });
			await readBy('azure', emulator.origin);
			stage.answers.push('test-key');
		});
		teardown(async () => emulator.close());

		test('what is sent once is not sent again, whatever is asked', async () => {
			const uri = await place(dir, 'report.pdf');

			const { text } = await invoke('read_document', { path: uri.fsPath });
			await invoke('search_document', { path: uri.fsPath, query: 'harbour' });
			await invoke('read_document', { path: uri.fsPath, pages: '2' });

			assert.match(text, /read by /);
			assert.equal(emulator.requests.length, 1);
		});

		test('a service that is not there is told as such', async () => {
			const uri = await place(dir, 'report.pdf');
			await emulator.close();

			assert.match(await failure('read_document', { path: uri.fsPath }), /no connection to 127\.0\.0\.1/i);
		});
	});
});

suite('Tools for agents as an MCP server', () => {
	let stage: Stage;
	const extension = () => vscode.extensions.getExtension('fovea.fovea')!;
	const root = () => vscode.workspace.workspaceFolders![0]!.uri;

	setup(() => {
		stage = new Stage();
	});
	teardown(async () => stage.leave());

	/** Starts a server as an agent does, in the folder of the workspace. */
	async function start(command: string, args: readonly string[]): Promise<Client> {
		const env = { ELECTRON_RUN_AS_NODE: '1', PATH: process.env['PATH'] ?? '' };
		const client = new Client({ name: 'test', version: '1' });
		await client.connect(new StdioClientTransport({ command, args: [...args], env, cwd: root().fsPath }));
		return client;
	}

	test('the server of the package answers the official client', async () => {
		const client = await start(process.execPath, [path.join(extension().extensionPath, 'dist', 'mcp.cjs'), root().fsPath]);
		try {
			const { tools } = await client.listTools();
			const answer = await client.callTool({ name: 'read_document', arguments: { path: 'report.pdf' } });
			const outside = await client.callTool({ name: 'read_document', arguments: { path: '/etc/hostname' } });

			assert.equal(tools.length, 3);
			assert.match((answer.content[0] as { text: string }).text, /# Northgate Harbour Tide Report/);
			assert.equal(outside.isError, true);
		} finally {
			await client.close();
		}
	});

	test('another agent is set up: its file keeps what it has, and what was added starts the server', async () => {
		const file = vscode.Uri.joinPath(root(), '.mcp.json');
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{\n  "mcpServers": { "other": { "command": "x" } }\n}\n'));
		try {
			stage.answers.push('Claude Code');
			await vscode.commands.executeCommand('fovea.setUpAgent');
			assert.ok(!(await read(file)).includes('fovea'), 'nothing without consent');

			stage.answers.push('Claude Code');
			stage.presses.push([/Add Fovea's tools to Claude Code/, 'Add']);
			await vscode.commands.executeCommand('fovea.setUpAgent');

			const text = await read(file);
			const { fovea } = (JSON.parse(text) as { mcpServers: { fovea: { command: string; args: string[] } } }).mcpServers;
			assert.ok(text.includes('{ "command": "x" }'));
			const client = await start(fovea.command === 'node' ? process.execPath : fovea.command, fovea.args);
			const { tools } = await client.listTools();
			await client.close();
			assert.equal(tools.length, 3);
		} finally {
			await vscode.workspace.fs.delete(file);
		}
	});

	test('a file that cannot be read as the agent would is left alone', async () => {
		const file = vscode.Uri.joinPath(root(), '.mcp.json');
		await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('{ "mcpServers": '));
		try {
			stage.answers.push('Claude Code');
			await vscode.commands.executeCommand('fovea.setUpAgent');

			assert.match(stage.texts('warning').join(), /cannot be changed safely.*Nothing was written/);
			assert.equal(await read(file), '{ "mcpServers": ');
		} finally {
			await vscode.workspace.fs.delete(file);
		}
	});
});
