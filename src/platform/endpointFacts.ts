import * as v from 'valibot';
import type * as vscode from 'vscode';
import type { AuthScheme, EndpointFact } from '../core/ocr/mistral/engine.ts';
import { globalKeys } from './persistentState.ts';
import { storedValue } from './storedValue.ts';

const authScheme = v.picklist(['bearer', 'api-key', 'raw']);
const atOnce = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Remembers endpoint facts (how a key is sent, whether optional fields are refused) across windows, so that they are found out only once. */
export class EndpointFacts {
	constructor(private readonly state: vscode.Memento) {}

	/** How an origin takes its key, if known. */
	authScheme(origin: string): AuthScheme | undefined {
		return storedValue(this.state, globalKeys.authScheme(origin), authScheme);
	}

	/** Whether an endpoint has refused optional fields for a model in the last week. */
	minimalBody(endpoint: string, model: string): boolean {
		return Date.now() - (storedValue(this.state, globalKeys.minimalBody(endpoint, model), v.number()) ?? 0) < minimalBodyMs;
	}

	/** How many requests an endpoint accepts at once, if known. */
	atOnce(endpoint: string): number | undefined {
		return storedValue(this.state, globalKeys.atOnce(endpoint), atOnce);
	}

	/** Remembers a fact. */
	async learn(endpointFact: EndpointFact): Promise<void> {
		switch (endpointFact.kind) {
			case 'authScheme':
				return this.state.update(globalKeys.authScheme(endpointFact.origin), endpointFact.scheme);
			case 'minimalBody':
				return this.state.update(globalKeys.minimalBody(endpointFact.endpoint, endpointFact.model), Date.now());
			case 'atOnce':
				return this.state.update(globalKeys.atOnce(endpointFact.endpoint), endpointFact.atOnce);
			default:
				return endpointFact satisfies never;
		}
	}
}

/** Services may support more fields later: after a week the full request is tried again. */
const minimalBodyMs = 7 * 24 * 3600 * 1000;
