import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as forward } from 'node:http';
import { type Server as HttpsServer, createServer as createHttpsServer } from 'node:https';
import { type Server, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { lockedPdf } from '../support/documents.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../support/emulator/emulator.ts';
import { ForwardProxy, type ForwardProxyOptions } from '../support/forwardProxy.ts';
import { docx, pptx } from '../support/officeFiles.ts';
import { simplePdf, textAt } from '../unit/core/pdf/simplePdf.ts';
import { Stage, folder, names, onlySettings, place, read, readBy, reader, resetSettings, set } from './stage.ts';

const convert = (uri: vscode.Uri) => vscode.commands.executeCommand('fovea.convertToMarkdown', uri);
const word = (page: number) => `Words of page ${page + 1}.`;

suite('Answers of a service', () => {
	let stage: Stage;
	let dir: vscode.Uri;
	let emulator: Emulator;

	const start = async (options: Partial<EmulatorOptions> = {}) => {
		emulator = await startEmulator({ profile: 'mistral', key: 'test-key', ...options });
		await onlySettings({ ...reader('mistral', emulator.origin, 'mistral-ocr-latest'), 'fovea.ocr.cacheMegabytes': 0 });
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
	});
	suiteTeardown('no settings stay', resetSettings);

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
	});

	test('text that the service leaves out of a page is told, and added from the PDF', async () => {
		const facts = ['Invoice number INV-2026-0042', 'Date of issue 14 February 2026', 'Customer 99813 Northwind'];
		const body = ['Northwind Traders Limited', 'Consulting about the warehouse, twelve days', 'The amount is due within thirty days.'];
		const content = [...facts, ...body].map((text, i) => textAt(72, 760 - 40 * i, text)).join('\n');
		emulator.answers = (pages) => pages.map((page) => ({ ...page, markdown: body.join('\n\n') }));

		await convert(await place(dir, 'invoice.pdf', unique(simplePdf([{ content }]))));

		assert.match(stage.texts('info').join(), /^invoice\.pdf: the service left out some text of page 1\./);
		const quote = `> **The service left out this text of the page:**\n>\n> ${facts.join('\\\n> ')}`;
		assert.equal(await markdown('invoice.md'), `<!-- page 1 -->\n\n${body.join('\n\n')}\n\n${quote}\n`);
	});

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

	suite('through a proxy that gets through', () => {
		let secure: HttpsServer;
		let proxy: ForwardProxy;
		const fixture = (name: string) =>
			readFileSync(path.join(vscode.extensions.getExtension('fovea.fovea')!.extensionPath, 'test/fixtures/tls', name));

		/** A proxy that alone knows the way to a service, which is the emulator behind TLS. */
		const start = async (options: ForwardProxyOptions) => {
			const { port } = secure.address() as AddressInfo;
			proxy = await ForwardProxy.start({ hosts: { 'ocr.service.test': port }, ...options });
		};
		const useProxy = () => http('proxy', `http://${proxy.address}`);

		setup(async () => {
			secure = createHttpsServer({ key: fixture('key.pem'), cert: fixture('cert.pem') }, (request, response) => {
				const target = new URL(request.url ?? '/', emulator.origin);
				const { method, headers } = request;
				request.pipe(
					forward(target, { method, headers }, (answer) => {
						response.writeHead(answer.statusCode ?? 500, answer.headers);
						answer.pipe(response);
					}),
				);
			});
			await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
			await http('proxyStrictSSL', false);
			await readBy('mistral', 'https://ocr.service.test', 'mistral-ocr-latest');
		});
		teardown(async () => {
			await http('proxy', undefined);
			await http('proxyStrictSSL', undefined);
			await proxy.close();
			secure.closeAllConnections();
			secure.close();
		});

		test('a name and password are asked for when it wants them, once, and the conversion goes on', async () => {
			await start({ password: 'me:secret' });
			await useProxy();
			stage.presses.push([/The proxy 127\.0\.0\.1:\d+ requires a user name and password\.$/, 'Enter User Name and Password…']);
			stage.answers.push('me', 'secret', 'Until VS Code Is Closed');

			await convert(await place(dir, 'report.pdf'));
			await convert(await place(dir, 'scan.png'));

			assert.deepEqual([stage.texts('error'), stage.texts('warning').length], [[], 1]);
			assert.deepEqual(
				stage.seen.map(({ step }) => step),
				['1/3', '2/3', '3/3'],
			);
			assert.equal(ocrRequests().length, 2);
			stage.answers.push(`Forget the Password for ${proxy.address}`);
			await vscode.commands.executeCommand('fovea.manageConnections');
			assert.equal(stage.texts('info').at(-1), `The password for the proxy ${proxy.address} is forgotten.`);
		});

		test('a password that is kept is forgotten where connections are managed, and asked for again', async () => {
			await start({ password: 'me:secret' });
			await useProxy();
			const ask: [RegExp, string] = [/requires a user name and password\.$/, 'Enter User Name and Password…'];
			stage.presses.push(ask);
			stage.answers.push('me', 'secret', 'Keep in the Secret Storage');
			await convert(await place(dir, 'report.pdf'));
			assert.deepEqual([stage.texts('error'), ocrRequests().length], [[], 1]);

			stage.answers.push(`Forget the Password for ${proxy.address}`);
			await vscode.commands.executeCommand('fovea.manageConnections');
			assert.equal(stage.texts('info').at(-1), `The password for the proxy ${proxy.address} is forgotten.`);
			await convert(await place(dir, 'scan.png'));

			assert.equal(stage.texts('warning').length, 2);
			assert.equal(ocrRequests().length, 1);
			stage.answers.push(undefined);
			await vscode.commands.executeCommand('fovea.manageConnections');
			assert.ok(!stage.seen.at(-1)?.items.some(({ label }) => label === `Forget the Password for ${proxy.address}`));
		});

		test('a change of the settings counts at once', async () => {
			await start({});
			await convert(await place(dir, 'report.pdf'));
			assert.match(stage.texts('error').join(), /The host ocr\.service\.test cannot be found/);

			await useProxy();
			await convert(await place(dir, 'report.pdf'));

			assert.equal(ocrRequests().length, 1);
		});

		test('one that wants Kerberos is left to the editor’s own fetch', async () => {
			await start({ password: 'x:y', schemes: 'Negotiate' });
			await useProxy();

			await convert(await place(dir, 'report.pdf'));

			assert.match(stage.texts('error').join(), /requires another kind of sign-in \(negotiate\)/);
			assert.ok(proxy.asked.length > 1, `${proxy.asked.length} asked`);
		});
	});

	test('a web page in place of a PDF is told', async () => {
		await convert(await place(dir, 'paper.pdf', new TextEncoder().encode('<!DOCTYPE html><html><title>Sign in</title></html>')));

		assert.match(stage.texts('error').join(), /paper\.pdf is a web page, not a document/);
	});

	test('a PDF with a password, which nobody can count without it, is asked about before it is sent', async () => {
		await set({ confirmAbove: 0 });

		await convert(await place(dir, 'secret.pdf', lockedPdf('Hello', 'asdfzxcv')));

		assert.match(questions()[0]?.text ?? '', /^Send 1 document whose pages Fovea cannot count to /);
		assert.equal(ocrRequests().length, 0);
	});
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
