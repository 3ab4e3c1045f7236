import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { type Clock, isHeld, leaseOnRecord, newLease, systemClock } from '../../disk/lease.ts';
import { RecordFolder } from '../../disk/recordFolder.ts';

/**
 * A document that is or may be stored at a service. It is recorded before it is sent, so that it can always be found and deleted. The holder of the
 * lease deletes it.
 */
const uploadRecord = v.object({
	createdMs: v.pipe(v.number(), v.finite()),
	/** Absent if it was given up. */
	lease: leaseOnRecord,
	/** The name of the file at the service; unique, and also the record's name. */
	name: v.string(),
	/** The URL of the service's files. */
	files: v.pipe(v.string(), v.url()),
	/** The id of the file, once the service has answered. */
	id: v.exactOptional(v.string()),
	/** Whether an attempt got no answer, so that there may be files of this name with unknown ids. */
	unanswered: v.boolean(),
});

/** The record of an upload. */
export type UploadRecord = Readonly<v.InferOutput<typeof uploadRecord>>;

/** How long a lease is valid without renewal, in milliseconds; a busy thread renews late. */
export const uploadLeaseMs = 120_000;

/** How often the uploader renews its lease, in milliseconds. */
const uploadRenewalMs = 20_000;

/** A new record, leased to this process. */
export function newUploadRecord(files: URL): UploadRecord {
	const name = `fovea-${randomUUID()}.pdf`;
	return { name, files: files.href, createdMs: Date.now(), unanswered: true, lease: newLease(name, Date.now() + uploadLeaseMs) };
}

/** Whether nobody uses an upload any more. */
export function isAbandoned({ lease }: UploadRecord, nowMs: number = Date.now()): boolean {
	return !isHeld(lease, nowMs);
}

/** The uploads on record. */
export class UploadRecords {
	private readonly records: Pick<RecordFolder, 'get' | 'set' | 'remove' | 'names'>;
	/** The latest versions of the records whose leases are renewed here. */
	private readonly renewed = new Map<string, UploadRecord>();

	constructor(
		folder: string | UploadRecords['records'],
		private readonly clock: Clock = systemClock,
	) {
		this.records = typeof folder === 'string' ? new RecordFolder(folder) : folder;
	}

	/** Writes or replaces a record atomically. While its lease is renewed, the latest version is the one that is renewed. */
	async set(record: UploadRecord): Promise<void> {
		if (this.renewed.has(record.name)) {
			this.renewed.set(record.name, record);
		}
		await this.records.set(record.name, record);
	}

	/** Renews the lease of a record, until the record is removed, given up, or `signal` aborts. */
	async keepLease(record: UploadRecord, signal: AbortSignal): Promise<void> {
		const { name } = record;
		this.renewed.set(name, record);
		try {
			for (;;) {
				await this.clock.sleep(uploadRenewalMs, signal);
				const latest = this.renewed.get(name);
				if (!latest?.lease) {
					return;
				}
				await this.set({ ...latest, lease: newLease(name, this.clock.now() + uploadLeaseMs) }).catch(() => undefined);
			}
		} catch {
			// The uploader is done with it.
		} finally {
			this.renewed.delete(name);
		}
	}

	/** Deletes a record, if there is one. */
	async remove(name: string): Promise<void> {
		this.renewed.delete(name);
		await this.records.remove(name);
	}

	/** All readable records. */
	async all(): Promise<UploadRecord[]> {
		const names = await this.records.names();
		return (await Promise.all(names.map(async (name) => soundRecord(name, await this.records.get(name))))).flat();
	}
}

function soundRecord(name: string, record: unknown): UploadRecord[] {
	const result = v.safeParse(uploadRecord, record);
	return result.success && result.output.name === name ? [result.output] : [];
}
