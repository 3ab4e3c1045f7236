import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectFoundry } from '../support/connectFoundry.ts';
import { type Emulator, startEmulator } from '../support/emulator/emulator.ts';
import type { EmulatorRequest } from '../support/emulator/requests.ts';
import { copyWorkspace } from '../support/host/temporary.ts';
import { useVSCode } from '../support/uiSession.ts';
import { until } from '../support/until.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';

const pageCount = 150;
const word = (page: number) => `Page number ${page} of many`;

suite('A long document, and an extension host that dies in the middle', () => {
	const workspace = copyWorkspace();
	const pages = Array.from({ length: pageCount }, (_, i) => ({ content: textAt(72, 700, word(i + 1)) }));
	writeFileSync(path.join(workspace, 'long.pdf'), simplePdf(pages));
	const vscode = useVSCode({ workspace });
	let emulator: Emulator;
	const ended = new Set<EmulatorRequest>();
	/** Requests before it test the connection. */
	let first = 0;

	suiteSetup(async () => {
		emulator = await startEmulator({ profile: 'foundry', key: 'the-key', onEnd: (request) => ended.add(request) });
	});
	suiteTeardown(() => emulator.close());

	const delivered = () => emulator.requests.slice(first).filter(({ delivered: whole, status }) => whole && status === 200);
	const paidPages = () => delivered().flatMap(({ recognized }) => recognized ?? []);
	const markdown = () => readFileSync(path.join(workspace, 'long.md'), 'utf8');

	test('its markdown grows, and says what is not there yet', async () => {
		const { workbench } = vscode;
		await connectFoundry(workbench, { endpoint: emulator.endpoint, key: 'the-key' });
		first = emulator.requests.length;
		emulator.hold(({ number }) => number - first >= 4);

		await workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await workbench.tab('long.md').waitFor();
		await until('its last line', () => /\*\*Pages \d+ to 150 are not here yet\./.test(markdown()));

		await workbench.notification('Converting long.pdf').waitFor();
		await vscode.screenshot('a long document grows');
	});

	test('when the extension host is killed, what was answered is kept; converting again goes on in the file and sends only what is missing', async () => {
		const { workbench } = vscode;
		const cache = path.join(vscode.storage, 'cache');
		const answered = emulator.requests.slice(first);
		await until('all answers to be kept', () => {
			const kept = readdirSync(cache).filter((name) => !name.endsWith('.part'));
			return kept.length === delivered().length && answered.every((request) => ended.has(request) || emulator.held.includes(request));
		});
		const before = paidPages().length;
		assert.ok(before > 0 && before < pageCount, String(before));

		await vscode.killExtensionHost();
		await workbench.notification('Converting long.pdf').waitFor({ state: 'hidden' });
		emulator.release();
		await workbench.explorerMenu('long.pdf', 'Convert to Markdown');
		await until('the whole', () => markdown().includes(word(pageCount)) && !markdown().includes('not here yet'));

		assert.equal(paidPages().length, pageCount);
		for (let page = 1; page <= pageCount; page++) {
			assert.equal(markdown().split(word(page)).length, 2, `page ${page}`);
		}
		await workbench.notification('Converting long.pdf').waitFor({ state: 'hidden' });
		await workbench.tab('long.md').waitFor();
		// The editor takes a moment to see what was written to its file.
		await until('the whole in the editor', async () => (await workbench.editorText()) === markdown());
		await vscode.screenshot('a long document is whole');
	});
});
