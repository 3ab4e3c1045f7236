import type * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import type { EndpointFact } from '../core/ocr/mistral/engine.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import { type Reader, connectionHost, ocrEndpoint, ocrModelOf, originOf } from './connections.ts';
import type { DocumentReaders } from './documentReaders.ts';
import type { EnvironmentKeys } from './environmentKeys.ts';
import { askForKey } from './keyInput.ts';
import type { EndpointFacts } from './endpointFacts.ts';
import type { MicrosoftSignIn } from './microsoftSignIn.ts';
import type { ApiKeys } from './apiKeys.ts';
import { type Connection, type DocumentConnection, modelBehind } from './settingValues.ts';
import { type OcrSettings, readNetworkOptions, readOcrSettings } from './settings.ts';

/** The user's choices for one command, which override the settings. */
export interface Choice {
	readonly reader?: Reader | undefined;
	readonly settings?: Partial<Pick<OcrSettings, 'localLanguages' | 'tables'>> | undefined;
	/** Whether the user must not be asked: a question without a remembered answer counts as cancelled, and a missing key is a failure. */
	readonly quiet?: boolean;
}

/** Creates the engine of a conversion from the user's settings and keys. */
export class Engines {
	constructor(
		private readonly keys: ApiKeys,
		private readonly endpointFacts: EndpointFacts,
		private readonly readers: DocumentReaders,
		private readonly environment: EnvironmentKeys,
		private readonly signIn: MicrosoftSignIn,
		private readonly uploadFolder: string,
	) {}

	/**
	 * The engine that the settings choose for a document; asks for a missing key.
	 * @throws {FoveaError} `unknownConnection`, `invalidEndpoint`
	 * @throws {vscode.CancellationError} when the user enters no key, or does not want documents sent
	 */
	async choose(document: vscode.Uri, { reader: wanted, settings: wishes, quiet = false }: Choice = {}): Promise<EngineSpec> {
		const reader = wanted ?? (await this.readers.choose(document, quiet));
		const settings = { ...readOcrSettings(document), ...wishes };
		if (reader === 'local') {
			return {
				provider: reader,
				languages: settings.localLanguages || 'eng',
				withoutRunningText: settings.headersAndFooters === 'remove',
				htmlTables: settings.tables === 'html',
				...(settings.localLanguageFolder ? { languageFolder: settings.localLanguageFolder } : {}),
			};
		}
		return this.hosted(reader, await this.keyFor(reader, quiet), document, wishes);
	}

	/** The engine of a connection with a key that may not be stored yet. */
	hosted(
		connection: DocumentConnection,
		key: string,
		document?: vscode.Uri,
		wishes: Choice['settings'] = {},
	): EngineSpec & { readonly provider: DocumentConnection['service'] } {
		const settings = { ...readOcrSettings(document), ...wishes };
		const endpoint = ocrEndpoint(connection);
		const model = ocrModelOf(connection);
		return {
			provider: connection.service,
			connection: connection.name,
			endpoint: endpoint.href,
			model,
			knownAs: modelBehind(connection, model),
			key,
			signIn: this.signInOf(connection),
			timeoutMs: settings.timeoutSeconds * 1000,
			htmlTables: settings.tables === 'html',
			withoutRunningText: settings.headersAndFooters === 'remove',
			authScheme: this.endpointFacts.authScheme(endpoint.origin),
			minimalBody: this.endpointFacts.minimalBody(endpoint.href, model),
			atOnce: this.endpointFacts.atOnce(endpoint.href),
			uploadFolder: this.uploadFolder,
			network: readNetworkOptions(),
		};
	}

	/** The key for an origin that has been used before, without asking. A key of the environment is only returned for the provider's own host. */
	async knownKey(origin: string): Promise<string | undefined> {
		return (await this.keys.get(origin)) ?? this.environment.ownKey(origin);
	}

	/** Remembers an endpoint fact for the next conversion. */
	async learn(endpointFact: EndpointFact): Promise<void> {
		await this.endpointFacts.learn(endpointFact);
	}

	/**
	 * The key stored for a connection's origin, the environment's, or one that the user enters now; empty for a server without keys, and for a
	 * connection that signs in, which happens now if necessary.
	 * @throws {FoveaError} `invalidEndpoint`; if `quiet`, `missingKey` and `signedOut`
	 * @throws {vscode.CancellationError} when the user enters none
	 */
	async keyFor(connection: Connection, quiet = false): Promise<string> {
		const origin = originOf(connection);
		if (this.signInOf(connection) !== undefined) {
			await this.signIn.ensure(new URL(origin), quiet);
			return '';
		}
		const known = (await this.keys.get(origin)) ?? (await this.environment.key(connection, new URL(origin), quiet));
		if (known !== undefined || connection.service === 'compatible') {
			return known ?? '';
		}
		if (quiet) {
			throw new FoveaError('missingKey', { host: connectionHost(connection) });
		}
		const key = await askForKey(connectionHost(connection));
		await this.keys.set(origin, key);
		return key;
	}

	/** The origin of a connection that signs in; undefined for a connection with a key. */
	private signInOf(connection: Connection): string | undefined {
		const origin = connection.signIn && originOf(connection);
		return origin !== undefined && this.signIn.isPossible(new URL(origin)) ? origin : undefined;
	}
}
