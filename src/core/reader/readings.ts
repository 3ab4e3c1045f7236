import type { Bytes } from '../disk/bytes.ts';
import { type Cache, cacheKey, contentHash } from '../disk/cache.ts';
import { type Reading, partOf } from './reading.ts';

/** The most bytes of readings in memory, independent of the disk cache. */
const mostBytes = 48_000_000;

/** The most documents whose hashes and page counts are remembered. */
const mostDocuments = 200;

/** A document, and everything that determines its text. */
export interface ReadingSubject {
	readonly name: string;
	readonly bytes: Bytes;
	readonly profile: unknown;
}

/**
 * Keeps readings of documents by their content, in memory and, if there is a cache, on disk, so that the second question about a document costs
 * nothing. Two files with the same content are one document.
 */
export class Readings {
	/** In the order of their last use. */
	private readonly kept = new Map<string, { readonly reading: Reading; readonly bytes: number }[]>();
	private bytes = 0;
	private readonly hashes = new Remembered<string>();
	private readonly counts = new Remembered<number | undefined>();

	/** The key of a document's readings. Throws as `contentHash`. */
	async keyOf({ name, bytes, profile }: ReadingSubject): Promise<string> {
		return `reading-${cacheKey(await this.hashOf(name, bytes), profile)}.`;
	}

	/** The page count of a document; calls `count` the first time. Undefined when only a service can count the pages. */
	async pageCount(key: string, count: () => Promise<number | undefined>): Promise<number | undefined> {
		const known = this.counts.get(key);
		const value = known ? known.value : await count();
		this.counts.set(key, value);
		return value;
	}

	/** The reading of these pages (1-based), perhaps taken from a larger one; undefined when some of them were not read yet. */
	async find(key: string, wanted: readonly number[], cache: Cache | undefined): Promise<Reading | undefined> {
		const inMemory = (this.kept.get(key) ?? []).find(({ reading }) => hasAll(reading, wanted));
		if (inMemory) {
			this.touch(key);
			return partOf(inMemory.reading, wanted);
		}
		for (const name of (await cache?.keys(key)) ?? []) {
			const [first = 0, last = 0] = name.slice(key.length).split('-').map(Number);
			const mayHave = first <= wanted[0]! && last >= wanted.at(-1)!;
			const reading = mayHave ? ((await cache!.get(name)) as Reading | undefined) : undefined;
			if (reading && hasAll(reading, wanted)) {
				this.remember(key, reading);
				return partOf(reading, wanted);
			}
		}
		return undefined;
	}

	/** Keeps a reading. A reading with failed pages is kept in memory only, because a later attempt may succeed. */
	async keep(key: string, reading: Reading, cache: Cache | undefined): Promise<void> {
		this.remember(key, reading);
		if (reading.failed.length === 0) {
			const { wanted } = reading;
			await cache?.set(`${key}${wanted[0]!}-${wanted.at(-1)!}-${cacheKey('', wanted).slice(0, 8)}`, reading);
		}
	}

	private remember(key: string, reading: Reading): void {
		const others = (this.kept.get(key) ?? []).filter((other) => !hasAll(reading, other.reading.wanted));
		this.forget(key);
		const entry = { reading, bytes: sizeOf(reading) };
		const entries = [entry, ...others];
		this.kept.set(key, entries);
		this.bytes += sum(entries);
		for (const [oldest] of this.kept) {
			if (this.bytes <= mostBytes || oldest === key) {
				break;
			}
			this.forget(oldest);
		}
	}

	private touch(key: string): void {
		const entries = this.kept.get(key)!;
		this.kept.delete(key);
		this.kept.set(key, entries);
	}

	private forget(key: string): void {
		this.bytes -= sum(this.kept.get(key) ?? []);
		this.kept.delete(key);
	}

	/** The hash of a document; a file that has not changed since is not read again. */
	private async hashOf(name: string, bytes: Bytes): Promise<string> {
		const file = bytes instanceof Uint8Array ? undefined : JSON.stringify([bytes.path, bytes.length, bytes.mtimeMs]);
		const known = file === undefined ? undefined : this.hashes.get(file);
		const hash = known?.value ?? (await contentHash(bytes, name));
		if (file !== undefined) {
			this.hashes.set(file, hash);
		}
		return hash;
	}
}

/** A small map that drops the least recently used entries. */
class Remembered<T> {
	private readonly values = new Map<string, { readonly value: T }>();

	get(name: string): { readonly value: T } | undefined {
		return this.values.get(name);
	}

	set(name: string, value: T): void {
		this.values.delete(name);
		this.values.set(name, { value });
		const oldest = this.values.size > mostDocuments ? this.values.keys().next().value : undefined;
		if (oldest !== undefined) {
			this.values.delete(oldest);
		}
	}
}

function hasAll(reading: Reading, wanted: readonly number[]): boolean {
	const there = new Set(reading.wanted);
	return wanted.every((page) => there.has(page));
}

/** The approximate memory of a reading, in bytes. */
function sizeOf({ pages }: Reading): number {
	return pages.reduce(
		(total, { markdown, figures }) => total + 2 * markdown.length + figures.reduce((all, { bytes }) => all + bytes.length, 0),
		1000,
	);
}

function sum(entries: readonly { readonly bytes: number }[]): number {
	return entries.reduce((total, { bytes }) => total + bytes, 0);
}
