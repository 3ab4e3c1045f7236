import type { GenericSchema, InferOutput } from 'valibot';
import * as vscode from 'vscode';
import type { NetworkOptions } from '../core/net/http.ts';
import {
	type Connection,
	type Layers,
	agentSettings,
	firstSound,
	httpSettings,
	imageSettings,
	networkSettings,
	ocrSettings,
	soundConnections,
} from './settingValues.ts';

type Values<S extends Record<string, GenericSchema>> = { readonly [K in keyof S]: InferOutput<S[K]> };

/** Settings under `fovea.ocr`, by their names in the manifest; for the connection, see `readConnectionChoice`. */
export type OcrSettings = Omit<Values<typeof ocrSettings>, 'connection'>;

/** Settings under `fovea.images`, by their names in the manifest; for where images are saved, see `readSaveTo`. */
export type ImagePanelSettings = Omit<Values<typeof imageSettings>, 'saveTo'>;

/** The current settings for a file. Read them when they are used; do not keep them. */
export function readOcrSettings(scope?: vscode.Uri): OcrSettings {
	return readSection('fovea.ocr', ocrSettings, scope);
}

/** The settings in force now; read at the moment of use, never kept. */
export function readImageSettings(): ImagePanelSettings {
	return readSection('fovea.images', imageSettings);
}

/** The settings in force now; read at the moment of use, never kept. */
export function readAgentSettings(): Values<typeof agentSettings> {
	return readSection('fovea.agents', agentSettings);
}

/** The user's connections. They are only read from the user's settings, never from a workspace. */
export function readConnections(): Connection[] {
	return soundConnections(vscode.workspace.getConfiguration('fovea').inspect('connections')?.globalValue);
}

/** Writes the user's connections, for all windows. */
export async function writeConnections(connections: readonly Connection[]): Promise<void> {
	await vscode.workspace.getConfiguration('fovea').update('connections', connections, vscode.ConfigurationTarget.Global);
}

/** The connection that the user and the workspace ask for: `auto`, `local` or a name. */
export interface ConnectionChoice {
	readonly user: string;
	/** Undefined when the workspace has no such setting, or is not trusted. */
	readonly workspace: string | undefined;
}

/** The values of `fovea.ocr.connection` for a document. */
export function readConnectionChoice(document?: vscode.Uri): ConnectionChoice {
	const { user, workspace } = layersOf('fovea.ocr', 'connection', document);
	return {
		user: firstSound(ocrSettings.connection, user) ?? 'auto',
		workspace: vscode.workspace.isTrusted ? firstSound(ocrSettings.connection, workspace) : undefined,
	};
}

/** Writes the user's choice of a connection, for all windows: `auto`, `local` (documents only) or a name. */
export async function writeConnectionChoice(use: Connection['for'], choice: string): Promise<void> {
	const section = use === 'documents' ? 'fovea.ocr' : 'fovea.images';
	await vscode.workspace.getConfiguration(section).update('connection', choice, vscode.ConfigurationTarget.Global);
}

/** Writes the user's languages for the local engine, for all windows: Tesseract's codes joined by `+`. */
export async function writeLocalLanguages(languages: string): Promise<void> {
	await vscode.workspace.getConfiguration('fovea.ocr').update('localLanguages', languages, vscode.ConfigurationTarget.Global);
}

/** Writes the folder with the files of further languages, for this machine. */
export async function writeLocalLanguageFolder(folder: string): Promise<void> {
	await vscode.workspace.getConfiguration('fovea.ocr').update('localLanguageFolder', folder, vscode.ConfigurationTarget.Global);
}

/** The editor's own proxy and certificate settings, so that a network that works for VS Code works here, and the limits of `fovea.network`. */
export function readNetworkOptions(): NetworkOptions {
	const http = readUserSection('http', httpSettings);
	const off = http.proxySupport === 'off';
	const proxy = off ? '' : (http.proxy ?? '');
	const noProxy = http.noProxy ?? [];
	const limits = readSection('fovea.network', networkSettings);
	return {
		strictSsl: http.proxyStrictSSL ?? true,
		systemCertificates: http.systemCertificates ?? true,
		stageLimits: {
			connectMs: limits.connectTimeoutSeconds * 1000,
			uploadStalledMs: limits.uploadStalledTimeoutSeconds * 1000,
			firstByteMs: limits.firstByteTimeoutSeconds * 1000,
		},
		...(http.proxyAuthorization && !off ? { proxyAuthorization: http.proxyAuthorization } : {}),
		...(proxy ? { proxy } : {}),
		...(off ? { noProxy: '*' } : noProxy.length > 0 ? { noProxy: noProxy.join(',') } : {}),
	};
}

/** Where images are saved in the workspace. */
export interface SaveTo {
	/** `fovea.images.saveTo`, or the default when it is empty. */
	readonly template: string;
	/** Whether it comes from the workspace and not from the user: then it must not lead out of the workspace. */
	readonly fromWorkspace: boolean;
}

/** The value of `fovea.images.saveTo`, and whether the workspace set it. */
export function readSaveTo(scope?: vscode.Uri): SaveTo {
	const { workspace, user } = layersOf('fovea.images', 'saveTo', scope);
	const ofWorkspace = firstSound(imageSettings.saveTo, workspace);
	return { template: ofWorkspace ?? firstSound(imageSettings.saveTo, user)!, fromWorkspace: ofWorkspace !== undefined };
}

/** One entry of `markdown.copyFiles.destination`: a glob for documents, and the path of files that are inserted into them. */
export interface CopyDestination {
	readonly glob: string;
	readonly destination: string;
	/** As in `SaveTo`. */
	readonly fromWorkspace: boolean;
}

/** Where VS Code itself puts files that are pasted into a markdown document, in the order in which it tries them. */
export function readCopyDestinations(document: vscode.Uri): readonly CopyDestination[] {
	const section = vscode.workspace.getConfiguration('markdown', document);
	const name = 'copyFiles.destination';
	const found = section.inspect<Readonly<Record<string, unknown>>>(name);
	const ofWorkspace = { ...found?.workspaceValue, ...found?.workspaceFolderValue };
	return Object.entries(section.get<Readonly<Record<string, unknown>> | null>(name) ?? {}).flatMap(([glob, destination]) =>
		typeof destination === 'string' ? [{ glob, destination, fromWorkspace: Object.hasOwn(ofWorkspace, glob) }] : [],
	);
}

/** Each setting's first valid value; every setting of Fovea has a valid default. */
function readSection<S extends Record<string, GenericSchema>>(section: string, schemas: S, scope?: vscode.Uri): Values<S> {
	const values = Object.entries(schemas).map(([name, schema]) => {
		const { workspace, user } = layersOf(section, name, scope);
		return [name, firstSound(schema, [...workspace, ...user])];
	});
	return Object.fromEntries(values) as Values<S>;
}

/** The user's values of VS Code's own settings, some of which do not exist in every version. */
function readUserSection<S extends Record<string, GenericSchema>>(section: string, schemas: S): Partial<Values<S>> {
	const values = Object.entries(schemas).map(([name, schema]) => [name, firstSound(schema, layersOf(section, name).user)]);
	return Object.fromEntries(values) as Partial<Values<S>>;
}

function layersOf(section: string, name: string, scope?: vscode.Uri): { readonly workspace: Layers; readonly user: Layers } {
	const found = vscode.workspace.getConfiguration(section, scope ?? null).inspect(name);
	return { workspace: [found?.workspaceFolderValue, found?.workspaceValue], user: [found?.globalValue, found?.defaultValue] };
}
