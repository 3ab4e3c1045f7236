import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { until } from '../until.ts';
import { Workbench } from '../workbench.ts';
import { launchBrowser, pageOptions } from './browser.ts';
import { type Profile, type Settings, createProfile, writeSettings } from './profile.ts';
import { fromRoot } from './repository.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';
import { copyWorkspace } from './temporary.ts';

/** What `startSession` starts: the newest VS Code with the packaged extension on a copy of the sample workspace, unless it says otherwise. */
export interface SessionOptions extends Partial<Omit<ServerOptions, 'profile' | 'driver' | 'lean'>> {
	/** The folder, or the `.code-workspace` file, that opens. */
	readonly workspace?: string;
	readonly settings?: Settings;
	/** Puts into the extension's global storage, a folder that does not exist yet, what it may have kept there before. */
	readonly fillStorage?: (folder: string) => Promise<void>;
}

/** A window of VS Code in a browser without a screen. */
export interface Session {
	readonly server: Server;
	/** What is open. */
	readonly workspace: string;
	/** The extension's global storage. */
	readonly storage: string;
	readonly page: Page;
	readonly workbench: Workbench;
	/** Keeps a picture of the page, as `out/screenshots/<name>.png`. */
	screenshot(name: string): Promise<void>;
	stop(): Promise<void>;
}

/** What `npm run package` writes. */
export const packagedExtension = fromRoot('out/fovea.vsix');

/** Longer than anything takes that is not broken, and shorter than a test may take, so that what did not come is named. */
const pageLimitMs = 120_000;

/** A server that goes on when its window is closed, for the next session that wants the same. */
interface Host {
	readonly server: Server;
	readonly profile: Profile;
}

const hosts = new Map<string, Host>();
let browser: Browser | undefined;

/**
 * Opens a window and waits for the workbench. Sessions that follow each other share a browser and, where their options are the same, a server; each has
 * a browser context of its own, which is where a VS Code in a browser keeps keys and states, and settings and global storage of its own. There is
 * one session at a time. Servers and browser end with this process.
 */
export async function startSession(sessionOptions: SessionOptions = {}): Promise<Session> {
	const { settings = {}, workspace = copyWorkspace(), fillStorage, ...options } = sessionOptions;
	const host = await hostOf(options);
	const { server, profile } = host;
	writeSettings(profile, settings);
	const storage = path.join(profile.userData, 'User/globalStorage/fovea.fovea');
	rmSync(storage, { recursive: true, force: true });
	await fillStorage?.(storage);

	if (!browser?.isConnected()) {
		browser = await launchBrowser();
	}
	const context = await browser.newContext(pageOptions);
	context.setDefaultTimeout(pageLimitMs);
	await context.addInitScript(keepNotifications);
	await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
	const page = await context.newPage();
	const screenshot = async (name: string): Promise<void> => {
		await page.screenshot({ path: fromRoot('out/screenshots', `${name}.png`) });
	};
	const workbench = new Workbench(page);
	const stop = async (): Promise<void> => {
		await context.close();
		await endExtensionHosts(server);
	};
	try {
		await page.goto(server.url(workspace));
		await workbench.ready();
	} catch (error) {
		await screenshot('not started');
		console.error(server.log());
		await stop();
		throw error;
	}
	return { server, workspace, storage, page, workbench, screenshot, stop };
}

/**
 * Runs in every page. VS Code hides a notification after 10 to 15 seconds (`NotificationsToasts.PURGE_TIMEOUT` of its workbench), when a test on a slow
 * machine may not have looked yet: here they stay for minutes.
 */
function keepNotifications(): void {
	const { setTimeout: original } = globalThis;
	globalThis.setTimeout = Object.assign(
		(run: () => void, milliseconds = 0, ...rest: never[]) =>
			original(run, [10_000, 12_000, 15_000].includes(milliseconds) ? 600_000 : milliseconds, ...rest),
		original,
	) as typeof setTimeout;
}

async function hostOf(options: Omit<ServerOptions, 'profile' | 'lean'>): Promise<Host> {
	if (!existsSync(packagedExtension)) {
		throw new Error(`There is no ${packagedExtension}. Run: npm run package`);
	}
	const key = JSON.stringify(options);
	let host = hosts.get(key);
	if (!host) {
		const profile = createProfile();
		host = { profile, server: await startServer({ ...options, lean: true, vsix: [packagedExtension, ...(options.vsix ?? [])], profile }) };
		hosts.set(key, host);
	}
	return host;
}

/** Ends the processes that run extensions, but `others`: the server keeps them for a window that might come back. */
export async function endExtensionHosts(server: Server, others: readonly number[] = []): Promise<void> {
	await until('the extension hosts to end', () => {
		const hosts = server.extensionHosts().filter((host) => !others.includes(host));
		hosts.forEach(endProcess);
		return hosts.length === 0;
	});
}

/** Ends a process, if it has not ended by itself meanwhile. */
function endProcess(id: number): void {
	try {
		process.kill(id, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') {
			throw error;
		}
	}
}
