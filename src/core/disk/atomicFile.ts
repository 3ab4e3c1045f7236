import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The ending of a file that is being written. */
const unfinished = '.part';

/**
 * Writes or replaces a file in a folder that exists. Its name leads to the old bytes or to the new ones, whatever ends in the middle; when this
 * fails, nothing new is left on disk.
 * @throws what the file system says
 */
export async function writeAtomic(file: string, content: Uint8Array | string): Promise<void> {
	// Not the file's own name with an ending: that name may be as long as a name can be, and another process may write the same file.
	const part = path.join(path.dirname(file), `${randomUUID()}${unfinished}`);
	try {
		await writeFile(part, content);
		await rename(part, file);
	} catch (error) {
		await rm(part, { force: true }).catch(() => undefined);
		throw error;
	}
}
