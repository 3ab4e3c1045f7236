import * as vscode from 'vscode';
import { modelTables } from '../../core/modelLife.ts';
import { isUnknownName } from '../../core/modelTable.ts';
import { plain } from '../../core/plain.ts';
import { connectionHost, freeName, mistralApi, originOf, saveConnection } from '../../platform/connections.ts';
import { openaiApi, serviceId } from '../../platform/imageProviders.ts';
import { type Connection, isSameName } from '../../platform/settingValues.ts';
import { readConnections, writeConnectionChoice } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';

type Service = Connection['service'];
type Use = Connection['for'];

/** A connection while its questions are answered. Nothing is written before `save` or `saveChange`. */
export class ConnectionDraft {
	service: Service;
	/** What was pasted for the address, as it is shown when one comes back to it. */
	pasted = '';
	endpoint = '';
	model = '';
	/** Undefined: the one that is stored, or that of the environment, or none. */
	key: string | undefined;
	signIn: Connection['signIn'];
	/** Which known model is behind which deployment. */
	models: Connection['models'];

	/**
	 * @param service what is chosen already
	 * @param replaced the connection that is changed
	 */
	constructor(
		readonly services: Services,
		readonly use: Use,
		service: Service | undefined,
		private readonly replaced: Connection | undefined,
	) {
		this.service = replaced?.service ?? service ?? (use === 'documents' ? 'azure' : 'openai');
		this.endpoint = replaced?.endpoint ?? '';
		this.model = replaced?.model ?? '';
		this.signIn = replaced?.signIn;
		this.models = replaced?.models;
	}

	/** Takes another service: the answers about the one before are of no use. */
	changeService(service: Service): void {
		if (service !== this.service) {
			this.service = service;
			this.pasted = this.endpoint = this.model = '';
			this.key = undefined;
		}
	}

	/** Whether the model is a deployment whose name is none that Fovea knows: other services call a model by its own name. */
	get saysNoModel(): boolean {
		return this.service === 'azure' && this.model !== '' && isUnknownName(modelTables[this.use], this.model);
	}

	/** Whether the place is one that takes a Microsoft account for a key. */
	get maySignIn(): boolean {
		return this.service === 'azure' && (this.endpoint === '' || this.services.signIn.isPossible(new URL(this.origin)));
	}

	/** The connection as the answers make it up to now. */
	get connection(): Connection {
		const { use, service, model } = this;
		const endpoint = this.endpoint || (use === 'documents' ? mistralApi.endpoint : openaiApi.endpoint);
		const name = this.replaced?.name ?? freeName(use, service, endpoint, model);
		// What is not asked here stays as it is, of the connection that is changed or takes this one's name.
		const before = this.replaced ?? readConnections().find((other) => isSameName(other, { name, for: use }));
		const responseFormat = before?.for === 'images' ? before.responseFormat : undefined;
		const models = this.models ?? before?.models;
		return {
			name,
			for: use,
			service,
			endpoint,
			model,
			...(models && Object.keys(models).length > 0 ? { models } : {}),
			...(this.signIn && service === 'azure' ? { signIn: this.signIn } : {}),
			...(responseFormat ? { responseFormat } : {}),
		} as Connection;
	}

	/** The origin that the key is for. */
	get origin(): string {
		return originOf(this.connection);
	}

	/** The host, for titles and messages. */
	get host(): string {
		return connectionHost(this.connection);
	}

	/** Name, model and host in a line. */
	get summary(): string {
		const { name, model } = this.connection;
		return vscode.l10n.t('{0}: {1} at {2}', plain(name), plain(model), plain(this.host));
	}

	/** What a test sends: what was typed, else what a conversion would take. */
	async keyToUse(): Promise<string> {
		if (this.signIn) {
			return this.services.engines.keyFor(this.connection);
		}
		const known = this.key ?? (await this.services.keys.get(this.origin));
		return known ?? (await this.services.environment.key(this.connection, new URL(this.origin))) ?? '';
	}

	/** Writes key and connection. */
	async saveChange(): Promise<Connection> {
		const { connection } = this;
		if (this.key !== undefined && !this.signIn) {
			await this.services.keys.set(this.origin, this.key);
		}
		await saveConnection(connection, this.replaced);
		return connection;
	}

	/** Writes key and connection, and makes it the one in use. */
	async save(): Promise<Connection> {
		const connection = await this.saveChange();
		await writeConnectionChoice(this.use, connection.name);
		if (connection.for === 'images') {
			await (await this.services.imagePanel.load()).useService(serviceId(connection));
		}
		return connection;
	}
}
