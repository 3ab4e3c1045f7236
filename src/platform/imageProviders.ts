import * as v from 'valibot';
import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { FoveaError, isFoveaError } from '../core/errors.ts';
import { type ImageEndpoint, imageEndpoint } from '../core/image/endpoint.ts';
import type { ImageProvider } from '../core/image/models.ts';
import type { ImageSpec } from '../core/worker/imageApi.ts';
import type { ProviderOption } from '../shared/panelState.ts';
import type { ConnectionStatus } from './connectionStatus.ts';
import type { EnvironmentKeys } from './environmentKeys.ts';
import { saveModelBehind } from './connections.ts';
import { askForKey } from './keyInput.ts';
import type { MicrosoftSignIn } from './microsoftSignIn.ts';
import type { ApiKeys } from './apiKeys.ts';
import { type ImageConnection, modelBehind } from './settingValues.ts';
import { readConnections, readImageSettings, readNetworkOptions } from './settings.ts';
import { globalKeys } from './persistentState.ts';
import { storedValue } from './storedValue.ts';

/** An entry of the panel's list of providers: a connection of the user, or a service that can be set up. */
export interface ImageService {
	/** `connection:` and a name, or `new:` and the kind of service to set up. */
	readonly id: string;
	readonly label: string;
	readonly provider: ImageProvider;
	/** The address as entered by the user; empty if none is set. */
	readonly address: string;
	/** The model to start with; may be empty. */
	readonly model: string;
	/** `response_format` for unknown models. */
	readonly responseFormat?: ImageConnection['responseFormat'];
	readonly signIn?: ImageConnection['signIn'];
	/** The known models behind names that do not show them. */
	readonly models?: ImageConnection['models'];
}

/** OpenAI's own API, which only needs a key. */
export const openaiApi: Omit<ImageConnection, 'name'> = {
	for: 'images',
	service: 'openai',
	endpoint: 'https://api.openai.com/v1',
	model: 'gpt-image-2',
};

/** The id of a connection in the panel's list of providers. */
export function serviceId({ name }: Pick<ImageConnection, 'name'>): string {
	return `connection:${name}`;
}

/** Prepares image requests from the user's settings and keys. */
export class ImageProviders {
	constructor(
		private readonly keys: ApiKeys,
		private readonly state: vscode.Memento,
		private readonly environment: EnvironmentKeys,
		private readonly signIn: MicrosoftSignIn,
		private readonly status: Pick<ConnectionStatus, 'during'>,
	) {}

	/** Shows the drawing service in the status bar while `run` runs. */
	drawing<T>(id: string, run: () => PromiseLike<T>): Promise<T> {
		return this.status.during(this.known(id).label, run, 'images');
	}

	/** All entries of the panel's list, in order: the user's connections, then the services that can be set up from the panel. */
	services(): readonly ImageService[] {
		const connections = readConnections().filter((connection) => connection.for === 'images');
		const unset = (provider: ImageProvider) => !connections.some(({ service }) => service === provider);
		return [
			...connections.map((connection) => ({
				id: serviceId(connection),
				label: connection.name,
				provider: connection.service,
				signIn: connection.signIn,
				address: connection.endpoint,
				model: connection.model || deploymentIn(connection) || (connection.service === 'compatible' ? '' : 'gpt-image-2'),
				responseFormat: connection.responseFormat,
				models: connection.models,
			})),
			...(unset('azure')
				? [{ id: 'new:azure', label: vscode.l10n.t('Azure OpenAI'), provider: 'azure' as const, address: '', model: 'gpt-image-2' }]
				: []),
			...(unset('openai')
				? [
						{
							id: 'new:openai',
							label: vscode.l10n.t('OpenAI'),
							provider: 'openai' as const,
							address: openaiApi.endpoint,
							model: openaiApi.model,
						},
					]
				: []),
			...(unset('compatible')
				? [
						{
							id: 'new:compatible',
							label: vscode.l10n.t('OpenAI-Compatible Server'),
							provider: 'compatible' as const,
							address: '',
							model: '',
						},
					]
				: []),
		];
	}

