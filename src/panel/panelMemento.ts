import type * as v from 'valibot';
import type * as vscode from 'vscode';
import { storedValue } from '../platform/storedValue.ts';

/** What a panel comes back with. A panel that cannot keep it works all the same, so a failure to write is a line in the log. */
export class PanelMemento {
	constructor(
		private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** @returns undefined when nothing is stored, or nothing of the schema's shape */
	get<const Schema extends v.GenericSchema>(key: string, schema: Schema): v.InferOutput<Schema> | undefined {
		return storedValue(this.memento, key, schema);
	}

	/** Stores a value. A failure is logged and not thrown. */
	async update(key: string, value: unknown): Promise<void> {
		try {
			await this.memento.update(key, value);
		} catch (error) {
			this.log.warn(`The image panel could not keep ${key}: ${String(error)}`);
		}
	}
}
