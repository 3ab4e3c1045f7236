import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** How `run` runs a command. */
export interface RunOptions {
	readonly cwd?: string;
	readonly env?: NodeJS.ProcessEnv;
	/** Where its standard output goes; errors are always shown. */
	readonly output?: 'inherit' | 'ignore';
}

/**
 * Runs a command to its end.
 * @throws {Error} when it cannot be started or ends with another exit code than 0
 */
export function run(command: string, args: readonly string[], { cwd, env, output = 'inherit' }: RunOptions = {}): void {
	const { file, rest, shell } = words(command, args);
	const { status, signal, error } = spawnSync(file, rest, { cwd, env, shell, stdio: ['ignore', output, 'inherit'] });
	check(command, args, status, error?.message ?? signal);
}

/** As `run`, while this process goes on. Rejects where that throws. */
export async function runMeanwhile(
	command: string,
	args: readonly string[],
	{ cwd, env, output = 'inherit' }: RunOptions = {},
): Promise<void> {
	const { file, rest, shell } = words(command, args);
	const child = spawn(file, rest, { cwd, env, shell, stdio: ['ignore', output, 'inherit'] });
	const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
	check(command, args, status, signal);
}

function words(command: string, args: readonly string[]): { readonly file: string; readonly rest: string[]; readonly shell: boolean } {
	// npm and code are .cmd files on Windows: these need a shell, and a shell needs quotes.
	const shell = process.platform === 'win32';
	const [file = '', ...rest] = [command, ...args].map((word) => (shell && word.includes(' ') ? `"${word}"` : word));
	return { file, rest, shell };
}

function check(command: string, args: readonly string[], status: number | null, why: string | null | undefined): void {
	if (status !== 0) {
		throw new Error(`"${[path.basename(command), ...args].join(' ')}" ended with ${why ?? String(status)}`);
	}
}
