import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { ImageStore } from '../../src/core/image/store.ts';
import { startImageEmulator } from '../support/emulator/images/imageEmulator.ts';
import { encodeImage } from '../support/emulator/images/imageFile.ts';
import { drawPicture } from '../support/emulator/images/picture.ts';
import { run } from '../support/host/command.ts';
import { fromRoot } from '../support/host/repository.ts';
import { type Session, startSession } from '../support/host/session.ts';
import { temporaryFolder } from '../support/host/temporary.ts';
import { until } from '../support/until.ts';
import { zip } from '../support/zip.ts';
import { ImagePanel } from '../support/imagePanel.ts';
import { median } from './median.ts';

/** What the image panel costs with so many images in its history, in a real workbench. */
export interface PanelRow {
	readonly images: number;
	/** From the click on the command to a panel that shows its history, in milliseconds; the first time its bundle loads. */
	readonly firstOpenMs: number;
	/** The same later, to a prompt on screen, median; and to the first image of the history. */
	readonly openMs: number;
	readonly historyMs: number;
	/** Of that, until the editor has made the frame that the page stands in, median. */
	readonly frameMs: number;
	/** From the click to a webview of another extension that shows a word, in the same window in turns with the panel, median: what is the editor's share. */
	readonly emptyMs: number;
	/** From the last byte of a service's answer to the image on screen, in milliseconds, median. */
	readonly lastByteToScreenMs: number;
	/** What the JavaScript of the workbench and the panel hold more than before the panel opened, and the panel's elements: after scrolling through the whole history. */
	readonly heapGrowthMb: number;
	readonly elements: number;
}

/** Measures with an empty history and with a long one. */
export async function benchImagePanel(rounds: number): Promise<PanelRow[]> {
	run('npm', ['run', '--silent', 'package'], { cwd: fromRoot(), output: 'ignore' });
	return [await measure(0, rounds), await measure(1000, rounds)];
}

async function measure(images: number, rounds: number): Promise<PanelRow> {
	let ended = 0;
	const emulator = await startImageEmulator({ profile: 'compatible', key: '', onEnd: () => (ended = Date.now()) });
	const session = await startSession({
		vsix: [emptyWebview()],
		settings: {
			'fovea.connections': [{ name: 'Emulator', for: 'images', service: 'compatible', endpoint: emulator.endpoint, model: 'gpt-image-2' }],
			'fovea.images.connection': 'Emulator',
		},
		fillStorage: (folder) => fill(`${folder}/images`, images),
	});
	try {
		const panel = new ImagePanel(session.workbench);
		const before = await heapMb(session);
		const [first, ...opened] = await opening(session, panel, images, rounds);
		const shown = [];
		for (let round = 0; round < rounds; round++) {
			const onScreen = nextImage(await panel.frame());
			await panel.generate(`picture ${round}`);
			shown.push((await onScreen) - ended);
		}
		await panel.showHistory();
		const elements = await scrolledThrough(await panel.frame());
		const heapGrowthMb = (await heapMb(session)) - before;
		const of = (value: (one: Opening) => number) => median(opened.map(value));
		return {
			images,
			firstOpenMs: first?.historyMs ?? Number.NaN,
			openMs: of((one) => one.openMs),
			historyMs: of((one) => one.historyMs),
			frameMs: of((one) => one.frameMs),
			emptyMs: of((one) => one.emptyMs),
			lastByteToScreenMs: median(shown),
			heapGrowthMb,
			elements,
		};
	} finally {
		await session.stop();
		await emulator.close();
	}
}

/** Milliseconds of one opening, as in `PanelRow`. */
type Opening = Pick<PanelRow, 'openMs' | 'historyMs' | 'frameMs' | 'emptyMs'>;

/** What each webview is watched for, by the pages themselves: a question from outside waits its turn, and a busy machine makes that longer. */
const marks = { empty: '#empty', prompt: 'textarea.prompt', picture: '.grid .cell img, .grid .cell canvas' };

/** Opens the panel and the empty webview in turns: what else the machine does meets both. */
async function opening({ page, workbench }: Session, panel: ImagePanel, images: number, rounds: number): Promise<Opening[]> {
	await page.context().addInitScript(watch, marks);
	await page.reload();
	await workbench.ready();
	const times: Opening[] = [];
	for (let round = 0; round <= rounds; round++) {
		let started = 0;
		await workbench.command('Bench: Empty Webview', () => (started = Date.now()));
		await workbench.webview().locator('#empty').waitFor();
		const emptyMs = (await seen(await panel.frame(), 'empty')) - started;
		await workbench.closeEditors();
		await workbench.command('Fovea: Generate Image', () => (started = Date.now()));
		await panel.prompt.waitFor();
		const frame = await panel.frame();
		const openMs = (await seen(frame, 'prompt')) - started;
		const historyMs = images > 0 ? (await seen(frame, 'picture')) - started : openMs;
		const frameMs = (await frame.evaluate(() => performance.timeOrigin)) - started;
		times.push({ openMs, historyMs, frameMs, emptyMs });
		if (round < rounds) {
			await workbench.closeEditors();
		}
	}
	return times;
}

