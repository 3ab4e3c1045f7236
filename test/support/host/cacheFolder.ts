import { homedir } from 'node:os';
import path from 'node:path';

/** A folder for what tests download, with the user's other caches: `npm ci` would delete it from node_modules each time. */
export function cacheFolder(name: string, { platform, env }: Pick<NodeJS.Process, 'platform' | 'env'> = process): string {
	const home = homedir();
	const caches =
		platform === 'darwin'
			? path.join(home, 'Library/Caches')
			: platform === 'win32'
				? (env['LOCALAPPDATA'] ?? path.join(home, 'AppData/Local'))
				: env['XDG_CACHE_HOME'] || path.join(home, '.cache');
	return path.join(caches, 'fovea-tests', name);
}
