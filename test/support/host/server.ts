import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CodeServer, type HostVersion, installCodeServer } from './codeServer.ts';
import { serverEnvironment } from './environment.ts';
import { onExit } from './onExit.ts';
import { type Profile, createProfile } from './profile.ts';
import { temporaryFolder } from './temporary.ts';

/** What `startServer` starts. */
export interface ServerOptions {
	readonly version?: HostVersion;
	readonly profile?: Profile;
	/** Added to the environment that extensions see. */
	readonly env?: NodeJS.ProcessEnv;
	/** Packaged extensions to install first. */
	readonly vsix?: readonly string[];
	/** Folders of extensions that take the place of built-in ones, by their names; for the newest version only. */
	readonly builtIn?: Readonly<Record<string, string>>;
	/** Without VS Code's own extensions that no test meets; for the newest version only. */
	readonly lean?: boolean;
	/** On: the workspace opens in Restricted Mode. Off: every workspace is trusted, as VS Code's own tests have it. */
	readonly workspaceTrust?: boolean;
	/** VS Code's driver for tests: what makes it run tests when its address asks for that. It hides notifications and answers dialogs. */
	readonly driver?: boolean;
}

/** A running VS Code, to be opened in a browser. */
export interface Server {
	/** Version of VS Code, e.g. `1.139.1`. */
	readonly vscode: string;
	readonly origin: string;
	/** The address that opens a folder, or a `.code-workspace` file, with VS Code's start options in `payload`. */
	url(workspace: string, payload?: readonly (readonly [string, string])[]): string;
	/** How the workbench, which runs in the browser, names a file of this machine. */
	uri(file: string): string;
	/** All that it has printed. */
	log(): string;
	/** Ids of the processes that run extensions, one for each window; those of windows that are gone may go on for hours. */
	extensionHosts(): number[];
	/** Ends the process that runs extensions, as a crash does, and waits until VS Code has started another: before that it knows no commands. */
	killExtensionHost(): Promise<void>;
	/** Settles when it is gone, for whatever reason. */
	readonly ended: Promise<void>;
	stop(): Promise<void>;
}

const startLimitMs = 120_000;

/**
 * Starts code-server on a free port, with a home and settings of its own. It is gone when this process ends.
 * @throws {Error} with what it printed, when it does not start or does not take an extension
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
	const {
		version = 'newest',
		profile = createProfile(),
		env = {},
		vsix = [],
		builtIn,
		lean = false,
		workspaceTrust = false,
		driver = false,
	} = options;
	const codeServer = installCodeServer(version);
	const home = temporaryFolder();
	const environment = { ...serverEnvironment(process.env, home), ...env };
	mkdirSync(environment.TMPDIR);
	const args = [
		codeServer.entry,
		...['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions, '--config', path.join(home, 'config.yaml')],
	];
	for (const file of vsix) {
		installExtension(codeServer, args, file, environment);
	}

	const child = spawn(
		codeServer.node,
		[
			...args,
			...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
			...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
			...(workspaceTrust ? [] : ['--disable-workspace-trust']),
			...(codeServer.takesVscodeOptions ? ['--vscode-option', 'disable-websocket-compression'] : []),
			...(driver && codeServer.takesVscodeOptions ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
			...(codeServer.takesVscodeOptions && (builtIn || lean)
				? ['--vscode-option', `builtin-extensions-dir=${builtInExtensions(codeServer, { builtIn, lean }, path.join(home, 'extensions'))}`]
				: []),
		],
		// A process group of its own, so that the extension host ends with it.
		{ env: environment, cwd: home, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
	);
	const kill = onExit(() => killGroup(child));
	const output: string[] = [];
	child.stdout.on('data', (data) => output.push(String(data)));
	child.stderr.on('data', (data) => output.push(String(data)));

	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const stop = async (): Promise<void> => {
		kill();
		await ended;
	};
	let port: string;
	try {
		port = await listening(child, output);
	} catch (error) {
		await stop();
		throw error;
	}
	const authority = `localhost:${port}`;
	return {
		vscode: codeServer.vscode,
		origin: `http://${authority}`,
		url(workspace, payload) {
			const url = new URL(`http://${authority}/`);
			url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
			if (payload) {
				url.searchParams.set('payload', JSON.stringify(payload));
			}
			return url.href;
		},
		uri: (file) => `vscode-remote://${authority}${file}`,
		log: () => output.join(''),
		extensionHosts: () => extensionHostsOf(child),
		killExtensionHost: () => killExtensionHostOf(child),
		ended,
		stop,
	};
}

/** Extensions of VS Code's own that no test meets. With them, opening a window takes a fifth more of the processor; Copilot starts with every window. */
const unmet = [
	...['copilot', 'git', 'git-base', 'github', 'github-authentication', 'merge-conflict', 'tunnel-forwarding', 'terminal-suggest'],
	...['debug-auto-launch', 'debug-server-ready', 'ms-vscode.js-debug', 'ms-vscode.js-debug-companion', 'ms-vscode.vscode-js-profile-table'],
	...['css-language-features', 'emmet', 'grunt', 'gulp', 'jake', 'npm', 'php-language-features', 'typescript-language-features'],
];

