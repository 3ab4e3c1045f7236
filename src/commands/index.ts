import type * as vscode from 'vscode';
import { registerCommand } from '../platform/notify.ts';
import type { Services } from '../services.ts';
import { clearCache } from './cache.ts';
import { connectImageService, connectService, manageConnections, removeApiKey, setApiKey } from './connections.ts';
import { convertToMarkdown } from './convert.ts';
import { convertPages } from './convertPages.ts';
import { clearImageHistory, generateImage, openImageInPanel } from './images.ts';
import { showUsage } from './usage.ts';

/** The command table: one line for each command in package.json. */
export function registerCommands(services: Services): vscode.Disposable[] {
	const command = <Args extends readonly unknown[]>(name: string, run: (...args: Args) => Promise<void>) =>
		registerCommand(`fovea.${name}`, services.log, run);

	return [
		command('convertToMarkdown', (clicked?: vscode.Uri, selected?: readonly vscode.Uri[]) =>
			convertToMarkdown(services, clicked, selected),
		),
		command('convertPages', (clicked?: vscode.Uri) => convertPages(services, clicked)),
		command('generateImage', (document?: vscode.Uri) => generateImage(services, document)),
		command('openImageInPanel', (clicked?: vscode.Uri) => openImageInPanel(services, clicked)),
		command('manageConnections', () => manageConnections(services)),
		command('connectService', () => connectService(services)),
		command('connectImageService', (provider?: string) => connectImageService(services, provider)),
		command('setApiKey', () => setApiKey(services)),
		command('removeApiKey', () => removeApiKey(services)),
		command('clearCache', () => clearCache(services)),
		command('clearImageHistory', () => clearImageHistory(services)),
		command('showUsage', () => showUsage(services)),
		command('showLog', async () => services.log.show()),
	];
}
