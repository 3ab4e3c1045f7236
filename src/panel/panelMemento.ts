import type * as vscode from 'vscode';

/** What a panel comes back with. A panel that cannot keep it works all the same, so a failure to write is a line in the log. */
export class PanelMemento {
	constructor(
		private readonly memento: Pick<vscode.Memento, 'get' | 'update'>,
		private readonly log: vscode.LogOutputChannel,
	) {}

	get<T>(key: string): T | undefined;
	get<T>(key: string, fallback: T): T;
	get<T>(key: string, fallback?: T): T | undefined {
		return this.memento.get<T>(key) ?? fallback;
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
