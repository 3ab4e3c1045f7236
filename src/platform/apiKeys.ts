import * as v from 'valibot';
import type * as vscode from 'vscode';
import { globalKeys, secretKeys } from './persistentState.ts';
import type { Secrets } from './secrets.ts';
import { storedValue } from './storedValue.ts';

/** API keys in the editor's secret storage, each bound to the origin (scheme, host, port) that it was entered for. */
export class ApiKeys {
	constructor(
		private readonly secrets: Secrets,
		private readonly state: vscode.Memento,
	) {}

	/** The key for an origin; undefined when there is none. */
	async get(origin: string): Promise<string | undefined> {
		return this.secrets.get(secretKeys.apiKey(origin));
	}

	/** Stores the key for an origin. */
	async set(origin: string, key: string): Promise<void> {
		await this.secrets.store(secretKeys.apiKey(origin), key);
		await this.state.update(globalKeys.keyOrigins, [...new Set([...this.origins(), origin])]);
	}

	/** Deletes the key of an origin. */
	async remove(origin: string): Promise<void> {
		await this.secrets.delete(secretKeys.apiKey(origin));
		await this.state.update(
			globalKeys.keyOrigins,
			this.origins().filter((known) => known !== origin),
		);
	}

	/** The origins for which a key was entered. Unlike the keys, they are not secret. */
	origins(): readonly string[] {
		return storedValue(this.state, globalKeys.keyOrigins, v.array(v.string())) ?? [];
	}
}
