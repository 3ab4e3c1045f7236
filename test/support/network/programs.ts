import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from '../host/command.ts';

/** The real programs of the network that tests run against, and the Debian package of each. */
const packages = { squid: 'squid', tinyproxy: 'tinyproxy', nginx: 'nginx-light', openssl: 'openssl' } as const;

type Program = keyof typeof packages;

/** Those of the system's administrator are not on everybody's PATH. */
const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/**
 * Where a program is; all that are missing are installed now for root on Debian.
 * @throws {Error} with the command that mends it
 */
export function program(name: Program): string {
	const found = find(name);
	if (found) {
		return found;
	}
	const missing = (Object.keys(packages) as Program[]).filter((one) => !find(one)).map((one) => packages[one]);
	if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
		console.log(`Installing ${missing.join(', ')} with apt-get, once ...`);
		// No daemon of the machine's own is started: a test starts its own, with its own settings.
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
		const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300'];
		run('apt-get', [...options, 'update'], { env, output: 'ignore' });
		run('apt-get', [...options, 'install', '-y', '--no-install-recommends', ...missing], { env, output: 'ignore' });
	}
	const installed = find(name);
	if (!installed) {
		throw new Error(`The network suite needs ${name}. Run: sudo apt-get install ${missing.join(' ')}`);
	}
	return installed;
}

function find(name: Program): string | undefined {
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}
