import type * as vscode from 'vscode';
import { registerCommand } from '../platform/notify.ts';
import type { Services } from '../services.ts';
import { clearCache } from './convert/cache.ts';
import { registerComparisons } from './convert/compare.ts';
import { convertToMarkdown } from './convert/convert.ts';
import type { ConvertServices } from './convert/conversionJob.ts';
import { convertPages } from './convert/convertPages.ts';
import { clearImageHistory } from './image/clearImageHistory.ts';
import { openImageInPanel } from './image/openImageInPanel.ts';
import { generateImage } from './image/generateImage.ts';
import type { ConversionOutcome } from './convert/outcomes.ts';
import { RunningConversions } from './convert/runningConversions.ts';
import { showUsage } from './convert/usage.ts';

/** The command table: one line for each command in package.json. */
export function registerCommands(services: Services): vscode.Disposable[] {
	const command = <Args extends readonly unknown[]>(name: string, run: (...args: Args) => Promise<void>) =>
		registerCommand(`fovea.${name}`, services.log, run);

	const converting: ConvertServices = { ...services, running: new RunningConversions<ConversionOutcome>() };
	// Seldom used: a bundle of its own.
	const connections = () => import('./connect/connections.ts');

	return [
		registerComparisons(),
		command('convertToMarkdown', (clicked?: vscode.Uri, selected?: readonly vscode.Uri[]) =>
			convertToMarkdown(converting, clicked, selected),
		),
		command('convertPages', (clicked?: vscode.Uri) => convertPages(converting, clicked)),
		command('generateImage', (document?: vscode.Uri) => generateImage(services, document)),
		command('openImageInPanel', (clicked?: vscode.Uri) => openImageInPanel(services, clicked)),
		command('manageConnections', async () => (await connections()).manageConnections(services)),
		command('connectService', async () => (await connections()).connectService(services)),
		command('connectImageService', async (provider?: string) => (await connections()).connectImageService(services, provider)),
		command('setApiKey', async () => (await connections()).setApiKey(services)),
		command('removeApiKey', async () => (await connections()).removeApiKey(services)),
		command('clearCache', () => clearCache(services)),
		command('clearImageHistory', () => clearImageHistory(services)),
		command('showUsage', () => showUsage(services)),
		command('showLog', async () => services.log.show()),
	];
}
