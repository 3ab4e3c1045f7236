import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../core/ocr/endpoint.ts';
import type { Lesson } from '../core/ocr/mistral.ts';
import type { EngineSpec } from '../core/worker/api.ts';
import { askForKey } from './keyInput.ts';
import type { Lessons } from './lessons.ts';
import type { Keys } from './secrets.ts';
import { type OcrSettings, isFromWorkspace, readNetworkOptions, readOcrSettings } from './settings.ts';

/** Providers that answer over the network. */
export type HostedProvider = 'azure' | 'mistral';

/** What sets the hosted providers apart. */
export const hostedProviders = {
	azure: {
		label: 'Azure AI Foundry',
		endpointSetting: 'azureEndpoint',
		modelSetting: 'azureModel',
		ocrEndpoint: azureOcrEndpoint,
		keyVariable: 'AZURE_API_KEY',
		/** The host that gets the key from the environment although the workspace names it. On Azure anybody can have one. */
		ownHost: undefined,
	},
	mistral: {
		label: 'Mistral',
		endpointSetting: 'mistralEndpoint',
		modelSetting: 'mistralModel',
		ocrEndpoint: mistralOcrEndpoint,
		keyVariable: 'MISTRAL_API_KEY',
		ownHost: 'api.mistral.ai',
	},
} as const;

const consentKey = 'fovea.environmentKeyConsent';

/** From the user's settings and keys to the engine that a conversion uses. */
export class Engines {
	constructor(
		private readonly keys: Keys,
		private readonly lessons: Lessons,
		private readonly state: vscode.Memento,
		private readonly environment: Readonly<Record<string, string | undefined>>,
		private readonly uploadFolder: string,
	) {}

	/**
	 * The engine for a document, as the settings ask; asks for a key where one is missing.
	 * @throws {FoveaError} `noEndpoint`, `invalidEndpoint`
	 * @throws {vscode.CancellationError} when the user enters no key
	 */
	async choose(document: vscode.Uri): Promise<EngineSpec> {
		const settings = readOcrSettings(document);
		const provider = settings.provider === 'auto' ? await this.connected(settings, document) : settings.provider;
		const withoutRunningText = settings.headersAndFooters === 'remove';
		if (provider === 'local') {
			return {
				provider,
				languages: settings.localLanguages || 'eng',
				withoutRunningText,
				...(settings.localLanguageFolder ? { languageFolder: settings.localLanguageFolder } : {}),
			};
		}
		const endpoint = this.endpoint(provider, settings);
		const model = settings[hostedProviders[provider].modelSetting];
		return {
			provider,
			endpoint: endpoint.href,
			model,
			key: (await this.key(provider, endpoint, document)) ?? (await this.enterKey(endpoint)),
			timeoutMs: settings.timeoutSeconds * 1000,
			htmlTables: settings.tables === 'html',
			withoutRunningText,
			authScheme: this.lessons.authScheme(endpoint.origin),
			minimalBody: this.lessons.minimalBody(endpoint.href, model),
			atOnce: this.lessons.atOnce(endpoint.href),
			uploadFolder: this.uploadFolder,
			network: readNetworkOptions(),
		};
	}

	/** The key for an origin that was sent documents before; nobody is asked. The environment's only goes to the provider's own host. */
	async knownKey(origin: string): Promise<string | undefined> {
		const own = Object.values(hostedProviders).find(({ ownHost }) => ownHost !== undefined && origin === `https://${ownHost}`);
		return (await this.keys.get(origin)) ?? (own && (this.environment[own.keyVariable]?.trim() || undefined));
	}

	/** Remembers what an endpoint taught, for the next conversion. */
	async learn(lesson: Lesson): Promise<void> {
		await this.lessons.learn(lesson);
	}

	/** @throws {FoveaError} `noEndpoint`, `invalidEndpoint` */
	endpoint(provider: HostedProvider, settings: OcrSettings = readOcrSettings()): URL {
		const { endpointSetting, ocrEndpoint } = hostedProviders[provider];
		const pasted = settings[endpointSetting];
		if (!pasted) {
			throw new FoveaError('noEndpoint', { provider: hostedProviders[provider].label });
		}
		return ocrEndpoint(pasted);
	}

	/** What `auto` means now: the service that the user has connected, else this machine. */
	private async connected(settings: OcrSettings, document: vscode.Uri): Promise<OcrSettings['provider'] & EngineSpec['provider']> {
		if (settings.azureEndpoint) {
			return 'azure';
		}
		const endpoint = this.endpoint('mistral', settings);
		if (await this.keys.get(endpoint.origin)) {
			return 'mistral';
		}
		return (await this.key('mistral', endpoint, document)) && (await this.mayUseEnvironment(endpoint)) ? 'mistral' : 'local';
	}

	/** The key entered for this origin, else the environment's, which goes to the provider's own host and to what the user, not the workspace, has set. */
	private async key(provider: HostedProvider, endpoint: URL, document: vscode.Uri): Promise<string | undefined> {
		const stored = await this.keys.get(endpoint.origin);
		if (stored) {
			return stored;
		}
		const { ownHost, endpointSetting, keyVariable } = hostedProviders[provider];
		const trusted = endpoint.host === ownHost || !isFromWorkspace(endpointSetting, document);
		return trusted ? this.environment[keyVariable]?.trim() || undefined : undefined;
	}

	private async enterKey({ origin, host }: URL): Promise<string> {
		const key = await askForKey(host);
		await this.keys.set(origin, key);
		return key;
	}

	/** A key in the environment may be there for another program: before a first document leaves the machine by it, the user is asked. */
	private async mayUseEnvironment({ host }: URL): Promise<boolean> {
		const known = this.state.get<boolean>(consentKey);
		if (known !== undefined) {
			return known;
		}
		const use = vscode.l10n.t('Use Mistral');
		const stay = vscode.l10n.t('Stay on This Machine');
		const answer = await vscode.window.showInformationMessage(
			vscode.l10n.t('Convert documents with Mistral OCR?'),
			{
				modal: true,
				detail: vscode.l10n.t(
					'MISTRAL_API_KEY is set in the environment. With it, documents that you convert are sent to {0}. Without it, Fovea reads them on this machine.',
					host,
				),
			},
			use,
			stay,
		);
		if (answer === undefined) {
			throw new vscode.CancellationError();
		}
		await this.state.update(consentKey, answer === use);
		return answer === use;
	}
}
