import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onExit } from './onExit.ts';
import { fromRoot } from './repository.ts';

/** An empty folder that is gone when this process ends. */
export function temporaryFolder(): string {
	// The real path, because editors name files by it: macOS reaches its temporary folder through a link.
	const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'fovea-'));
	onExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
	return folder;
}

/** A throw-away copy of a folder of `test/fixtures`, the sample workspace by default, for tests to write into. */
export function copyWorkspace(fixture = 'workspace'): string {
	const folder = path.join(temporaryFolder(), fixture);
	cpSync(fromRoot('test/fixtures', fixture), folder, { recursive: true });
	return folder;
}
