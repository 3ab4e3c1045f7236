import type { Page } from 'playwright-core';
import { type Session, type SessionOptions, startSession } from './host/session.ts';
import type { Workbench } from './workbench.ts';

/** A VS Code that a suite of UI tests shares. */
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

/**
 * To be called in a suite: starts a VS Code with the packaged extension before its tests, ends it after them, and keeps a picture of each failure.
 * Options that need something started first come from a function.
 */
export function useVSCode(options: SessionOptions | (() => Promise<SessionOptions>) = {}): UiSession {
	const session = new UiSession(options);

	suiteSetup('VS Code starts', async function () {
		// The first time, code-server and a browser may have to be installed.
		this.timeout(240_000);
		await session.start();
	});
	teardown('a picture of a failure', async function () {
		if (this.currentTest?.state === 'failed') {
			await session.screenshot(`failed ${this.currentTest.fullTitle().replace(/[^\w.-]+/g, ' ')}`);
		}
	});
	suiteTeardown('VS Code ends', () => session.stop());
	return session;
}
