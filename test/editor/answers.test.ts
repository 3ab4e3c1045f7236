import assert from 'node:assert/strict';
import { type Server, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator/emulator.ts';
import { docx, pptx } from '../support/officeFiles.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { Stage, corpus, corpusFile, folder, names, place, read, readBy, resetSettings, set } from './stage.ts';

const convert = (uri: vscode.Uri) => vscode.commands.executeCommand('fovea.convertToMarkdown', uri);
const word = (page: number) => `Words of page ${page + 1}.`;

suite('Answers of a service', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator;

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'mistral', key: 'test-key', ...options });
		await readBy('mistral', emulator.origin, 'mistral-ocr-latest');
		await set({ cacheMegabytes: 0 });
		stage.answers.push('test-key');
	};
	setup(async () => {
		stage = new Stage();
		dir = await folder();
		await start();
	});
	teardown(async () => {
		await stage.leave();
		await emulator.close();
		await resetSettings();
	});

	const ocrRequests = () => emulator.requests.filter(({ path }) => path === '/v1/ocr');
	const markdown = async (name: string) => read(vscode.Uri.joinPath(dir, name));
	const questions = () => stage.shown.filter(({ text }) => text.startsWith('Send '));

	for (const [name, bytes] of [
		['letter.docx', docx([0, 1, 2].map(word))],
		['talk.pptx', pptx([0, 1, 2].map(word))],
	] as const) {
		const stem = name.split('.')[0]!;

		for (const cacheMegabytes of [0, 100]) {
			test(`${name} converts, once its pages that nobody can count are agreed to, cache ${cacheMegabytes}`, async () => {
				await set({ cacheMegabytes });
				stage.presses.push([/^Send 1 document whose pages Fovea cannot count to /, 'Convert']);

				await convert(await place(dir, name, unique(bytes)));

				assert.equal(
					await markdown(`${stem}.md`),
					`<!-- page 1 -->\n\n${word(0)}\n\n<!-- page 2 -->\n\n${word(1)}\n\n<!-- page 3 -->\n\n${word(2)}\n`,
				);
				assert.deepEqual([questions().length, ocrRequests().length], [1, 1]);
			});
		}

		test(`${name} is not sent without consent`, async () => {
			await convert(await place(dir, name, bytes));

			assert.deepEqual([questions().length, ocrRequests().length, await names(dir)], [1, 0, [name]]);
		});

		test(`some pages of ${name} are those that the service lays out`, async () => {
			stage.replace('showInputBox', async ({ title }: vscode.InputBoxOptions) => (title?.startsWith('Convert Pages') ? '2-3' : 'test-key'));
			stage.presses.push([/^Send 2 pages to /, 'Convert']);
			await set({ confirmAbove: 0 });

			await vscode.commands.executeCommand('fovea.convertPages', await place(dir, name, bytes));

			assert.equal(await markdown(`${stem}.p2-3.md`), `<!-- page 2 -->\n\n${word(1)}\n\n<!-- page 3 -->\n\n${word(2)}\n`);
			assert.deepEqual(ocrRequests()[0]?.recognized, [1, 2]);
		});
	}

	test('a page that the service leaves out is marked, told, and there after Retry Failed Pages', async () => {
		await set({ cacheMegabytes: 100 });
		emulator.answers = (pages) => pages.filter((page) => !page.markdown.includes(word(17)));
		stage.replace('showWarningMessage', async (text: string, ...buttons: string[]) => {
			stage.shown.push({ kind: 'warning', text, buttons });
			emulator.answers = undefined;
			return buttons.find((button) => button === 'Retry Failed Pages');
		});
		const bytes = simplePdf(Array.from({ length: 30 }, (_, page) => ({ content: textAt(72, 700, word(page)) })));

		await convert(await place(dir, 'thirty.pdf', unique(bytes)));

		assert.match(stage.texts('warning')[0] ?? '', /^thirty\.pdf: page 18 is missing\. Mistral OCR did not return what is missing/);
		const text = await markdown('thirty.md');
		assert.deepEqual(
			Array.from({ length: 30 }, (_, page) => text.includes(word(page))),
			Array<boolean>(30).fill(true),
		);
		assert.deepEqual(
			ocrRequests().map(({ recognized }) => recognized?.length),
			[30, 1, 1],
		);
	}).timeout(60_000);

	test('an error in a 200 is told, and not asked for twice', async () => {
		emulator.faults.push({ kind: 'errorIn200', body: { error: { code: 'moderation_blocked' } } });

		await convert(await place(dir, 'report.pdf'));

		assert.match(stage.texts('error').join(), /content filter of .* refused the document/);
		assert.equal(ocrRequests().length, 1);
	});

	suite('through a proxy', () => {
		let proxy: Server | undefined;
		let answer: string | undefined;

		setup(async () => {
			proxy = createServer((socket) => {
				socket.on('error', () => undefined).once('data', () => (answer === undefined ? socket.destroy() : socket.end(answer)));
			});
			await new Promise<void>((resolve) => proxy!.listen(0, '127.0.0.1', resolve));
			await http('proxy', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
			await readBy('mistral', 'https://ocr.service.test', 'mistral-ocr-latest');
		});
		teardown(async () => {
			await http('proxy', undefined);
			proxy?.close();
		});

		for (const [what, said, message] of [
			[
				'that wants a password',
				'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n',
				/The proxy 127\.0\.0\.1:\d+ requires a user name and password/,
			],
			['that does not find the host', 'HTTP/1.1 502 Bad Gateway\r\n\r\n', /The proxy 127\.0\.0\.1:\d+ cannot reach ocr\.service\.test/],
			['that hangs up', undefined, /Fovea cannot connect to the proxy 127\.0\.0\.1:\d+/],
		] as const) {
			test(`${what}, the failure is told and is no cancel`, async () => {
				answer = said;

				await convert(await place(dir, 'report.pdf'));

				assert.match(stage.texts('error').join(), message);
			});
		}
	});

	test('a web page in place of a PDF is told', async () => {
		await convert(await place(dir, 'paper.pdf', new TextEncoder().encode('<!DOCTYPE html><html><title>Sign in</title></html>')));

		assert.match(stage.texts('error').join(), /paper\.pdf is a web page, not a document/);
	});

	if (corpus()) {
		test('a PDF with a password, which nobody can count without it, is asked about before it is sent', async () => {
			await set({ confirmAbove: 0 });

			await convert(await place(dir, 'secret.pdf', corpusFile('r4-aes-user-password.pdf')));

			assert.match(questions()[0]?.text ?? '', /^Send 1 document whose pages Fovea cannot count to /);
			assert.equal(ocrRequests().length, 0);
		});
	}
});

async function http(name: string, value: unknown): Promise<void> {
	await vscode.workspace.getConfiguration('http').update(name, value, vscode.ConfigurationTarget.Global);
}

/** The same document as another file, of which nothing is kept: readers pass over what stands behind the end of a PDF or in a zip's comment. */
function unique(bytes: Uint8Array): Uint8Array {
	const mark = Buffer.from(`%${crypto.randomUUID()}`);
	const copy = Buffer.concat([bytes, mark]);
	if (copy.subarray(0, 2).toString() === 'PK') {
		copy.writeUInt16LE(mark.length, bytes.length - 2);
	}
	return copy;
}
