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

/** A connection while the user answers its questions. Nothing is written before `save` or `saveChange`. */
export class ConnectionDraft {
	service: Service;
	/** The text pasted as the address, shown again when the user returns to the step. */
	pasted = '';
	endpoint = '';
	model = '';
	/** Undefined stands for the stored key, the environment's, or none. */
	key: string | undefined;
	signIn: Connection['signIn'];
	/** The known model of each deployment. */
	models: Connection['models'];

	/** @param service the service, if already chosen @param replaced the connection to change */
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

	/** Changes the service and drops the answers about the earlier one. */
	changeService(service: Service): void {
		if (service !== this.service) {
			this.service = service;
			this.pasted = this.endpoint = this.model = '';
			this.key = undefined;
		}
	}

	/** Whether the model is a deployment with a name that Fovea does not know. Other services use the model's own name. */
	get saysNoModel(): boolean {
		return this.service === 'azure' && this.model !== '' && isUnknownName(modelTables[this.use], this.model);
	}

	/** Whether the address accepts a Microsoft account instead of a key. */
	get maySignIn(): boolean {
		return this.service === 'azure' && (this.endpoint === '' || this.services.signIn.isPossible(new URL(this.origin)));
	}

	/** The connection according to the answers so far. */
	get connection(): Connection {
		const { use, service, model } = this;
		const endpoint = this.endpoint || (use === 'documents' ? mistralApi.endpoint : openaiApi.endpoint);
		const name = this.replaced?.name ?? freeName(use, service, endpoint, model);
		// Properties that are not asked for are kept from the changed connection or from the one with this name.
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

	/** The origin to which the key is bound. */
	get origin(): string {
		return originOf(this.connection);
	}

	/** The host, for titles and messages. */
	get host(): string {
		return connectionHost(this.connection);
	}

	/** Name, model and host in one line. */
	get summary(): string {
		const { name, model } = this.connection;
		return vscode.l10n.t('{0}: {1} at {2}', plain(name), plain(model), plain(this.host));
	}

	/** The key for a test: the typed one, else the one that a conversion would use. */
	async keyToUse(): Promise<string> {
		if (this.signIn) {
			return this.services.engines.keyFor(this.connection);
		}
		const known = this.key ?? (await this.services.keys.get(this.origin));
		return known ?? (await this.services.environment.key(this.connection, new URL(this.origin))) ?? '';
	}

	/** Saves key and connection. */
	async saveChange(): Promise<Connection> {
		const { connection } = this;
		if (this.key !== undefined && !this.signIn) {
			await this.services.keys.set(this.origin, this.key);
		}
		await saveConnection(connection, this.replaced);
		return connection;
	}

	/** Saves key and connection, and makes it the one in use. */
	async save(): Promise<Connection> {
		const connection = await this.saveChange();
		await writeConnectionChoice(this.use, connection.name);
		if (connection.for === 'images') {
			await (await this.services.imagePanel.load()).useService(serviceId(connection));
		}
		return connection;
	}
}
