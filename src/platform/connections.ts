import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { isFoveaError } from '../core/errors.ts';
import { imageEndpoint } from '../core/image/endpoint.ts';
import { azureOcrEndpoint, mistralOcrEndpoint } from '../core/ocr/mistral/endpoint.ts';
import { suggestedModels } from '../core/modelTable.ts';
import { ocrTable } from '../core/ocr/mistral/models.ts';
import { type Connection, type DocumentConnection, isSameName, maxNameLength, reservedNames } from './settingValues.ts';
import { readConnectionChoice, readConnections, writeConnections } from './settings.ts';

/** What reads a document: a connection of the user, or the local engine. */
export type Reader = DocumentConnection | 'local';

/** Mistral's own API, which needs only a key. */
export const mistralApi: DocumentConnection = {
	name: 'Mistral',
	for: 'documents',
	service: 'mistral',
	endpoint: 'https://api.mistral.ai',
	model: 'mistral-ocr-latest',
};

/** The name of a service before the user has named the connection. */
export function serviceLabel(use: Connection['for'], service: Connection['service']): string {
	const labels: Record<Connection['service'], string> = {
		azure: use === 'documents' ? vscode.l10n.t('Azure AI Foundry') : vscode.l10n.t('Azure OpenAI'),
		mistral: vscode.l10n.t('Mistral'),
		openai: vscode.l10n.t('OpenAI'),
		compatible: vscode.l10n.t('OpenAI-Compatible Server'),
	};
	return labels[service];
}

/**
 * The URL to which a connection sends documents.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function ocrEndpoint({ service, endpoint }: Pick<DocumentConnection, 'service' | 'endpoint'>): URL {
	return service === 'azure' ? azureOcrEndpoint(endpoint) : mistralOcrEndpoint(endpoint);
}

/** The model of a connection; the service's first model when it names none. */
export function ocrModelOf({ service, model }: Pick<DocumentConnection, 'service' | 'model'>): string {
	return model || suggestedModels(ocrTable, service)[0]!;
}

/** The host and port of a connection; the unchanged setting when it is not an address. */
export function connectionHost(connection: Connection): string {
	return soundPlaceOf(connection)?.host ?? connection.endpoint;
}

/** The origin that a connection's key is bound to; undefined when its address is invalid. */
export function soundOriginOf(connection: Connection): string | undefined {
	return soundPlaceOf(connection)?.origin;
}

function soundPlaceOf(connection: Connection): URL | undefined {
	try {
		return placeOf(connection);
	} catch (error) {
		if (isFoveaError(error)) {
			return undefined;
		}
		throw error;
	}
}

/**
 * The origin that a connection's key is bound to.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function originOf(connection: Connection): string {
	return placeOf(connection).origin;
}

function placeOf(connection: Connection): URL {
	return connection.for === 'documents' ? ocrEndpoint(connection) : imageEndpoint(connection.endpoint, connection.service).base;
}

/** A sentence about why a text cannot be the name of a connection; `own` is the connection to be renamed. */
export function nameProblem(text: string, own: Connection): string | undefined {
	const name = text.trim();
	if (!name) {
		return vscode.l10n.t('Give it a name.');
	}
	if (name.length > maxNameLength) {
		return vscode.l10n.t('A name has at most {0} characters.', maxNameLength);
	}
	const named = { name, for: own.for };
	return reservedNames.includes(name.toLowerCase()) ||
		readConnections().some((other) => isSameName(other, named) && !isSameName(other, own))
		? vscode.l10n.t('"{0}" is taken.', plain(name))
		: undefined;
}

/** The name of a new connection: the name of the one with the same model and address, which it replaces, or else a free one. */
export function freeName(use: Connection['for'], service: Connection['service'], endpoint: string, model: string): string {
	const connections = readConnections().filter((connection) => connection.for === use);
	const same = connections.find((other) => other.service === service && other.endpoint === endpoint && other.model === model);
	if (same) {
		return same.name;
	}
	const label = serviceLabel(use, service);
	const host = URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
	const candidates = [...(service === 'compatible' ? [host] : [label]), `${label} (${host})`, `${label} (${model})`];
	const isFree = (name: string) => name.length <= maxNameLength && !connections.some((other) => isSameName(other, { name, for: use }));
	for (let number = 2; ; number++) {
		const name = candidates.shift() ?? `${label} ${number}`;
		if (isFree(name)) {
			return name;
		}
	}
}

/** The user's connections for documents, in the order of the setting. */
export function documentConnections(): DocumentConnection[] {
	return readConnections().filter((connection) => connection.for === 'documents');
}

/** Adds a connection, or replaces another. */
export async function saveConnection(connection: Connection, replaced?: Connection): Promise<void> {
	const all = readConnections();
	const place = all.findIndex((other) => isSameName(other, replaced ?? connection));
	await writeConnections(place < 0 ? [...all, connection] : all.with(place, connection));
}

/** Stores the known model behind a deployment's name in a connection; undefined if it is none of the known ones. */
export async function saveModelBehind(connection: Connection, name: string, model: string | undefined): Promise<void> {
	await saveConnection(withModelBehind(connection, name, model), connection);
}

/** The connection with the known model behind a deployment's name; undefined if it is none of the known ones. */
export function withModelBehind<C extends Connection>(connection: C, name: string, model: string | undefined): C {
	const { models, ...rest } = connection;
	const others = Object.entries(models ?? {}).filter(([other]) => other !== name);
	const all = model === undefined ? others : [...others, [name, model]];
	return { ...(rest as C), ...(all.length > 0 ? { models: Object.fromEntries(all) as Record<string, string> } : {}) };
}

/** Removes a connection; its key stays. */
export async function removeConnection(connection: Connection): Promise<void> {
	await writeConnections(readConnections().filter((other) => !isSameName(other, connection)));
}

/** The current reader of a document, without asking the user; undefined when the settings name a connection that does not exist. */
export function readerInUse(document?: vscode.Uri): Reader | undefined {
	const { user, workspace } = readConnectionChoice(document);
	return readerByName(workspace === undefined || workspace === 'auto' ? user : workspace);
}

/** The reader for a choice (`auto`, `local` or a name); undefined when there is no connection of that name. */
export function readerByName(choice: string): Reader | undefined {
	const connections = documentConnections();
	if (choice === 'local') {
		return 'local';
	}
	return choice === 'auto' ? (connections[0] ?? 'local') : connections.find((one) => isSameName(one, { name: choice, for: 'documents' }));
}

/** Whether the reader of a document accepts Word and PowerPoint, as only Mistral's own API does. */
export function takesOffice(document?: vscode.Uri): boolean {
	const reader = readerInUse(document);
	return reader !== undefined && reader !== 'local' && reader.service === 'mistral';
}
