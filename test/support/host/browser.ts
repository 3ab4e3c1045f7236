import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** How each page is. The server compresses the workbench anew for each window, half a second of its processor, if the browser takes that. */
export const pageOptions: BrowserContextOptions = {
	viewport: { width: 1280, height: 800 },
	reducedMotion: 'reduce',
	extraHTTPHeaders: { 'accept-encoding': 'identity' },
};

/** A browser without a window. It ends with this process. */
export async function launchBrowser(): Promise<Browser> {
	return chromium.launch({
		executablePath: findChromium(),
		// Signals end this process in one way (onExit.ts), and the browser with it.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
		args: ['--disable-gpu', '--disable-quic', '--disable-sync'],
	});
}