	/** The entry with an id; undefined when there is none. */
	service(id: string): ImageService | undefined {
		return this.services().find((service) => service.id === id);
	}

	/** The model whose rules a request follows: the known model behind a name if the user has named it, else the name itself. */
	modelBehind(id: string, name: string): string {
		return modelBehind(this.service(id) ?? {}, name) ?? name;
	}

	/** Stores the known model behind a name; undefined if it is none of the known ones. Does nothing for a service that is not set up yet. */
	async saveModelBehind(id: string, name: string, model: string | undefined): Promise<void> {
		const connection = this.connection(id);
		if (connection) {
			await saveModelBehind(connection, name, model);
		}
	}

	/** The user's connection of an entry; undefined for a service that is not set up. */
	connection(id: string): ImageConnection | undefined {
		return readConnections()
			.filter((connection) => connection.for === 'images')
			.find((connection) => serviceId(connection) === id);
	}

	/** @throws {FoveaError} `noEndpoint`, `invalidEndpoint` */
	endpoint({ label, address, provider }: ImageService): ImageEndpoint {
		if (!address) {
			throw new FoveaError('noEndpoint', { provider: label });
		}
		return imageEndpoint(address, provider);
	}

	/** The kind of a service by its address: an Azure host is Azure, whatever the user chose. */
	kindOf(service: ImageService): ImageProvider {
		return this.soundEndpoint(service)?.provider ?? service.provider;
	}

	/** The host of a service; undefined without a valid address. */
	hostOf(service: ImageService): string | undefined {
		return this.soundEndpoint(service)?.base.host;
	}

	/**
	 * Asks for the key of a service and keeps it.
	 * @throws {FoveaError} `noEndpoint`, `invalidEndpoint`
	 * @throws {vscode.CancellationError} when the user enters none
	 */
	async enterKey(id: string): Promise<void> {
		const service = this.known(id);
		const { base } = this.endpoint(service);
		await this.keys.set(base.origin, await askForKey(base.host));
	}

	/** The services as the panel offers them. */
	async options(): Promise<ProviderOption[]> {
		return Promise.all(
			this.services().map(async (service) => {
				const { id, label } = service;
				const endpoint = this.soundEndpoint(service);
				return {
					id,
					label,
					...(endpoint ? { detail: endpoint.base.host } : {}),
					configured: endpoint !== undefined && (await this.hasKey(service, endpoint)),
				};
			}),
		);
	}

	/** The service to start with: the one that the settings name, else the first that is set up. */
	async preferred(): Promise<ImageService> {
		const services = this.services();
		const { connection } = readImageSettings();
		const named = services.find(({ id, label }) => id.startsWith('connection:') && label.toLowerCase() === connection.toLowerCase());
		const options = named ? [] : await this.options();
		const ready = options.find(({ configured }) => configured)?.id;
		return named ?? services.find(({ id }) => id === ready) ?? services[0]!;
	}

	/**
	 * The generator for a service and model. Asks once for each address before anything is sent there without encryption.
	 * @throws {FoveaError} `noEndpoint`, `invalidEndpoint`, `missingKey`
	 * @throws {vscode.CancellationError} when the user does not want that
	 */
	async spec(id: string, model: string): Promise<ImageSpec> {
		const service = this.known(id);
		const endpoint = this.endpoint(service);
		const key = await this.key(service, endpoint);
		if (key === undefined) {
			throw new FoveaError('missingKey', { host: endpoint.base.host });
		}
		if (endpoint.unencrypted && !(await this.mayGoUnencrypted(endpoint.base))) {
			throw new vscode.CancellationError();
		}
		const { provider, address, signIn, responseFormat, models } = service;
		return this.specOf({ service: provider, endpoint: address, model, signIn, responseFormat, models }, key);
	}

