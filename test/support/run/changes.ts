import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../host/repository.ts';

/** Files that differ from the last commit, new ones too, as absolute paths. */
export function changedFiles(): string[] {
	const git = (...args: string[]) =>
		execFileSync('git', [...args, '-z'], { cwd: fromRoot(), encoding: 'utf8' })
			.split('\0')
			.filter((name) => name !== '');
	const names = [...git('diff', '--name-only', '--relative', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')];
	return [...new Set(names)].map((name) => fromRoot(name)).filter((file) => existsSync(file));
}

/** Those of `tests` that are among `changed` or import one of them, directly or not. */
export function testsOf(changed: readonly string[], tests: readonly string[]): string[] {
	const reached = new Map<string, boolean>(changed.map((file) => [file, true]));
	const reaches = (file: string): boolean => {
		const known = reached.get(file);
		if (known !== undefined) {
			return known;
		}
		// A file that is come back to on its own way adds nothing.
		reached.set(file, false);
		const found = importsOf(file).some(reaches);
		reached.set(file, found);
		return found;
	};
	return tests.filter(reaches);
}

function importsOf(file: string): string[] {
	const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
	return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+\.ts)'/g)].map(([, name]) => path.resolve(path.dirname(file), name!));
}
