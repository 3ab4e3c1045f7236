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

/** Settings under `fovea.ocr`, in the manifest's names; which connection reads a document is `readConnectionChoice`'s. */
export type OcrSettings = Omit<Values<typeof ocrSettings>, 'connection'>;

/** Settings under `fovea.images`, in the manifest's names; where images are saved is `readSaveTo`'s. */
export type ImagePanelSettings = Omit<Values<typeof imageSettings>, 'saveTo'>;

/** The settings in force for a file now; read at the moment of use, never kept. */
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

/** The connections that the user has made. Whatever else VS Code may let a workspace set, they come from the user's settings alone. */
export function readConnections(): Connection[] {
	return soundConnections(vscode.workspace.getConfiguration('fovea').inspect('connections')?.globalValue);
}

/** Writes the user's connections, on every window. */
export async function writeConnections(connections: readonly Connection[]): Promise<void> {
	await vscode.workspace.getConfiguration('fovea').update('connections', connections, vscode.ConfigurationTarget.Global);
}

/** Which connection the user and the workspace ask for: `auto`, `local` or a name. */
export interface ConnectionChoice {
	readonly user: string;
	/** Undefined where the workspace says nothing, or is not trusted. */
	readonly workspace: string | undefined;
}

/** What `fovea.ocr.connection` says for a document, and who says it. */
export function readConnectionChoice(document?: vscode.Uri): ConnectionChoice {
	const { user, workspace } = layersOf('fovea.ocr', 'connection', document);
	return {
		user: firstSound(ocrSettings.connection, user) ?? 'auto',
		workspace: vscode.workspace.isTrusted ? firstSound(ocrSettings.connection, workspace) : undefined,
	};
}

/** Chooses a connection for the user, on every window: `auto`, `local` (documents only) or a name. */
export async function writeConnectionChoice(use: Connection['for'], choice: string): Promise<void> {
	const section = use === 'documents' ? 'fovea.ocr' : 'fovea.images';
	await vscode.workspace.getConfiguration(section).update('connection', choice, vscode.ConfigurationTarget.Global);
}

/** Sets which languages the local engine reads, for the user, on every window: Tesseract's codes joined by `+`. */
export async function writeLocalLanguages(languages: string): Promise<void> {
	await vscode.workspace.getConfiguration('fovea.ocr').update('localLanguages', languages, vscode.ConfigurationTarget.Global);
}

/** Sets where the files of further languages are, for this machine. */
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
	/** `fovea.images.saveTo`; the default where it is empty. */
	readonly template: string;
	/** Whether it comes from the workspace and not from the user: what a repository says may not lead out of it. */
	readonly fromWorkspace: boolean;
}

/** Where `fovea.images.saveTo` says that images are saved, and who says it. */
export function readSaveTo(scope?: vscode.Uri): SaveTo {
	const { workspace, user } = layersOf('fovea.images', 'saveTo', scope);
	const ofWorkspace = firstSound(imageSettings.saveTo, workspace);
	return { template: ofWorkspace ?? firstSound(imageSettings.saveTo, user)!, fromWorkspace: ofWorkspace !== undefined };
}

/** One line of `markdown.copyFiles.destination`: for documents that match the glob, the path of a file that is put beside them. */
export interface CopyDestination {
	readonly glob: string;
	readonly destination: string;
	/** As in `SaveTo`. */
	readonly fromWorkspace: boolean;
}

/** Where VS Code itself puts files that are pasted into a markdown document, in the order in which it looks. */
export function readCopyDestinations(document: vscode.Uri): readonly CopyDestination[] {
	const section = vscode.workspace.getConfiguration('markdown', document);
	const name = 'copyFiles.destination';
	const found = section.inspect<Readonly<Record<string, unknown>>>(name);
	const ofWorkspace = { ...found?.workspaceValue, ...found?.workspaceFolderValue };
	return Object.entries(section.get<Readonly<Record<string, unknown>> | null>(name) ?? {}).flatMap(([glob, destination]) =>
		typeof destination === 'string' ? [{ glob, destination, fromWorkspace: Object.hasOwn(ofWorkspace, glob) }] : [],
	);
}

/** Each setting's first sound value: every setting of Fovea has a sound default. */
function readSection<S extends Record<string, GenericSchema>>(section: string, schemas: S, scope?: vscode.Uri): Values<S> {
	const values = Object.entries(schemas).map(([name, schema]) => {
		const { workspace, user } = layersOf(section, name, scope);
		return [name, firstSound(schema, [...workspace, ...user])];
	});
	return Object.fromEntries(values) as Values<S>;
}

/** Settings of VS Code that are the user's alone, and not in every version of it. */
function readUserSection<S extends Record<string, GenericSchema>>(section: string, schemas: S): Partial<Values<S>> {
	const values = Object.entries(schemas).map(([name, schema]) => [name, firstSound(schema, layersOf(section, name).user)]);
	return Object.fromEntries(values) as Partial<Values<S>>;
}

function layersOf(section: string, name: string, scope?: vscode.Uri): { readonly workspace: Layers; readonly user: Layers } {
	const found = vscode.workspace.getConfiguration(section, scope ?? null).inspect(name);
	return { workspace: [found?.workspaceFolderValue, found?.workspaceValue], user: [found?.globalValue, found?.defaultValue] };
}
