import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cacheFolder.ts';
import { run } from './command.ts';
import { onExit } from './onExit.ts';
import { fromRoot } from './repository.ts';

/** Which VS Code to run in: the newest that tests were written for, or the oldest that Fovea supports. */
export type HostVersion = 'newest' | 'oldest';

/** An installed code-server: VS Code's own server and browser workbench, from npm. */
export interface CodeServer {
	/** The Node that runs it. */
	readonly node: string;
	readonly entry: string;
	/** Version of the VS Code that it is, e.g. `1.139.1`. */
	readonly vscode: string;
	/** Whether it hands options on to VS Code's server; older ones cannot and need not. */
	readonly takesVscodeOptions: boolean;
}

interface Manifest {
	readonly version: string;
	readonly engines: { readonly node: string };
}

/**
 * The code-server that `test/support/hosts` locks for `version`, installed by npm on first use. No install script runs, nothing is compiled.
 * @throws {Error} that says what to do where it cannot be had
 */
export function installCodeServer(version: HostVersion): CodeServer {
	if (process.platform === 'win32') {
		throw new Error('code-server does not run on Windows. Set VSCODE_PATH to a desktop VS Code, or use WSL.');
	}
	const locked = fromRoot('test/support/hosts', version);
	const lock = createHash('sha256')
		.update(readFileSync(path.join(locked, 'package-lock.json')))
		.digest('hex');
	const folder = cacheFolder(`code-server-${version}-${lock.slice(0, 12)}`);
	if (!existsSync(folder)) {
		install(locked, folder);
	}
	const packages = path.join(folder, 'node_modules');
	replaceLogger(packages);
	const codeServer = path.join(packages, 'code-server');
	return {
		node: findNode(packages, readManifest(codeServer).engines.node),
		entry: path.join(codeServer, 'out/node/entry.js'),
		vscode: readManifest(path.join(codeServer, 'lib/vscode')).version,
		takesVscodeOptions: readFileSync(path.join(codeServer, 'out/node/cli.js'), 'utf8').includes('vscode-option'),
	};
}

/** Installs aside and renames at the end, so that an interrupted install is never taken for a whole one. */
function install(locked: string, folder: string): void {
	console.log(`Installing code-server (${path.basename(locked)}) from npm, once ...`);
	const aside = `${folder}.${process.pid}`;
	const discard = onExit(() => rmSync(aside, { recursive: true, force: true }));
	mkdirSync(aside, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) {
		cpSync(path.join(locked, file), path.join(aside, file));
	}
	run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: aside });

	const packages = path.join(aside, 'node_modules');
	// VS Code's server looks for its packages beside itself; npm has put them two levels up.
	symlinkSync('../../..', path.join(packages, 'code-server/lib/vscode/node_modules'), 'dir');
	linkRipgrep(packages);
	try {
		renameSync(aside, folder);
	} catch (error) {
		// Another run was faster.
		if (!existsSync(folder)) {
			throw error;
		}
	}
	discard();
}

/** Puts a logger in plain JavaScript in the place of the native one, in installations of before, too. */
function replaceLogger(packages: string): void {
	const logger = path.join(packages, '@vscode/spdlog/index.js');
	const plain = readFileSync(fromRoot('test/support/hosts/spdlog.js'));
	if (!readFileSync(logger).equals(plain)) {
		// Servers of other runs may be starting.
		const aside = `${logger}.${process.pid}`;
		writeFileSync(aside, plain);
		renameSync(aside, logger);
	}
}

/** The ripgrep package of older VS Codes downloads its program in an install script; the newer package carries the same program for each platform. */
function linkRipgrep(packages: string): void {
	const program = path.join(packages, '@vscode/ripgrep/bin/rg');
	if (existsSync(path.join(packages, '@vscode/ripgrep'))) {
		mkdirSync(path.dirname(program), { recursive: true });
		symlinkSync(`../../ripgrep-universal/bin/${process.platform}-${process.arch}/rg`, program);
	}
}

/** The Node that was installed with it where there is one for this platform, else the present one. */
function findNode(packages: string, major: string): string {
	const installed = path.join(packages, `node-${process.platform}-${process.arch}/bin/node`);
	if (existsSync(installed)) {
		return installed;
	}
	if (Number.parseInt(process.versions.node) < Number.parseInt(major)) {
		throw new Error(`On this platform, code-server needs Node ${major} or newer: install it, or set VSCODE_PATH to a desktop VS Code.`);
	}
	return process.execPath;
}

function readManifest(folder: string): Manifest {
	return JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}
