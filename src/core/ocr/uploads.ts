import { randomUUID } from 'node:crypto';
import { isRecord } from '../json.ts';
import { type Owned, thisProcess } from '../owner.ts';
import { RecordFolder } from '../recordFolder.ts';

/**
 * A document that lies, or may lie, at a service, written down before it is sent: whatever happens then, it can be found and deleted. Its owner will
 * delete it.
 */
export interface UploadRecord extends Owned {
	/** Of the file at the service; unique, and the record's own name too. */
	readonly name: string;
	/** The URL of the service's files. */
	readonly files: string;
	/** Of the file, once the service has answered. */
	readonly id?: string;
	/** Whether an attempt has had no answer, so that there may be files of this name with ids that are not known. */
	readonly unanswered: boolean;
}

/** A new record, owned by this process. */
export function newUploadRecord(files: URL): UploadRecord {
	return { name: `fovea-${randomUUID()}.pdf`, files: files.href, createdMs: Date.now(), unanswered: true, owner: thisProcess() };
}

/** The uploads that are on record. */
export class UploadRecords {
	private readonly records: RecordFolder;

	constructor(folder: string) {
		this.records = new RecordFolder(folder);
	}

	/** Writes or replaces a record, whole or not at all. */
	async set(record: UploadRecord): Promise<void> {
		await this.records.set(record.name, record);
	}

	async remove(name: string): Promise<void> {
		await this.records.remove(name);
	}

	/** Those that can be read. */
	async all(): Promise<UploadRecord[]> {
		const names = await this.records.names();
		return (await Promise.all(names.map(async (name) => soundRecord(name, await this.records.get(name))))).flat();
	}
}

function soundRecord(name: string, record: unknown): UploadRecord[] {
	const sound =
		isRecord(record) &&
		record['name'] === name &&
		typeof record['files'] === 'string' &&
		URL.canParse(record['files']) &&
		Number.isFinite(record['createdMs']);
	return sound ? [record as unknown as UploadRecord] : [];
}
