import { existsSync } from 'node:fs';
import { run } from './command.ts';

const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
	linux: [
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/usr/bin/google-chrome-stable',
		'/usr/bin/microsoft-edge',
		'/snap/bin/chromium',
	],
	darwin: [
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
		'/Applications/Chromium.app/Contents/MacOS/Chromium',
		'/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
	],
	win32: [
		'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
		'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
		'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
	],
};

const remedies: Partial<Record<NodeJS.Platform, string>> = {
	darwin: 'brew install --cask google-chrome',
	win32: 'winget install Google.Chrome',
};

/**
 * The Chromium, Chrome or Edge to drive: the one that CHROMIUM_PATH names, one of this machine, or, for root on Debian, one installed now.
 * @throws {Error} with the command that mends it
 */
export function findChromium(): string {
	const named = process.env['CHROMIUM_PATH'];
	if (named) {
		if (!existsSync(named)) {
			throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
		}
		return named;
	}
	const installed = find();
	if (installed) {
		return installed;
	}
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		try {
			installFromDebian();
		} catch (error) {
			console.error(String(error));
		}
	}
	const found = find();
	if (!found) {
		const remedy = remedies[process.platform] ?? 'sudo apt-get install chromium';
		throw new Error(`No Chromium, Chrome or Edge was found. Run: ${remedy} (or set CHROMIUM_PATH to one).`);
	}
	return found;
}

function find(): string | undefined {
	return places[process.platform]?.find((place) => existsSync(place));
}

function installFromDebian(): void {
	console.log('Installing Chromium with apt-get, once ...');
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
	run('apt-get', [...options, 'update'], { env, output: 'ignore' });
	run('apt-get', [...options, 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation'], { env, output: 'ignore' });
}
