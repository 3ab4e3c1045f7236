import { type Browser, type BrowserContext, type LaunchOptions, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';
import { temporaryFolder } from './temporary.ts';

/** A browser without a window. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
	return chromium.launch(options());
}

/**
 * A browser with a profile on the disk, whose cache lives on from page to page: the workbench is fetched and compiled once, not for each window.
 * It ends with this process, and with its last page.
 */
export async function launchProfile(): Promise<BrowserContext> {
	return chromium.launchPersistentContext(temporaryFolder(), {
		...options(),
		viewport: { width: 1280, height: 800 },
		reducedMotion: 'reduce',
	});
}

function options(): LaunchOptions {
	return {
		executablePath: findChromium(),
		// Signals end this process in one way (onExit.ts), and the browser with it.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		args: ['--disable-gpu', '--disable-quic', '--disable-sync'],
	};
}
