import path from 'node:path';

/**
 * The way from a folder to a file, both as the paths of URIs, with `/` on every system. Undefined when there is none: on another drive of Windows.
 */
export function relativePath(folder: string, file: string): string | undefined {
	const [from, to] = [folder, file].map(withSmallDrive) as [string, string];
	return drive(from) === drive(to) ? path.posix.relative(from, to) : undefined;
}

/** Whether a path is the folder itself or lies below it. */
export function isInside(folder: string, file: string): boolean {
	const way = relativePath(folder, path.posix.normalize(file));
	return way !== undefined && way !== '..' && !way.startsWith('../');
}

function drive(uriPath: string): string | undefined {
	return /^\/([a-z]:)/.exec(uriPath)?.[1];
}

/** The editor writes drive letters now large, now small. */
function withSmallDrive(uriPath: string): string {
	return uriPath.replace(/^\/[A-Z]:/, (letter) => letter.toLowerCase());
}
