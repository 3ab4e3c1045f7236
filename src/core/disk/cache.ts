import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { writeAtomic } from './atomicFile.ts';
import { type Bytes, piecesOf } from './bytes.ts';

/** Options of a `Cache`. */
export interface CacheOptions {
	/** The cache's folder; everything in it belongs to the cache. */
	readonly folder: string;
	/** Above this, the least recently used entries are deleted. */
	readonly maxBytes: number;
}

/** Caches recognition results on disk, under a hash of the request. Disk errors never fail a conversion: a lost entry is requested again. */
export class Cache {
	/** Bytes on disk; undefined before the folder was read. */
	private bytes: number | undefined;

	constructor(private readonly options: CacheOptions) {}

	/** The value of a key; undefined when there is none, or it cannot be read. */
	async get(key: string): Promise<unknown> {
		const file = this.file(key);
		try {
			const value: unknown = deserialize(await readFile(file));
			const now = new Date();
			await utimes(file, now, now);
			return value;
		} catch {
			return undefined;
		}
	}

	/** Stores a value. When it resolves, the value is on disk or could not be written. */
	async set(key: string, value: unknown): Promise<void> {
		const { folder } = this.options;
		try {
			await mkdir(folder, { recursive: true });
			const bytes = serialize(value);
			await writeAtomic(this.file(key), bytes);
			await this.added(bytes.length);
		} catch {
			// A lost entry is requested again.
		}
	}

	/** Keys of entries that begin with `prefix`. */
	async keys(prefix: string): Promise<string[]> {
		const names = await readdir(this.options.folder).catch(() => []);
		return names.filter((name) => name.startsWith(prefix)).sort();
	}

	/** Bytes on disk. */
	async size(): Promise<number> {
		return (await this.entries()).reduce((sum, { size }) => sum + size, 0);
	}

	/** Deletes every entry. */
	async clear(): Promise<void> {
		await rm(this.options.folder, { recursive: true, force: true });
	}

	/** Reads the folder only when the limit may be exceeded, because a long document adds many entries quickly. */
	private async added(bytes: number): Promise<void> {
		this.bytes = this.bytes === undefined ? await this.size() : this.bytes + bytes;
		if (this.bytes > this.options.maxBytes) {
			this.bytes = await this.evict();
		}
	}

	/** Deletes entries above the limit, and returns how many bytes are left. */
	private async evict(): Promise<number> {
		const entries = (await this.entries()).sort((a, b) => a.usedMs - b.usedMs);
		let size = entries.reduce((sum, entry) => sum + entry.size, 0);
		for (const entry of entries) {
			if (size <= this.options.maxBytes) {
				break;
			}
			await rm(entry.file, { force: true });
			size -= entry.size;
		}
		return size;
	}

	private async entries(): Promise<{ readonly file: string; readonly size: number; readonly usedMs: number }[]> {
		const names = await readdir(this.options.folder).catch(() => []);
		const found = await Promise.all(
			names.map(async (name) => {
				const file = path.join(this.options.folder, name);
				const stats = await stat(file).catch(() => undefined);
				return stats ? [{ file, size: stats.size, usedMs: stats.mtimeMs }] : [];
			}),
		);
		return found.flat();
	}

	private file(key: string): string {
		return path.join(this.options.folder, key);
	}
}

/** SHA-256 of a document's bytes, in hexadecimal. Throws as `piecesOf`. */
export async function contentHash(bytes: Bytes, name: string): Promise<string> {
	const hash = createHash('sha256');
	for await (const piece of piecesOf(bytes, name)) {
		hash.update(piece);
	}
	return hash.digest('hex');
}

/** The cache key of a document's result. `profile` must contain everything that changes the result. */
export function cacheKey(hash: string, profile: unknown): string {
	return createHash('sha256')
		.update(JSON.stringify([hash, profile]))
		.digest('hex');
}
