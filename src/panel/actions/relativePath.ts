import path from 'node:path';

/** The relative path from a folder to a file, both given as paths of URIs. Undefined when they are on different drives of Windows. */
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

/** Drive letters in lower case, because the editor writes them in either. */
function withSmallDrive(uriPath: string): string {
	return uriPath.replace(/^\/[A-Z]:/, (letter) => letter.toLowerCase());
}
