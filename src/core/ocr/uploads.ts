import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';

/** A document that lies, or may lie, at a service, written down before it is sent: whatever happens then, it can be found and deleted. */
export interface UploadRecord {
	/** Of the file at the service; unique, and the record's own name too. */
	readonly name: string;
	/** The URL of the service's files. */
	readonly files: string;
	readonly createdMs: number;
	/** Of the file, once the service has answered. */
	readonly id?: string;
	/** Whether an attempt has had no answer, so that there may be files of this name with ids that are not known. */
	readonly unanswered: boolean;
	/** The process that works with the upload and will delete it; absent when it could not. */
	readonly owner?: { readonly host: string; readonly pid: number } | undefined;
}

/** A new record, owned by this process. */
export function newUploadRecord(files: URL): UploadRecord {
	return {
		name: `fovea-${randomUUID()}.pdf`,
		files: files.href,
		createdMs: Date.now(),
		unanswered: true,
		owner: { host: hostname(), pid: process.pid },
	};
}

/** No conversion takes this long: its owner's number then means another process. */
const longestMs = 6 * 3600 * 1000;

/** Whether nobody works with an upload any more: it was given up, its process is gone, or it is too old for that process to be the one. */
export function isAbandoned({ owner, createdMs }: UploadRecord, now: number = Date.now()): boolean {
	return !owner || now - createdMs > longestMs || (owner.host === hostname() && !isAlive(owner.pid));
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Somebody else's process is one, too.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

/** Records of uploads, a file each, so that windows do not get in each other's way. */
export class UploadRecords {
	constructor(private readonly folder: string) {}

	/** Writes or replaces a record, whole or not at all. */
	async set(record: UploadRecord): Promise<void> {
		const unfinished = path.join(this.folder, `${randomUUID()}.part`);
		await mkdir(this.folder, { recursive: true });
		await writeFile(unfinished, JSON.stringify(record));
		await rename(unfinished, this.file(record.name));
	}

	async remove(name: string): Promise<void> {
		await rm(this.file(name), { force: true });
	}

	/** Those that can be read; none when there is no folder. */
	async all(): Promise<UploadRecord[]> {
		const names = await readdir(this.folder).catch(() => []);
		const read = names.filter((name) => name.endsWith('.json')).map((name) => readRecord(path.join(this.folder, name)));
		return (await Promise.all(read)).flat();
	}

	private file(name: string): string {
		return path.join(this.folder, `${name}.json`);
	}
}

async function readRecord(file: string): Promise<UploadRecord[]> {
	try {
		const record = JSON.parse(await readFile(file, 'utf8')) as UploadRecord;
		const sound = file.endsWith(`${path.sep}${record.name}.json`) && URL.canParse(record.files) && Number.isFinite(record.createdMs);
		return sound ? [record] : [];
	} catch {
		return [];
	}
}
