import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { Workbench } from '../workbench.ts';
import { launchBrowser } from './browser.ts';
import { type Settings, createProfile } from './profile.ts';
import { fromRoot } from './repository.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';
import { copyWorkspace } from './temporary.ts';

/** What `startSession` starts: the newest VS Code with the packaged extension on a copy of the sample workspace, unless it says otherwise. */
export interface SessionOptions extends Partial<Omit<ServerOptions, 'profile' | 'driver'>> {
	readonly settings?: Settings;
	/** Puts into the extension's global storage, a folder that does not exist yet, what it may have kept there before. */
	readonly fillStorage?: (folder: string) => Promise<void>;
}

/** A VS Code in a browser without a window. */
export interface Session {
	readonly server: Server;
	/** The folder that is open. */
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

/** Starts a server and a browser and waits for the workbench. */
export async function startSession(sessionOptions: SessionOptions = {}): Promise<Session> {
	const { settings = {}, workspace = copyWorkspace(), fillStorage, ...options } = sessionOptions;
	const { vsix = [packagedExtension] } = options;
	const missing = vsix.find((file) => !existsSync(file));
	if (missing) {
		throw new Error(`There is no ${missing}. Run: npm run package`);
	}
	const profile = createProfile(settings);
	const storage = path.join(profile.userData, 'User/globalStorage/fovea.fovea');
	await fillStorage?.(storage);
	const server = await startServer({ ...options, workspace, vsix, profile });
	const browser = await launchBrowser();
	const stop = async (): Promise<void> => {
		await browser.close();
		await server.stop();
	};
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
	const page = await openPage(context, server);
	const screenshot = async (name: string): Promise<void> => {
		await page.screenshot({ path: fromRoot('out/screenshots', `${name}.png`) });
	};
	const workbench = new Workbench(page);
	try {
		await page.goto(server.url());
		await workbench.ready();
	} catch (error) {
		await screenshot('not started');
		console.error(server.log());
		await stop();
		throw error;
	}
	return { server, workspace, storage, page, workbench, screenshot, stop };
}

async function openPage(context: BrowserContext, server: Server): Promise<Page> {
	await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	return page;
}