/** Runs in each frame of the window: notes when each mark is on screen in a webview within it, in milliseconds since 1970. A picture is there when it is drawn. */
async function watch(selectors: Readonly<Record<string, string>>): Promise<void> {
	const times: Record<string, number> = {};
	(globalThis as { benchTimes?: Record<string, number> }).benchTimes = times;
	while (window !== window.top) {
		// The editor shows the frame under this name when it has loaded.
		const page = document.querySelector<HTMLIFrameElement>('iframe#active-frame')?.contentDocument;
		for (const [name, selector] of Object.entries(selectors)) {
			const element = page?.querySelector(selector);
			const drawn = element && 'complete' in element ? element.complete : element?.checkVisibility();
			if (drawn && !(name in times)) {
				times[name] = Date.now();
			}
		}
		await new Promise((resolve) => requestAnimationFrame(resolve));
	}
}

/** When a webview's page had a mark on screen. */
async function seen(frame: Frame, mark: keyof typeof marks): Promise<number> {
	return until(`${mark} on screen`, () =>
		frame.parentFrame()!.evaluate((name) => (globalThis as { benchTimes?: Record<string, number> }).benchTimes?.[name], mark),
	);
}

/** Writes the package of an extension whose one command opens a webview with a word in it. */
function emptyWebview(): string {
	const file = path.join(temporaryFolder(), 'empty.vsix');
	const manifest = {
		name: 'empty',
		publisher: 'fovea-bench',
		version: '1.0.0',
		engines: { vscode: '^1.90.0' },
		main: './main.js',
		activationEvents: ['onStartupFinished'],
		contributes: { commands: [{ command: 'bench.empty', title: 'Empty Webview', category: 'Bench' }] },
	};
	const main = `const vscode = require('vscode');
exports.activate = ({ subscriptions }) => subscriptions.push(vscode.commands.registerCommand('bench.empty', () => {
	vscode.window.createWebviewPanel('bench.empty', 'Empty', vscode.ViewColumn.Active, { enableScripts: true }).webview.html =
		'<!DOCTYPE html><p id="empty">Empty</p>';
}));`;
	writeFileSync(file, zip({ 'extension/package.json': JSON.stringify(manifest), 'extension/main.js': main }));
	return file;
}

/** When the next image among the results is drawn, in milliseconds since 1970. */
async function nextImage(frame: Frame): Promise<number> {
	return frame.evaluate(async (selector) => {
		for (const before = document.querySelectorAll(selector).length; ;) {
			const images = document.querySelectorAll<HTMLImageElement>(selector);
			if (images.length > before && images[0]?.complete && images[0].naturalWidth > 0) {
				return Date.now();
			}
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
	}, '.image-card .picture img');
}

/** Scrolls to the end of the history. @returns the number of elements then */
async function scrolledThrough(frame: Frame): Promise<number> {
	return frame.evaluate(async () => {
		const list = document.querySelector<HTMLElement>('.output')!;
		for (let last = -1; list.scrollTop !== last;) {
			last = list.scrollTop;
			list.scrollBy(0, list.clientHeight / 2);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
		return document.querySelectorAll('*').length;
	});
}

/** Of the page's process, with what is garbage gone. */
async function heapMb({ page }: Session): Promise<number> {
	const devTools = await page.context().newCDPSession(page);
	await devTools.send('HeapProfiler.collectGarbage');
	const { usedSize } = await devTools.send('Runtime.getHeapUsage');
	await devTools.detach();
	return usedSize / 2 ** 20;
}

/** Some pictures, again and again: what counts is how many there are. */
async function fill(folder: string, images: number): Promise<void> {
	const store = new ImageStore(folder);
	const pictures = Array.from({ length: 20 }, (_, n) => {
		const picture = { width: 1024, height: 1024, seed: String(n), title: `picture ${n}`, notes: [], code: '00000000', transparent: false };
		return encodeImage(drawPicture(picture), 'png', 100, String(n));
	});
	for (let n = 0; n < images; n++) {
		await store.add(pictures[n % pictures.length]!, {
			prompt: `picture ${n} of a long history`,
			provider: 'openai',
			host: 'api.openai.com',
			model: 'gpt-image-2',
			asked: { size: '1024x1024' },
			actual: {},
			references: 0,
			createdAt: Date.now() - (images - n) * 60_000,
		});
	}
}
