import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import { writeAtomic } from '../core/disk/atomicFile.ts';
import { isRecord, parseJson } from '../core/json.ts';

/**
 * A memento whose values are on disk when `update` resolves. VS Code's own mementos are written later, so a crash or reload can lose the last update.
 */
export class FileMemento implements vscode.Memento {
	private written: Promise<void> = Promise.resolve();

	private constructor(
		private readonly file: string,
		private readonly values: Map<string, unknown>,
	) {}

	/** Opens the file; empty when it does not exist or is damaged. */
	static async open(file: string): Promise<FileMemento> {
		return new FileMemento(file, new Map(Object.entries(await readValues(file))));
	}

	keys(): readonly string[] {
		return [...this.values.keys()];
	}

	get<T>(key: string): T | undefined;
	get<T>(key: string, defaultValue: T): T;
	get(key: string, defaultValue?: unknown): unknown {
		return this.values.get(key) ?? defaultValue;
	}

	/**
	 * Sets a value; undefined removes the key.
	 * @throws what the file system says; in this window the value is set even then
	 */
	async update(key: string, value: unknown): Promise<void> {
		if (value === undefined) {
			this.values.delete(key);
		} else {
			this.values.set(key, value);
		}
		const write = this.written.then(() => this.write());
		this.written = write.catch(() => undefined);
		return write;
	}

	private async write(): Promise<void> {
		await mkdir(path.dirname(this.file), { recursive: true });
		await writeAtomic(this.file, JSON.stringify(Object.fromEntries(this.values)));
	}
}

async function readValues(file: string): Promise<Readonly<Record<string, unknown>>> {
	const values = parseJson(await readFile(file, 'utf8').catch(() => ''));
	return isRecord(values) ? values : {};
}
