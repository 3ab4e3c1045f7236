import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../json.ts';
import { writeAtomic } from './atomicFile.ts';

const ending = '.json';

/** Records, a file each, so that windows do not get in each other's way. Names are file names without their ending. */
export class RecordFolder {
	constructor(private readonly folder: string) {}

	/** Writes or replaces a record, whole or not at all. */
	async set(name: string, record: unknown): Promise<void> {
		await mkdir(this.folder, { recursive: true });
		await writeAtomic(this.file(name), JSON.stringify(record));
	}

	/** Undefined when there is none, or it cannot be read. */
	async get(name: string): Promise<unknown> {
		return parseJson(await readFile(this.file(name), 'utf8').catch(() => ''));
	}

	async remove(name: string): Promise<void> {
		await rm(this.file(name), { force: true });
	}

	/** None when there is no folder. */
	async names(): Promise<string[]> {
		const files = await readdir(this.folder).catch(() => []);
		return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
	}

	private file(name: string): string {
		return path.join(this.folder, `${name}${ending}`);
	}
}
