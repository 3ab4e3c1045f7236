import type * as v from 'valibot';
import type * as vscode from 'vscode';
import { storedValue } from '../platform/storedValue.ts';

/** The state with which a panel is restored. The panel works without it, so a failed write is only logged. */
export class PanelMemento {
	constructor(
		private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** @returns undefined if nothing valid for the schema is stored */
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
