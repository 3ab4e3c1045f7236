import { existsSync, readdirSync } from 'node:fs';

/** The names in a folder; none where there is no folder yet. */
export function filesIn(folder: string): string[] {
	return existsSync(folder) ? readdirSync(folder) : [];
}
