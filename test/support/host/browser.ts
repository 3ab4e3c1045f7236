import { type Browser, chromium } from 'playwright-core';
import { findChromium } from './chromium.ts';

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
