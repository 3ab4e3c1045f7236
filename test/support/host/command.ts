import { spawnSync } from 'node:child_process';
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
	// npm and code are .cmd files on Windows: these need a shell, and a shell needs quotes.
	const shell = process.platform === 'win32';
	const [file, ...rest] = [command, ...args].map((word) => (shell && word.includes(' ') ? `"${word}"` : word));
	const { status, signal, error } = spawnSync(file!, rest, { cwd, env, shell, stdio: ['ignore', output, 'inherit'] });
	if (status !== 0) {
		throw new Error(`"${[path.basename(command), ...args].join(' ')}" ended with ${error?.message ?? signal ?? String(status)}`);
	}
}