/** A folder with VS Code's own extensions, all or those that tests meet, and others in the places of some of them. */
function builtInExtensions(
	{ entry }: CodeServer,
	{ builtIn = {}, lean }: { readonly builtIn: ServerOptions['builtIn']; readonly lean: boolean },
	folder: string,
): string {
	const own = path.resolve(path.dirname(entry), '../../lib/vscode/extensions');
	mkdirSync(folder);
	for (const name of readdirSync(own).filter((name) => !lean || !unmet.includes(name))) {
		symlinkSync(builtIn[name] ?? path.join(own, name), path.join(folder, name));
	}
	return folder;
}

function installExtension({ node }: CodeServer, args: readonly string[], file: string, env: NodeJS.ProcessEnv): void {
	const { status, stdout, stderr } = spawnSync(node, [...args, '--install-extension', file, '--force'], { env, encoding: 'utf8' });
	if (status !== 0 || !stdout.includes('successfully installed')) {
		throw new Error(`VS Code does not take ${file}:\n${stdout}\n${stderr}`);
	}
}

/** The port, as soon as the server listens. */
async function listening(child: ChildProcess, output: readonly string[]): Promise<string> {
	return new Promise((resolve, reject) => {
		const fail = (why: string) => reject(new Error(`code-server ${why}:\n${output.join('')}`));
		const limit = setTimeout(() => fail(`did not start in ${startLimitMs / 1000} s`), startLimitMs);
		child.once('error', (error) => fail(error.message));
		child.once('exit', (code) => fail(`ended with ${code ?? 'a signal'}`));
		child.stdout?.on('data', () => {
			const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output.join(''))?.[1];
			if (port) {
				clearTimeout(limit);
				resolve(port);
			}
		});
	});
}

async function killExtensionHostOf(server: ChildProcess): Promise<void> {
	const hosts = extensionHostsOf(server);
	const [host] = hosts;
	if (host === undefined || hosts.length > 1) {
		throw new Error(`The server has ${hosts.length} extension hosts`);
	}
	process.kill(host, 'SIGKILL');
	for (const end = Date.now() + startLimitMs; !extensionHostsOf(server).some((id) => id !== host);) {
		if (Date.now() > end) {
			throw new Error(`No other extension host has started in ${startLimitMs / 1000} s`);
		}
		await sleep(100);
	}
}

function extensionHostsOf({ pid }: ChildProcess): number[] {
	const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,pgid=,args='], { encoding: 'utf8' });
	return stdout.split('\n').flatMap((line) => {
		const [, id, group, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
		return Number(group) === pid && args.includes('--type=extensionHost') ? [Number(id)] : [];
	});
}

function killGroup({ pid }: ChildProcess): void {
	try {
		process.kill(-pid!, 'SIGKILL');
	} catch {
		// It has ended by itself.
	}
}
