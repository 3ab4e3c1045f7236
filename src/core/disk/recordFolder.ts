import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseJson } from '../json.ts';
import { writeAtomic } from './atomicFile.ts';

const ending = '.json';

/** A folder of JSON records, one file each, so that windows can write at the same time. A name is a file name without its extension. */
export class RecordFolder {
	constructor(private readonly folder: string) {}

	/** Writes or replaces a record, atomically. */
	async set(name: string, record: unknown): Promise<void> {
		await mkdir(this.folder, { recursive: true });
		await writeAtomic(this.file(name), JSON.stringify(record));
	}

	/** Reads a record, whose shape the caller must check; undefined when there is none, or it is not JSON. */
	async get(name: string): Promise<unknown> {
		return parseJson(await readFile(this.file(name), 'utf8').catch(() => ''));
	}

	/** Deletes a record, if there is one. */
	async remove(name: string): Promise<void> {
		await rm(this.file(name), { force: true });
	}

	/** The names of all records; empty when there is no folder. */
	async names(): Promise<string[]> {
		const files = await readdir(this.folder).catch(() => []);
		return files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length));
	}

	private file(name: string): string {
		return path.join(this.folder, `${name}${ending}`);
	}
}
