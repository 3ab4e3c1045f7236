import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { FoveaError } from '../../../src/core/errors.ts';
import type { Background } from '../../../src/core/worker/background.ts';
import { createReaderHandlers } from '../../../src/core/worker/readerHandlers.ts';
import { createMcpServer } from '../../../src/mcp/server.ts';

interface Call {
	readonly isError?: boolean;
	readonly content: readonly { readonly type: string; readonly text?: string; readonly mimeType?: string; readonly data?: string }[];
}

/** The reader over a document of three pages, without its threads. */
function background({ hangs = false } = {}) {
	const asked: string[] = [];
	const aborts: unknown[] = [];
	const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');
	const handlers = createReaderHandlers({
		recognize: async ({ name }, { signal, emit }) => {
			asked.push(name);
			emit({ type: 'pages', done: 1, total: 3, cached: 0 });
			emit({ type: 'log', line: 'read by the test' });
			if (hangs) {
				await new Promise((_, reject) => signal.addEventListener('abort', () => (aborts.push(name), reject(signal.reason))));
			}
			const page = (index: number, markdown: string) => ({
				index,
				markdown,
				images: index === 1 ? [{ id: 'chart.png', bytes: new Uint8Array(png) }] : [],
				tables: [],
			});
			return {
				pages: [page(0, '# Tides\n\nThe fee is 19.'), page(1, '![chart.png](chart.png)'), page(2, '## Berths\n\nSeventeen.')],
				failed: [],
				notes: [],
				cached: 0,
				model: 'local',
			};
		},
		countPages: async ({ name }) => {
			if (name.startsWith('locked')) {
				throw new FoveaError('passwordRequired', { name });
			}
			return 3;
		},
		draw: async (_, __, use) =>
			use({ pageCount: 3, render: async () => ({ width: 2, height: 2, scale: 1, rgba: new Uint8Array(16).fill(255) }) }),
		build: async () => 'test',
	});
	const unmarked = (result: unknown) => (typeof result === 'object' && result !== null && 'value' in result ? result.value : result);
	const call =
		(method: 'readDocument' | 'searchDocument' | 'viewPage') =>
		async (request: never, signal: AbortSignal, onEvent: (event: never) => void = () => undefined): Promise<unknown> =>
			unmarked(await handlers[method](request, { signal, emit: onEvent } as never));
	const made = { readDocument: call('readDocument'), searchDocument: call('searchDocument'), viewPage: call('viewPage') };
	return { asked, aborts, background: made as unknown as Background };
}

