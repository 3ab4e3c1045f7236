import type { Locator, Page } from 'playwright-core';
import { type Session, type SessionOptions, endExtensionHosts, startSession } from './host/session.ts';
import { failureNotes } from './run/failureNotes.ts';
import { until } from './until.ts';
import type { Workbench } from './workbench.ts';

/** A window of VS Code that a suite of UI tests shares. */
export class UiSession {
	private session: Session | undefined;

	constructor(private readonly options: SessionOptions | (() => Promise<SessionOptions>)) {}

	get page(): Page {
		return this.running.page;
	}

	get workbench(): Workbench {
		return this.running.workbench;
	}

	/** The folder that is open, a throw-away copy. */
	get workspace(): string {
		return this.running.workspace;
	}

	/** The extension's global storage. */
	get storage(): string {
		return this.running.storage;
	}

	/** Keeps a picture of the page, as `out/screenshots/<name>.png`. */
	async screenshot(name: string): Promise<void> {
		await this.running.screenshot(name);
	}

	/** Ids of the processes that run extensions for windows, also for those that are gone. */
	extensionHosts(): number[] {
		return this.running.server.extensionHosts();
	}

	/** Ends the processes that run extensions, but those with these ids. */
	async endExtensionHosts(others: readonly number[]): Promise<void> {
		await endExtensionHosts(this.running.server, others);
	}

	/** All text that the window shows, its notifications and webviews too. */
	async visibleText(): Promise<string> {
		const shown = this.page.frames().filter((frame) => frame === this.page.mainFrame() || frame.name() === 'active-frame');
		const texts = await Promise.all(shown.map((frame) => frame.evaluate(() => document.body.innerText).catch(() => '')));
		return texts
			.flatMap((text) => text.split('\n'))
			.filter((line) => line.trim() !== '')
			.join('\n');
	}

	/** Ends the process that runs extensions, as a crash does, and waits until VS Code has started another. */
	async killExtensionHost(): Promise<void> {
		await this.running.server.killExtensionHost();
	}

	async start(): Promise<void> {
		this.session = await startSession(typeof this.options === 'function' ? await this.options() : this.options);
	}

	async stop(): Promise<void> {
		await this.session?.stop();
		this.session = undefined;
	}

	private get running(): Session {
		if (!this.session) {
			throw new Error('VS Code runs only while the tests of its suite do');
		}
		return this.session;
	}
}

/** Where something is on the page, as soon as it has a size and stays there. */
export async function settledBox(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
	let last = '';
	return until('a place that stays', async () => {
		// Two looks may fall into one frame of a busy browser.
		await locator.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
		const box = await locator.boundingBox();
		const now = JSON.stringify(box);
		const settled = box && box.width > 0 && now === last ? box : undefined;
		last = now;
		return settled;
	});
}

/**
 * To be called in a suite: opens a window of VS Code with the packaged extension before its tests, closes it after them, and keeps a picture of each
 * failure, and in its report what the window said.
 * Options that need something started first come from a function.
 */
export function useVSCode(options: SessionOptions | (() => Promise<SessionOptions>) = {}): UiSession {
	const session = new UiSession(options);

	suiteSetup('VS Code starts', () => session.start());
	teardown('a picture of a failure', async function () {
		const failed = this.currentTest;
		if (failed?.state === 'failed') {
			const picture = `failed ${failed.fullTitle().replace(/[^\w.-]+/g, ' ')}`;
			const text = await session.visibleText();
			failed.err!.stack = [
				failed.err!.stack ?? failed.err!.message,
				`What the window said (picture: out/screenshots/${picture}.png):\n${text.replace(/^/gm, '  ')}`,
				// They are of this process, which is not the one that prints the report.
				...failureNotes(),
			].join('\n\n');
			await session.screenshot(picture);
		}
	});
	suiteTeardown('VS Code ends', () => session.stop());
	return session;
}
