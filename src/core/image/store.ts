import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic } from '../disk/atomicFile.ts';
import { inParallel } from '../parallel.ts';
import { imageDimensions, imageFormat } from '../raster/format.ts';
import { type RemoteImage, expiryOf } from './remoteImage.ts';
import { type ImageRecord, imageRecordFrom } from './imageRecord.ts';

/** The part of a record that is known when an image is added. */
export type ImageOrigin = Omit<ImageRecord, 'id' | 'file' | 'thumbnail' | 'bytes' | 'width' | 'height' | 'savedAs' | 'remote'>;

/** A page of the history. */
export interface RecordPage {
	/** Images that match the query. */
	readonly total: number;
	readonly records: readonly ImageRecord[];
}

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp', gif: 'gif', avif: 'avif', svg: 'svg' } as const;

/**
 * The history of generated images, as files in one folder: each image, its record, and its thumbnail once there is one. Several windows use the same
 * folder at once. There is no index that could get lost; names sort by time.
 */
export class ImageStore {
	/** Records that were read before; changes by other windows go unnoticed. */
	private readonly read = new Map<string, ImageRecord>();
	/** Ids with damaged records. */
	private readonly damaged = new Set<string>();

	constructor(readonly folder: string) {}

	/**
	 * Stores an image. It is completely on disk when this returns.
	 * @throws what the file system says
	 */
	async add(bytes: Uint8Array, origin: ImageOrigin): Promise<ImageRecord> {
		const id = newId(origin.createdAt);
		const record: ImageRecord = { ...origin, id, ...fileFacts(id, bytes) };
		await mkdir(this.folder, { recursive: true });
		await writeAtomic(this.pathOf(record.file), bytes);
		await this.keep(record);
		return record;
	}

	/**
	 * Stores the address of an image that is not downloaded yet.
	 * @throws what the file system says
	 */
	async addRemote(url: URL, origin: ImageOrigin): Promise<ImageRecord> {
		const id = newId(origin.createdAt);
		const expires = expiryOf(url);
		const remote: RemoteImage = { url: url.href, ...(expires === undefined ? {} : { expires }) };
		const record: ImageRecord = { ...origin, id, file: `${id}.url`, bytes: 0, width: 0, height: 0, remote };
		await mkdir(this.folder, { recursive: true });
		await writeAtomic(this.pathOf(record.file), `${url.href}\n`);
		await this.keep(record);
		return record;
	}

	/**
	 * Replaces the address of an image by the downloaded image.
	 * @returns the new record; undefined when the image was removed meanwhile
	 * @throws what the file system says
	 */
	async fetched(id: string, bytes: Uint8Array): Promise<ImageRecord | undefined> {
		const before = isId(id) ? await this.readAnew(id) : undefined;
		if (!before?.remote) {
			return before;
		}
		const facts = fileFacts(id, bytes);
		await writeAtomic(this.pathOf(facts.file), bytes);
		const record = await this.replace(before, { ...withoutRemote(before), ...facts });
		await rm(this.pathOf(record ? before.file : facts.file), { force: true });
		return record;
	}

	/** The record of an image; undefined when there is none. */
	async get(id: string): Promise<ImageRecord | undefined> {
		const known = this.read.get(id);
		return known || !isId(id) ? known : this.readAnew(id);
	}

	/** As `get`, but always from disk, to see changes of other threads. */
	async reload(id: string): Promise<ImageRecord | undefined> {
		return isId(id) ? this.readAnew(id) : undefined;
	}

	/** Images that match, newest first, at most `limit` of them, beginning after the image `after` if given. */
	async page(matches: ((record: ImageRecord) => boolean) | undefined, limit: number, after?: string): Promise<RecordPage> {
		const ids = await this.ids();
		if (!matches) {
			const rest = after === undefined ? ids : ids.filter((id) => id < after);
			const records = await this.firstRecords(rest, limit);
			return { total: ids.filter((id) => !this.damaged.has(id)).length, records };
		}
		const found = (await this.records(ids)).filter(matches);
		const rest = after === undefined ? found : found.filter(({ id }) => id < after);
		return { total: found.length, records: rest.slice(0, limit) };
	}

	/** The size of the store on disk, in bytes. */
	async size(): Promise<number> {
		const names = await this.names();
		let total = 0;
		await inParallel(names, 32, async (name) => {
			const found = await stat(path.join(this.folder, name)).catch(() => undefined);
			total += found?.isFile() ? found.size : 0;
		});
		return total;
	}

	/**
	 * Changes a record on disk, which another window or thread may have changed or removed since it was read.
	 * @returns the new record; undefined when the image is gone
	 */
	async update(
		id: string,
		change: Partial<Pick<ImageRecord, 'duration' | 'cost' | 'savedAs' | 'thumbnail' | 'favourite'>>,
	): Promise<ImageRecord | undefined> {
		const before = isId(id) ? await this.readAnew(id) : undefined;
		return before && this.replace(before, { ...before, ...change });
	}

	/**
	 * Replaces a record.
	 * @returns undefined when the image was removed meanwhile; the record is then deleted, too
	 */
	private async replace(before: ImageRecord, record: ImageRecord): Promise<ImageRecord | undefined> {
		const { id } = record;
		await this.keep(record);
		if ((await exists(this.pathOf(before.file))) && !(await exists(this.pathOf(`${id}.trash`)))) {
			return record;
		}
		// Removed while this was written: `remove` takes the record, the file, and the record again, so one of the two sees the other.
		this.read.delete(id);
		await rm(this.recordFile(id), { force: true });
		return undefined;
	}

