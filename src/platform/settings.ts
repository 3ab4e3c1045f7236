import * as vscode from 'vscode';
import type { NetworkOptions } from '../core/http.ts';
import type { PageMarks, TablesAcrossPages } from '../core/ocr/markdown/draft.ts';
import type { MetadataPolicy } from '../core/worker/imageApi.ts';

/** Settings under `fovea.ocr`, in the manifest's names. */
export interface OcrSettings {
	readonly provider: 'auto' | 'azure' | 'mistral' | 'local';
	readonly azureEndpoint: string;
	readonly azureModel: string;
	readonly mistralEndpoint: string;
	readonly mistralModel: string;
	readonly timeoutSeconds: number;
	readonly tables: 'markdown' | 'html';
	readonly tablesAcrossPages: TablesAcrossPages;
	readonly headersAndFooters: 'remove' | 'keep';
	readonly pageMarks: PageMarks;
	/** 0: nothing is kept. */
	readonly cacheMegabytes: number;
	/** US dollars; 0: always. */
	readonly confirmAbove: number;
	readonly openAs: 'editor' | 'preview' | 'both';
	readonly localLanguages: string;
	readonly localLanguageFolder: string;
}

/** The settings in force for a file now; read at the moment of use, never kept. */
export function readOcrSettings(scope?: vscode.Uri): OcrSettings {
	const section = vscode.workspace.getConfiguration('fovea.ocr', scope ?? null);
	const read = <K extends keyof OcrSettings>(name: K): OcrSettings[K] => section.get<OcrSettings[K]>(name)!;
	return {
		provider: read('provider'),
		azureEndpoint: read('azureEndpoint').trim(),
		azureModel: read('azureModel').trim(),
		mistralEndpoint: read('mistralEndpoint').trim(),
		mistralModel: read('mistralModel').trim(),
		timeoutSeconds: read('timeoutSeconds'),
		tables: read('tables'),
		tablesAcrossPages: read('tablesAcrossPages'),
		headersAndFooters: read('headersAndFooters'),
		pageMarks: read('pageMarks'),
		cacheMegabytes: read('cacheMegabytes'),
		confirmAbove: read('confirmAbove'),
		openAs: read('openAs'),
		localLanguages: read('localLanguages').trim(),
		localLanguageFolder: read('localLanguageFolder').trim(),
	};
}

/** Whether a setting comes from the workspace and not from the user: what a repository says gets no key that was not entered for it. */
export function isFromWorkspace(name: 'azureEndpoint' | 'mistralEndpoint', scope?: vscode.Uri): boolean {
	const found = vscode.workspace.getConfiguration('fovea.ocr', scope ?? null).inspect(name);
	return (found?.workspaceFolderValue ?? found?.workspaceValue) !== undefined;
}

/** Writes a setting for the user, on every window. */
export async function writeOcrSetting<K extends keyof OcrSettings>(name: K, value: OcrSettings[K]): Promise<void> {
	await vscode.workspace.getConfiguration('fovea.ocr').update(name, value, vscode.ConfigurationTarget.Global);
}

/** The editor's own proxy and certificate settings, so that a network that works for VS Code works here. */
export function readNetworkOptions(): NetworkOptions {
	const http = vscode.workspace.getConfiguration('http');
	const off = http.get<string>('proxySupport') === 'off';
	const proxy = off ? '' : (http.get<string>('proxy') ?? '');
	const noProxy = http.get<string[]>('noProxy') ?? [];
	return {
		strictSsl: http.get<boolean>('proxyStrictSSL') ?? true,
		systemCertificates: http.get<boolean>('systemCertificates') ?? true,
		...(proxy ? { proxy } : {}),
		...(off ? { noProxy: '*' } : noProxy.length > 0 ? { noProxy: noProxy.join(',') } : {}),
	};
}