suite('the MCP server', () => {
	let root: string;
	let clients: Client[];
	setup(async () => {
		root = await realpath(await mkdtemp(path.join(os.tmpdir(), 'fovea-mcp-')));
		clients = [];
		await mkdir(path.join(root, 'docs'));
		await writeFile(path.join(root, 'docs', 'report.pdf'), '%PDF-1.7 report');
		await writeFile(path.join(root, 'locked.pdf'), '%PDF-1.7 locked');
	});
	teardown(async () => {
		await Promise.all(clients.map(async (client) => client.close()));
		await rm(root, { recursive: true, force: true });
	});

	/** A client of the official SDK that is connected; with roots where they are given. */
	async function connect(
		made: { readonly background: Background },
		{ roots, folders = [root] }: { readonly roots?: readonly string[]; readonly folders?: readonly string[] } = {},
	) {
		const server = createMcpServer({
			background: made.background,
			engine: { provider: 'local', languages: 'eng', withoutRunningText: true },
			folders,
		});
		const client = new Client({ name: 'test', version: '1' }, { capabilities: roots ? { roots: { listChanged: true } } : {} });
		const progress: unknown[] = [];
		const logged: string[] = [];
		let asked = 0;
		let named = roots ?? [];
		if (roots) {
			client.setRequestHandler('roots/list', () => {
				asked++;
				return {
					roots: named.map((folder) => ({
						uri: folder.includes('://') ? folder : pathToFileURL(folder).href,
						name: path.basename(folder),
					})),
				};
			});
		}
		client.setNotificationHandler('notifications/message', ({ params }) => void logged.push(String(params.data)));
		const [near, far] = InMemoryTransport.createLinkedPair();
		await Promise.all([server.connect(far as never), client.connect(near)]);
		clients.push(client);
		const call = async (name: string, input: Record<string, unknown>, options: object = {}): Promise<Call> =>
			(await client.callTool({ name, arguments: input }, options)) as unknown as Call;
		return {
			client,
			call,
			progress,
			logged,
			rootsAsked: () => asked,
			setRoots: async (folders: readonly string[]) => {
				named = [...folders];
				await client.notification({ method: 'notifications/roots/list_changed' });
			},
		};
	}

	const textOf = ({ content }: Call): string => content.map(({ text = '' }) => text).join('\n');

	test('offers the tools with what they take, and no image tool where nothing draws', async () => {
		const { client } = await connect(background());

		const { tools } = await client.listTools();

		assert.deepEqual(
			tools.map(({ name }) => name),
			['read_document', 'search_document', 'view_page'],
		);
		assert.ok(tools.every(({ description, inputSchema }) => !description!.includes('fovea_') && !('save' in inputSchema.properties!)));
	});

	test('reads, searches and shows a document, and reads it once', async () => {
		const made = background();
		const { call } = await connect(made);

		const read = await call('read_document', { path: 'docs/report.pdf' });
		const found = await call('search_document', { path: path.join(root, 'docs', 'report.pdf'), query: 'seventeen' });
		const seen = await call('view_page', { path: 'docs/report.pdf', page: 2, box: [0, 0, 0.5, 0.5] });

		assert.match(textOf(read), /<!-- page 1 -->\n\n# Tides/);
		assert.match(textOf(found), /Page 3, under "Berths":\nSeventeen\./);
		assert.equal(seen.content[1]?.mimeType, 'image/png');
		assert.equal(made.asked.length, 1);
	});

	test('attaches figures when they are wanted, and gives pages and figures as resources', async () => {
		const { client, call } = await connect(background());

		const { content } = await call('read_document', { path: 'docs/report.pdf', pages: '2', include_figures: true });
		const { resources } = await client.listResources();
		const { resourceTemplates } = await client.listResourceTemplates();
		const page = await client.readResource({ uri: resources[0]!.uri.replace('page/1', 'page/3') });
		const figure = await client.readResource({
			uri: `fovea://figure/p2-chart.png?page=2&path=${encodeURIComponent('docs/report.pdf')}`,
		});

		assert.deepEqual(
			content.map(({ type }) => type),
			['text', 'image'],
		);
		assert.equal(resourceTemplates.length, 2);
		assert.match((page.contents[0] as { text: string }).text, /## Berths/);
		assert.equal((figure.contents[0] as { blob: string }).blob, content[1]!.data);
		await assert.rejects(
			client.readResource({ uri: 'fovea://page/9?path=docs/report.pdf' }),
			/names no pages of this document, which has 3/,
		);
		await assert.rejects(client.readResource({ uri: 'file:///etc/passwd' }), /no resource/);
	});

	test('reads nothing outside of the folders, by no path and no link', async () => {
		const { call } = await connect(background());
		const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'fovea-else-'));
		await writeFile(path.join(elsewhere, 'secret.pdf'), '%PDF-1.7');
		await symlink(elsewhere, path.join(root, 'link'));

		for (const written of [
			path.join(elsewhere, 'secret.pdf'),
			'../../etc/passwd',
			'link/secret.pdf',
			pathToFileURL(path.join(elsewhere, 'secret.pdf')).href,
			`${root}-other/x.pdf`,
		]) {
			const answer = await call('read_document', { path: written });
			assert.ok(answer.isError, written);
			assert.match(textOf(answer), /outside of the folders/, written);
		}
		await rm(elsewhere, { recursive: true });
	});

	test('takes the folders of this machine among roots of another one (eyaltoledano/claude-task-master#1153)', async () => {
		const { call } = await connect(background(), { roots: ['vscode-remote://wsl+Ubuntu/home/a', path.join(root, 'docs')] });

		const answer = await call('read_document', { path: path.join(root, 'docs', 'report.pdf') });

		assert.match(textOf(answer), /The fee is 19/);
	});

	test('honours the roots of a client in place of its own folders, and asks again when they change', async () => {
		const made = background();
		const { call, rootsAsked, setRoots } = await connect(made, { roots: [path.join(root, 'docs')], folders: ['/'] });

		const inside = await call('read_document', { path: 'report.pdf' });
		const outside = await call('read_document', { path: path.join(root, 'locked.pdf') });
		assert.deepEqual([inside.isError ?? false, outside.isError, rootsAsked()], [false, true, 1]);

		await setRoots([root]);
		const after = await call('read_document', { path: 'docs/report.pdf' });
		assert.deepEqual([after.isError ?? false, rootsAsked()], [false, 2]);
	});

	test('says in words what is wrong: encrypted, missing, no such page, a wrong input, no such tool', async () => {
		const { client, call } = await connect(background());

		assert.match(textOf(await call('read_document', { path: 'locked.pdf' })), /encrypted.*Ask the user/);
		assert.match(textOf(await call('read_document', { path: 'nothing.pdf' })), /There is no file nothing\.pdf/);
		assert.match(textOf(await call('read_document', { path: 'docs/report.pdf', pages: '7' })), /has 3/);
		assert.match(textOf(await call('view_page', { path: 'docs/report.pdf', page: 'two' })), /wrong at "page"/);
		assert.match(textOf(await call('search_document', { path: 'docs/report.pdf', query: '(', regex: true })), /no regular expression/);
		assert.match(textOf(await call('read_document', { path: '' })), /wrong at "path": expected a text that is not empty/);
		assert.match(textOf(await call('view_page', { path: 'docs/report.pdf', page: 1.5 })), /wrong at "page": expected a whole number/);
		await assert.rejects(client.callTool({ name: 'delete_everything', arguments: {} }), /no tool/);
		await assert.rejects(client.readResource({ uri: 'fovea://page/%E0%A4%A?path=docs/report.pdf' }), { code: -32602 });
	});

	test('tells how far it is, and its log', async () => {
		const { call, logged } = await connect(background());
		const progress: unknown[] = [];

		await call('read_document', { path: 'docs/report.pdf' }, { onprogress: (each: unknown) => progress.push(each) });

		assert.deepEqual(progress, [{ progress: 1, total: 3, message: '1 of 3 pages' }]);
		assert.deepEqual(logged, ['read by the test']);
	});

	test('a call that is cancelled ends the reading', async () => {
		const made = background({ hangs: true });
		const { call } = await connect(made);
		const controller = new AbortController();

		const calling = call('read_document', { path: 'docs/report.pdf' }, { signal: controller.signal });
		while (made.asked.length === 0) {
			await new Promise(setImmediate);
		}
		controller.abort();
		await assert.rejects(calling);
		while (made.aborts.length === 0) {
			await new Promise(setImmediate);
		}
	});

	test('a thousand calls keep no memory and leave no file', async () => {
		const made = background();
		const { call } = await connect(made);
		const used = () => {
			(globalThis as { gc?: () => void }).gc?.();
			return process.memoryUsage().heapUsed;
		};
		const run = async (calls: number) => {
			for (let i = 0; i < calls; i++) {
				await call(i % 2 ? 'search_document' : 'read_document', { path: 'docs/report.pdf', ...(i % 2 ? { query: 'fee' } : {}) });
			}
		};
		await run(200);
		const before = used();
		await run(800);

		assert.equal(made.asked.length, 1);
		// Without a forced collection the heap breathes by some megabytes; a leak of one answer a call would be more than that.
		assert.ok(used() - before < 24_000_000, `${(used() - before) / 1e6} MB`);
	});
});
