import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onExit } from '../host/onExit.ts';

/** A port of this machine that nobody has, under IPv4 and IPv6. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

/** A program that runs until it is stopped. */
export interface Daemon {
	/** Asks it to end, or ends it at once by `SIGKILL`. */
	stop(by?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
	/** Halts it where it stands: the system still takes connections for it, and nobody answers. Until `thaw`. */
	readonly freeze: () => void;
	readonly thaw: () => void;
}

/**
 * Starts a program that stays in the foreground, and waits until it takes connections at a port.
 * @throws {Error} with what it printed, when it ends instead
 */
export async function startDaemon(file: string, args: readonly string[], port: number): Promise<Daemon> {
	const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	let printed = '';
	child.stdout.on('data', (data) => (printed += String(data)));
	child.stderr.on('data', (data) => (printed += String(data)));
	const forget = onExit(() => child.kill('SIGKILL'));
	while (!(await accepts(port))) {
		if (child.exitCode !== null) {
			throw new Error(`${file} ended with ${child.exitCode}: ${printed}`);
		}
		await sleep(50);
	}
	return {
		async stop(by = 'SIGTERM') {
			await end(child, by);
			forget();
		},
		freeze: () => void child.kill('SIGSTOP'),
		thaw: () => void child.kill('SIGCONT'),
	};
}

async function end(child: ChildProcess, by: NodeJS.Signals): Promise<void> {
	if (child.exitCode === null && child.signalCode === null) {
		const ended = once(child, 'exit');
		child.kill(by);
		child.kill('SIGCONT'); // what is frozen hears no other signal
		await ended;
	}
}

function accepts(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
		socket.once('connect', () => socket.destroy());
	});
}