/** A server that speaks OpenAI's images API, as the user lists it. */
export interface ImageServer {
	readonly name: string;
	readonly endpoint: string;
	readonly model: string;
	/** How images are asked for of models that Fovea does not know; not said where absent. */
	readonly responseFormat?: 'b64_json' | 'url';
}

/** Settings under `fovea.images`, in the manifest's names. Those that say where requests go are the user's alone: no workspace can set them. */
export interface ImagePanelSettings {
	/** `auto`, `azure`, `openai` or a server's name. */
	readonly provider: string;
	readonly azureEndpoint: string;
	readonly azureModel: string;
	readonly openaiEndpoint: string;
	readonly openaiModel: string;
	readonly servers: readonly ImageServer[];
	/** The known model behind a name that does not say it. */
	readonly models: Readonly<Record<string, string>>;
	readonly timeoutSeconds: number;
	readonly metadata: MetadataPolicy;
	/** 0: all are kept. */
	readonly historyImages: number;
}

/** The settings in force now; read at the moment of use, never kept. */
export function readImageSettings(): ImagePanelSettings {
	const section = vscode.workspace.getConfiguration('fovea.images');
	const setting = <K extends keyof ImagePanelSettings>(name: K): ImagePanelSettings[K] => section.get<ImagePanelSettings[K]>(name)!;
	return {
		provider: setting('provider').trim(),
		azureEndpoint: setting('azureEndpoint').trim(),
		azureModel: setting('azureModel').trim(),
		openaiEndpoint: setting('openaiEndpoint').trim(),
		openaiModel: setting('openaiModel').trim(),
		servers: soundServers(setting('servers')),
		models: setting('models'),
		timeoutSeconds: setting('timeoutSeconds'),
		metadata: setting('metadata'),
		historyImages: setting('historyImages'),
	};
}

/** Writes a setting for the user, on every window. */
export async function writeImageSetting<K extends keyof ImagePanelSettings>(name: K, value: ImagePanelSettings[K]): Promise<void> {
	await vscode.workspace.getConfiguration('fovea.images').update(name, value, vscode.ConfigurationTarget.Global);
}

/** The editor checks the values of a list only while they are typed; two of one name could not be told apart. */
function soundServers(listed: unknown): ImageServer[] {
	const servers = (Array.isArray(listed) ? listed : []).flatMap((item: unknown): ImageServer[] => {
		const { name, endpoint, model, responseFormat } = (typeof item === 'object' && item !== null ? item : {}) as Readonly<
			Record<string, unknown>
		>;
		return typeof name === 'string' && name.trim() && typeof endpoint === 'string' && endpoint.trim()
			? [
					{
						name: name.trim(),
						endpoint: endpoint.trim(),
						model: typeof model === 'string' ? model.trim() : '',
						...(responseFormat === 'b64_json' || responseFormat === 'url' ? { responseFormat } : {}),
					},
				]
			: [];
	});
	return servers.filter(({ name }, place) => servers.findIndex((other) => other.name === name) === place);
}

/** Where images are saved in the workspace. */
export interface SaveTo {
	/** `fovea.images.saveTo`; the default where it is empty. */
	readonly template: string;
	/** Whether it comes from the workspace and not from the user: what a repository says may not lead out of it. */
	readonly fromWorkspace: boolean;
}

export function readSaveTo(scope?: vscode.Uri): SaveTo {
	const section = vscode.workspace.getConfiguration('fovea.images', scope ?? null);
	const setting = (name: string) => section.inspect<string>(name);
	const { defaultValue, workspaceValue, workspaceFolderValue } = setting('saveTo')!;
	return {
		template: section.get<string>('saveTo')!.trim() || defaultValue!,
		fromWorkspace: (workspaceFolderValue ?? workspaceValue) !== undefined,
	};
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
	return Object.entries(section.get<Readonly<Record<string, unknown>>>(name) ?? {}).flatMap(([glob, destination]) =>
		typeof destination === 'string' ? [{ glob, destination, fromWorkspace: Object.hasOwn(ofWorkspace, glob) }] : [],
	);
}