	/** Stores the thumbnail of an image, WebP. */
	async setThumbnail(id: string, bytes: Uint8Array): Promise<ImageRecord | undefined> {
		if (!(await this.get(id))) {
			return undefined;
		}
		const thumbnail = `${id}.thumb.webp`;
		await writeAtomic(this.pathOf(thumbnail), bytes);
		return this.update(id, { thumbnail });
	}

	/** Moves an image to the trash; its files stay until `emptyTrash`, so that `restore` can bring it back. */
	async trash(id: string): Promise<void> {
		const record = await this.get(id);
		this.read.delete(id);
		if (record) {
			// The trash file is written first: a window that changes the record meanwhile sees it, and deletes the record again.
			await writeAtomic(this.pathOf(`${id}.trash`), JSON.stringify(record));
			await rm(this.recordFile(id), { force: true });
		}
	}

	/**
	 * Takes an image out of the trash.
	 * @returns its record; undefined when it is deleted for good
	 */
	async restore(id: string): Promise<ImageRecord | undefined> {
		const note = isId(id) ? this.pathOf(`${id}.trash`) : '';
		const record = imageRecordFrom(await readFile(note, 'utf8').catch(() => ''), id);
		if (record) {
			await rm(note, { force: true });
			await this.keep(record);
		}
		return record;
	}

	/** Deletes images that have been in the trash for more than `olderThan` milliseconds. */
	async emptyTrash(olderThan: number): Promise<void> {
		await inParallel(await this.names(), 8, async (name) => {
			const id = name.replace(/\.trash$/, '');
			const found = id !== name && isId(id) ? await stat(this.pathOf(name)).catch(() => undefined) : undefined;
			if (!found || Date.now() - found.mtimeMs < olderThan) {
				return;
			}
			const record = imageRecordFrom(await readFile(this.pathOf(name), 'utf8').catch(() => ''), id);
			for (const file of [`${id}.thumb.webp`, ...(record ? [record.file] : []), name]) {
				await rm(this.pathOf(file), { force: true });
			}
		});
	}

	/** Deletes an image and its record for good. */
	async remove(id: string): Promise<void> {
		const record = await this.get(id);
		this.read.delete(id);
		if (!record) {
			return;
		}
		// The record goes first: what is left after a crash is then a file that no history shows, and not a history entry without its file. It goes
		// once more at the end, for a window or thread that was changing it.
		for (const name of [`${id}.json`, `${id}.thumb.webp`, record.file, `${id}.json`]) {
			await rm(path.join(this.folder, name), { force: true });
		}
	}

	/** Deletes all images. */
	async clear(): Promise<void> {
		this.read.clear();
		await rm(this.folder, { recursive: true, force: true });
	}

	/**
	 * Removes the oldest images beyond `most`, except favourites.
	 * @returns the ids of the removed images
	 */
	async prune(most: number): Promise<readonly string[]> {
		const old = await this.records((await this.ids()).slice(most));
		const gone = old.filter(({ favourite }) => !favourite).map(({ id }) => id);
		await inParallel(gone, 8, (id) => this.remove(id));
		return gone;
	}

	/** The path of a file in the store. */
	pathOf(file: string): string {
		return path.join(this.folder, file);
	}

	/** Newest first. */
	private async ids(): Promise<string[]> {
		return (await this.names())
			.filter((name) => name.endsWith('.json'))
			.map((name) => name.slice(0, -'.json'.length))
			.filter(isId)
			.sort()
			.reverse();
	}

	private async names(): Promise<string[]> {
		return readdir(this.folder).catch(() => []);
	}

	/** The first `limit` sound records. */
	private async firstRecords(ids: readonly string[], limit: number): Promise<ImageRecord[]> {
		const found: ImageRecord[] = [];
		for (let next = 0; found.length < limit && next < ids.length;) {
			const wanted = ids.slice(next, next + limit - found.length);
			found.push(...(await this.records(wanted)));
			next += wanted.length;
		}
		return found;
	}

	private async readAnew(id: string): Promise<ImageRecord | undefined> {
		const json = await readFile(this.recordFile(id), 'utf8').catch(() => undefined);
		const record = json === undefined ? undefined : imageRecordFrom(json, id);
		if (record) {
			this.read.set(id, record);
			this.damaged.delete(id);
		} else {
			this.read.delete(id);
			this.damaged.add(id);
		}
		return record;
	}

	private async records(ids: readonly string[]): Promise<ImageRecord[]> {
		const found = new Map<string, ImageRecord>();
		await inParallel(ids, 32, async (id) => {
			const record = await this.get(id);
			if (record) {
				found.set(id, record);
			}
		});
		return ids.flatMap((id) => found.get(id) ?? []);
	}

	private async keep(record: ImageRecord): Promise<void> {
		await writeAtomic(this.recordFile(record.id), JSON.stringify(record));
		this.read.set(record.id, record);
	}

	private recordFile(id: string): string {
		return path.join(this.folder, `${id}.json`);
	}
}

function withoutRemote(record: ImageRecord): ImageRecord {
	return Object.fromEntries(Object.entries(record).filter(([name]) => name !== 'remote')) as unknown as ImageRecord;
}

function fileFacts(id: string, bytes: Uint8Array): Pick<ImageRecord, 'file' | 'bytes' | 'width' | 'height'> {
	const format = imageFormat(bytes);
	return {
		file: `${id}.${format ? extensions[format] : 'bin'}`,
		bytes: bytes.length,
		...(imageDimensions(bytes) ?? { width: 0, height: 0 }),
	};
}

async function exists(file: string): Promise<boolean> {
	return stat(file).then(
		() => true,
		() => false,
	);
}

function newId(time: number): string {
	return `${new Date(time).toISOString().replace(/[-:.]/g, '')}-${crypto.randomUUID().slice(0, 8)}`;
}

function isId(id: string): boolean {
	return /^\d{8}T\d{9}Z-[0-9a-f]{8}$/.test(id);
}
