import * as vscode from 'vscode';
import type { ConnectionRemedy } from '../platform/messages/message.ts';
import { registerCommand, report } from '../platform/notify.ts';
import type { Connection } from '../platform/settingValues.ts';
import type { Services } from '../services.ts';
import { clearCache } from './convert/cache.ts';
import { registerComparisons } from './convert/compare.ts';
import { convertToMarkdown } from './convert/convert.ts';
import type { ConvertServices } from './convert/conversionJob.ts';
import { convertPages } from './convert/convertPages.ts';
import { convertWith } from './convert/convertWith.ts';
import { DocumentBadges } from './convert/folder/documentBadges.ts';
import { FolderQueue } from './convert/folder/folderQueue.ts';
import {
	cancelQueue,
	cancelQueued,
	clearQueue,
	openQueued,
	retryFailed,
	retryQueued,
	tellEnd,
	tellPause,
} from './convert/folder/queueCommands.ts';
import { QueueTree } from './convert/folder/queueTree.ts';
import { clearImageHistory } from './image/clearImageHistory.ts';
import { onImage } from './image/onImage.ts';
import { openImageInPanel } from './image/openImageInPanel.ts';
import { pasteAsText } from './insert/insertAsText.ts';
import { generateImage } from './image/generateImage.ts';
import type { ConversionOutcome } from './convert/outcomes.ts';
import { RunningConversions } from './convert/runningConversions.ts';

/** The command table: one line for each command in package.json. */
export function registerCommands(services: Services): vscode.Disposable[] {
	const command = <Args extends readonly unknown[]>(name: string, run: (...args: Args) => Promise<void>) =>
		registerCommand(`fovea.${name}`, services.log, run);

	const converting: ConvertServices = { ...services, running: new RunningConversions<ConversionOutcome>() };
	// Seldom used: a bundle of its own.
	const connecting = () => import('./connect/connectCommands.ts');

	const told = (telling: Promise<void>) => void telling.catch((error: unknown) => report(error, services));
	const folders = new FolderQueue(converting, services.queueFolder, {
		onEnd: (ended) => told(tellEnd(folders, tree, ended)),
		onPause: () => told(tellPause(folders)),
		onShow: () => void tree.reveal(),
	});
	const tree = new QueueTree(folders);
	void folders.restore();

	return [
		registerComparisons(),
		vscode.Disposable.from(folders, tree, new DocumentBadges(services)),
		command('convertToMarkdown', (clicked?: unknown, selected?: unknown) => convertToMarkdown(converting, folders, clicked, selected)),
		command('convertFolder', async (clicked?: unknown, selected?: unknown) =>
			(await import('./convert/folder/convertFolder.ts')).convertFolder(converting, folders, clicked, selected),
		),
		command('pauseQueue', async () => folders.queue.pause()),
		command('resumeQueue', () => folders.resume()),
		command('retryFailed', () => retryFailed(folders)),
		command('clearQueue', () => clearQueue(folders)),
		command('cancelQueue', () => cancelQueue(folders)),
		command('openQueued', (node?: unknown) => openQueued(folders, node)),
		command('retryQueued', (node?: unknown, selected?: unknown) => retryQueued(folders, node, selected)),
		command('cancelQueued', (node?: unknown, selected?: unknown) => cancelQueued(folders, node, selected)),
		command('convertPages', (clicked?: unknown) => convertPages(converting, clicked)),
		command('convertWith', (clicked?: unknown, selected?: unknown) => convertWith(converting, clicked, selected)),
		command('chooseLocalLanguages', async () => (await import('./convert/localLanguages.ts')).chooseLocalLanguages()),
		command('pasteAsText', () => pasteAsText()),
		command('recognizeImages', async () => (await import('./insert/recognizeImages.ts')).recognizeImages(services)),
		command('generateImage', (document?: vscode.Uri) => generateImage(services, document)),
		command('saveImage', (clicked?: unknown) => onImage(services, 'save', clicked)),
		command('saveImageAs', (clicked?: unknown) => onImage(services, 'saveAs', clicked)),
		command('insertImage', (clicked?: unknown) => onImage(services, 'insert', clicked)),
		command('copyImage', (clicked?: unknown) => onImage(services, 'copy', clicked)),
		command('copyImagePrompt', (clicked?: unknown) => onImage(services, 'copyPrompt', clicked)),
		command('varyImage', (clicked?: unknown) => onImage(services, 'vary', clicked)),
		command('editImage', (clicked?: unknown) => onImage(services, 'edit', clicked)),
		command('useImageAsReference', (clicked?: unknown) => onImage(services, 'reference', clicked)),
		command('revealImage', (clicked?: unknown) => onImage(services, 'reveal', clicked)),
		command('deleteImage', (clicked?: unknown) => onImage(services, 'delete', clicked)),
		command('openImageInPanel', (clicked?: unknown) => openImageInPanel(services, clicked)),
		command('manageConnections', async () => (await connecting()).manageConnections(services)),
		command('checkConnection', async () => (await connecting()).checkConnectionCommand(services)),
		command('connectService', async () => (await connecting()).connectService(services)),
		command('connectImageService', async (provider?: string) => (await connecting()).connectImageService(services, provider)),
		command('setApiKey', async () => {
			await (await connecting()).setApiKey(services);
		}),
		command('removeApiKey', async () => (await connecting()).removeApiKey(services)),
		vscode.commands.registerCommand(
			'_fovea.mendConnection',
			async (remedy: ConnectionRemedy, about: Connection['for'], connection?: Connection) =>
				(await connecting()).mendConnection(services, remedy, about, connection),
		),
		command('clearCache', () => clearCache(services)),
		command('clearImageHistory', () => clearImageHistory(services)),
		command('showUsage', async () => (await import('./convert/usage.ts')).showUsage(services)),
		command('reportIssue', async () => (await connecting()).reportIssue(services)),
		command('showLog', async () => services.log.show()),
	];
}
