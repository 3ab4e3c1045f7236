import * as vscode from 'vscode';
import type { NetworkOptions } from '../core/http.ts';
import type { PageMarks } from '../core/ocr/markdown.ts';

/** Settings under `fovea.ocr`, in the manifest's names. */
export interface OcrSettings {
	readonly provider: 'auto' | 'azure' | 'mistral' | 'local';
	readonly azureEndpoint: string;
	readonly azureModel: string;
	readonly mistralEndpoint: string;
	readonly mistralModel: string;
	readonly timeoutSeconds: number;
	readonly tables: 'markdown' | 'html';
	readonly headersAndFooters: 'remove' | 'keep';
	readonly pageMarks: PageMarks;
	/** 0: nothing is kept. */
	readonly cacheMegabytes: number;
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
		headersAndFooters: read('headersAndFooters'),
		pageMarks: read('pageMarks'),
		cacheMegabytes: read('cacheMegabytes'),
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
