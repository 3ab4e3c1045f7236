import { existsSync } from 'node:fs';
import path from 'node:path';
import { resolveCliPathFromVSCodeExecutablePath } from '@vscode/test-electron';
import { cacheFolder } from './cacheFolder.ts';

/** Where VS Code's own updates come from, and what `@vscode/test-electron` downloads. */
const releases = 'https://update.code.visualstudio.com/api/releases/stable';

/** Where downloaded VS Codes are kept. */
export const downloads = cacheFolder('vscode');

/**
 * The desktop VS Code that VSCODE_PATH names.
 * @throws {Error} when there is nothing
 */
export function namedDesktop(): string | undefined {
	const named = process.env['VSCODE_PATH'];
	if (named && !existsSync(named)) {
		throw new Error(`VSCODE_PATH names ${named}, which does not exist.`);
	}
	return named ? path.resolve(named) : undefined;
}

/** The command `code`, where the user has it. */
export function desktopOnPath(): string | undefined {
	const name = process.platform === 'win32' ? 'code.cmd' : 'code';
	const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

/** Whether a desktop VS Code can be downloaded; asks for 5 seconds at most. */
export async function canDownloadDesktop(): Promise<boolean> {
	try {
		return (await fetch(releases, { signal: AbortSignal.timeout(5000) })).ok;
	} catch {
		return false;
	}
}

/** Whether a window can be shown. */
export function hasDisplay(): boolean {
	return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/** The command-line program of a desktop VS Code, which installs extensions and opens windows; that of `code` is itself. */
export function commandLineOf(executable: string): string {
	const cli = resolveCliPathFromVSCodeExecutablePath(executable);
	return existsSync(cli) ? cli : executable;
}
