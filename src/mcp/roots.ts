import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { plain } from '../core/plain.ts';
import { AgentRefusal } from '../core/reader/failureForModel.ts';

/** The path of a root; undefined when the root is not a folder on this machine. */
export function folderOfRoot(uri: string): string | undefined {
	try {
		return fileURLToPath(uri);
	} catch {
		return undefined;
	}
}

/** Paths that an agent is to use have to be whole. */
const longestPath = 4096;

/**
 * Resolves a path of an agent, with links followed: an absolute path, a `file:` URI, or a path relative to one of the folders.
 * @throws {AgentRefusal} when it is outside of all folders, or in several of them
 */
export async function fileWithin(folders: readonly string[], written: string): Promise<string> {
	const asPath = /^file:\/\//i.test(written) ? folderOfRoot(written) : written;
	if (asPath === undefined || asPath.includes('\0')) {
		throw new AgentRefusal(`${plain(written)} is no path.`);
	}
	const roots = await Promise.all(folders.map(real));
	const candidates = path.isAbsolute(asPath) ? [asPath] : folders.map((folder) => path.resolve(folder, asPath));
	const found = new Set<string>();
	for (const candidate of candidates) {
		const file = await real(candidate);
		if (roots.some((root) => isWithin(root, file)) && (candidates.length === 1 || (await exists(file)))) {
			found.add(file);
		}
	}
	if (found.size > 1) {
		throw new AgentRefusal(
			`${plain(written)} is in several folders. Give one of these: ${[...found].map((file) => plain(file, longestPath)).join(', ')}.`,
		);
	}
	const [only] = found;
	if (only !== undefined) {
		return only;
	}
	const [first] = candidates;
	const isInside = first !== undefined && roots.some((root) => path.isAbsolute(root)) && (await insideOfAny(roots, first));
	if (isInside) {
		return real(first);
	}
	throw new AgentRefusal(
		`${plain(written)} is outside of the folders that may be read (${folders.map((folder) => plain(folder)).join(', ') || 'none'}).`,
	);
}

async function insideOfAny(roots: readonly string[], file: string): Promise<boolean> {
	const place = await real(file);
	return roots.some((root) => isWithin(root, place));
}

function isWithin(root: string, file: string): boolean {
	const relative = path.relative(root, file);
	return relative === '' || (relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}

/** The path with links followed as far as it exists; the rest stays as it is. */
async function real(file: string): Promise<string> {
	const parent = path.dirname(file);
	return realpath(file).catch(async () => (parent === file ? file : path.join(await real(parent), path.basename(file))));
}

async function exists(file: string): Promise<boolean> {
	return realpath(file).then(
		() => true,
		() => false,
	);
}
