import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The suffix of a temporary file. */
const unfinished = '.part';

/**
 * Writes or replaces a file in an existing folder. After a crash, the name leads to the old bytes or to the new ones, never to a mix; if writing
 * fails, no temporary file is left.
 * @throws what the file system says
 */
export async function writeAtomic(file: string, content: Uint8Array | string): Promise<void> {
	// Not the file's own name with a suffix: that name may have the maximum length already, and another process may write the same file.
	const part = path.join(path.dirname(file), `${randomUUID()}${unfinished}`);
	try {
		await writeFile(part, content);
		await rename(part, file);
	} catch (error) {
		await rm(part, { force: true }).catch(() => undefined);
		throw error;
	}
}
