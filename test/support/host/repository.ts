import path from 'node:path';

/** An absolute path inside this repository. */
export function fromRoot(...segments: readonly string[]): string {
	return path.resolve(import.meta.dirname, '../../..', ...segments);
}
