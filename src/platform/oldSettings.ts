import * as vscode from 'vscode';
import { isFoveaError } from '../core/errors.ts';
import { freeName, mistralApi, ocrEndpoint, saveConnection } from './connections.ts';
import type { ApiKeys } from './apiKeys.ts';
import type { DocumentConnection, ImageConnection } from './settingValues.ts';
import { readConnections, writeConnectionChoice } from './settings.ts';

/** Names of settings from before connections. VS Code still returns their values, although the manifest no longer has them. */
const oldNames = [
	'ocr.provider',
	'ocr.azureEndpoint',
	'ocr.azureModel',
	'ocr.mistralEndpoint',
	'ocr.mistralModel',
	'images.provider',
	'images.azureEndpoint',
	'images.azureModel',
	'images.openaiEndpoint',
	'images.openaiModel',
	'images.servers',
] as const;

type OldName = (typeof oldNames)[number];
type OldValues = Readonly<Partial<Record<OldName, unknown>>>;

/**
 * Turns the settings of versions without connections into connections, and removes the old settings. Does nothing where there are none. If something
 * cannot be written now, for instance because settings.json has unsaved changes, it is tried again the next time.
 */
export async function takeOverOldSettings(keys: ApiKeys, log: vscode.LogOutputChannel): Promise<void> {
	const old = valuesOf('globalValue');
	if (Object.keys(old).length > 0) {
		try {
			await takeOver(old, keys);
			log.info('Settings of an earlier version have become connections.');
		} catch (error) {
			log.error(error instanceof Error ? error : String(error));
		}
	}
}

async function takeOver(old: OldValues, keys: ApiKeys): Promise<void> {
	const names = new Map<string, string>();
	for (const [service, connection] of [...oldDocumentConnections(old, keys), ...oldImageConnections(old)]) {
		const same = readConnections().find((other) => other.for === connection.for && other.endpoint === connection.endpoint);
		const { for: use, endpoint, model } = connection;
		const name = same?.name ?? (connection.name || freeName(use, connection.service, endpoint, model));
		if (!same) {
			await saveConnection({ ...connection, name });
		}
		names.set(`${use} ${service}`, name);
	}
	for (const use of ['documents', 'images'] as const) {
		const provider = textOf(old[use === 'documents' ? 'ocr.provider' : 'images.provider']).replace(/^server:/, '');
		const choice = provider === 'local' ? provider : names.get(`${use} ${provider}`);
		if (choice !== undefined) {
			await writeConnectionChoice(use, choice);
		}
	}
	for (const name of Object.keys(old)) {
		await vscode.workspace.getConfiguration('fovea').update(name, undefined, vscode.ConfigurationTarget.Global);
	}
}

/** What a workspace asks for in the old settings: the local engine, or the address of a service. */
export function oldWorkspaceWish(document: vscode.Uri): Omit<DocumentConnection, 'name'> | 'local' | undefined {
	if (!vscode.workspace.isTrusted) {
		return undefined;
	}
	const old = { ...valuesOf('workspaceValue', document), ...valuesOf('workspaceFolderValue', document) };
	const provider = textOf(old['ocr.provider']);
	if (provider === 'local') {
		return provider;
	}
	const service = provider === 'mistral' || provider === 'azure' ? provider : old['ocr.azureEndpoint'] === undefined ? 'mistral' : 'azure';
	const endpoint = textOf(old[`ocr.${service}Endpoint`]);
	const place = { for: 'documents', service, endpoint, model: textOf(old[`ocr.${service}Model`]) } as const;
	return isSound(place) ? place : undefined;
}

function oldDocumentConnections(old: OldValues, keys: ApiKeys): (readonly [service: string, connection: DocumentConnection])[] {
	const azure = {
		name: '',
		for: 'documents',
		service: 'azure',
		endpoint: textOf(old['ocr.azureEndpoint']),
		model: textOf(old['ocr.azureModel']),
	} as const;
	const mistral = {
		...mistralApi,
		name: '',
		endpoint: textOf(old['ocr.mistralEndpoint']) || mistralApi.endpoint,
		model: textOf(old['ocr.mistralModel']) || mistralApi.model,
	};
	const usesMistral = old['ocr.provider'] === 'mistral' || (isSound(mistral) && keys.origins().includes(ocrEndpoint(mistral).origin));
	return [
		...(isSound(azure) ? [['azure', azure] as const] : []),
		...(usesMistral && isSound(mistral) ? [['mistral', mistral] as const] : []),
	];
}

function oldImageConnections(old: OldValues): (readonly [service: string, connection: ImageConnection])[] {
	const azure = { endpoint: textOf(old['images.azureEndpoint']), model: textOf(old['images.azureModel']) };
	const openai = {
		endpoint: textOf(old['images.openaiEndpoint']) || 'https://api.openai.com/v1',
		model: textOf(old['images.openaiModel']) || 'gpt-image-2',
	};
	const usesOpenAi =
		['images.openaiEndpoint', 'images.openaiModel'].some((name) => textOf(old[name as OldName])) || old['images.provider'] === 'openai';
	const servers: readonly unknown[] = Array.isArray(old['images.servers']) ? old['images.servers'] : [];
	return [
		...(azure.endpoint ? [['azure', { name: '', for: 'images', service: 'azure', ...azure }] as const] : []),
		...(usesOpenAi ? [['openai', { name: '', for: 'images', service: 'openai', ...openai }] as const] : []),
		...servers.flatMap((server) => {
			const { name, endpoint, model } = (typeof server === 'object' && server !== null ? server : {}) as Readonly<Record<string, unknown>>;
			const connection = {
				name: textOf(name),
				for: 'images',
				service: 'compatible',
				endpoint: textOf(endpoint),
				model: textOf(model),
			} as const;
			return connection.name && connection.endpoint ? [[connection.name, connection] as const] : [];
		}),
	];
}

function isSound({ service, endpoint }: Pick<DocumentConnection, 'service' | 'endpoint'>): boolean {
	try {
		return endpoint !== '' && ocrEndpoint({ service, endpoint }).hostname !== '';
	} catch (error) {
		if (isFoveaError(error)) {
			return false;
		}
		throw error;
	}
}

function valuesOf(layer: 'globalValue' | 'workspaceValue' | 'workspaceFolderValue', document?: vscode.Uri): OldValues {
	const settings = vscode.workspace.getConfiguration('fovea', document ?? null);
	return Object.fromEntries(
		oldNames.flatMap((name) => {
			const value: unknown = settings.inspect(name)?.[layer];
			return value === undefined ? [] : [[name, value]];
		}),
	);
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : '';
}