	/** The generator for a connection, with a key that may not be stored yet. */
	specOf({ service, endpoint, model, signIn, responseFormat, models }: Omit<ImageConnection, 'name' | 'for'>, key: string): ImageSpec {
		const { timeoutSeconds } = readImageSettings();
		return {
			provider: service,
			endpoint,
			model,
			knownAs: modelBehind({ models }, model),
			key,
			signIn: this.signInOf(signIn, imageEndpoint(endpoint, service).base),
			timeoutMs: timeoutSeconds * 1000,
			omit: this.refused(endpoint, model),
			responseFormat,
			network: readNetworkOptions(),
		};
	}

	/** Remembers that a server does not know a field for a model: for a week, requests leave it out. */
	async refuse(id: string, model: string, field: string): Promise<void> {
		const address = this.service(id)?.address;
		if (address) {
			const fields = new Set([...this.refused(address, model), field]);
			await this.state.update(globalKeys.refusedFields(address, model), { fields: [...fields], since: Date.now() } satisfies v.InferInput<
				typeof refusedFields
			>);
		}
	}

	private known(id: string): ImageService {
		const service = this.service(id);
		if (!service) {
			throw new FoveaError('noEndpoint', { provider: id.replace(/^[a-z]+:/, '') });
		}
		return service;
	}

	/** Fields that a server has refused for a model in the last week. */
	private refused(address: string, model: string): readonly string[] {
		const refusal = storedValue(this.state, globalKeys.refusedFields(address, model), refusedFields);
		return refusal && Date.now() - refusal.since < refusalMs ? refusal.fields : [];
	}

	/**
	 * The key stored for this origin, else the environment's; empty for a connection that signs in, and for a compatible server without a key.
	 * Addresses only come from the user.
	 */
	private async key({ provider, signIn }: ImageService, { base }: ImageEndpoint): Promise<string | undefined> {
		if (this.signInOf(signIn, base) !== undefined) {
			await this.signIn.ensure(base);
			return '';
		}
		const stored = await this.keys.get(base.origin);
		return stored ?? (provider === 'compatible' ? '' : this.environment.key({ for: 'images', service: provider }, base));
	}

	/** The origin of a service that signs in; undefined for a service with a key. */
	private signInOf(signIn: ImageConnection['signIn'], base: URL): string | undefined {
		return signIn !== undefined && this.signIn.isPossible(base) ? base.origin : undefined;
	}

	private async hasKey({ provider, signIn }: ImageService, { base }: ImageEndpoint): Promise<boolean> {
		return (
			this.signInOf(signIn, base) !== undefined ||
			provider === 'compatible' ||
			this.environment.variable({ for: 'images', service: provider }) !== undefined ||
			(await this.keys.get(base.origin)) !== undefined
		);
	}

	private soundEndpoint(service: ImageService): ImageEndpoint | undefined {
		try {
			return this.endpoint(service);
		} catch (error) {
			if (isFoveaError(error)) {
				return undefined;
			}
			throw error;
		}
	}

	private async mayGoUnencrypted({ origin, host }: URL): Promise<boolean> {
		const agreed = storedValue(this.state, globalKeys.unencryptedOrigins, v.array(v.string())) ?? [];
		if (agreed.includes(origin)) {
			return true;
		}
		const send = vscode.l10n.t('Send Anyway');
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t('Send prompts to {0} without encryption?', plain(host)),
			{
				modal: true,
				detail: vscode.l10n.t('The address begins with http: everyone on the way can read the prompts, the images and the key.'),
			},
			send,
		);
		if (answer !== send) {
			return false;
		}
		await this.state.update(globalKeys.unencryptedOrigins, [...agreed, origin]);
		return true;
	}
}

/** The deployment in an Azure address. */
function deploymentIn({ service, endpoint }: ImageConnection): string | undefined {
	try {
		return service === 'azure' ? imageEndpoint(endpoint, service).deployment : undefined;
	} catch {
		return undefined;
	}
}

const refusedFields = v.object({
	fields: v.array(v.string()),
	/** Milliseconds since the epoch. */
	since: v.number(),
});

/** Services may support more fields later: after a week the full request is tried again. */
const refusalMs = 7 * 24 * 3600 * 1000;
