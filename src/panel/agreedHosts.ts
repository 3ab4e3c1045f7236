import * as v from 'valibot';
import type * as vscode from 'vscode';
import { hostPair } from '../core/image/remoteImage.ts';
import { globalKeys } from '../platform/persistentState.ts';
import { storedValue } from '../platform/storedValue.ts';

/** The hosts from which the images of a service may be fetched. The user agrees once for each pair of hosts, for all windows. */
export class AgreedHosts {
	constructor(private readonly state: Pick<vscode.Memento, 'get' | 'update'>) {}

	/** As `hostPair` writes them. */
	get pairs(): readonly string[] {
		return storedValue(this.state, globalKeys.imageHosts, v.array(v.string())) ?? [];
	}

	/** Remembers that the user agrees to a pair of hosts. */
	async add(service: string, image: string): Promise<void> {
		const pair = hostPair(service, image);
		if (!this.pairs.includes(pair)) {
			await this.state.update(globalKeys.imageHosts, [...this.pairs, pair]);
		}
	}
}
