import * as vscode from 'vscode';
import { registerCommands } from './commands/index.ts';
import { registerInsertAsText } from './commands/insert/insertAsText.ts';
import { TaskQueue } from './core/taskQueue.ts';
import { Background } from './core/worker/background.ts';
import { registerAgents } from './integrations/index.ts';
import { type MarkdownPreviewApi, createPageMarks } from './integrations/pageMarks.ts';
import { LazyImagePanel } from './panel/lazyImagePanel.ts';
import { ConnectionStatus } from './platform/connectionStatus.ts';
import { ConversionRecords } from './platform/conversionRecords.ts';
import { ConvertedDocuments } from './platform/convertedDocuments.ts';
import { DocumentReaders } from './platform/documentReaders.ts';
import { Engines } from './platform/engines.ts';
import { EnvironmentKeys } from './platform/environmentKeys.ts';
import { ImageProviders } from './platform/imageProviders.ts';
import { Ledger } from './platform/ledger.ts';
import { EndpointFacts } from './platform/endpointFacts.ts';
import { MicrosoftSignIn } from './platform/microsoftSignIn.ts';
import { keepOfficeContext } from './platform/officeContext.ts';
import { takeOverOldSettings } from './platform/oldSettings.ts';
import { ProxyPasswords } from './platform/proxyPasswords.ts';
import { ApiKeys } from './platform/apiKeys.ts';
import { tellingSecrets } from './platform/secrets.ts';
import { sweepUploadsSoon } from './platform/uploads.ts';
import { createWorkerHost, forgetWaysOnChange } from './platform/workerHost.ts';
import type { Services } from './services.ts';

/** Creates the services and registers commands, views and providers. Returns the API that the markdown preview uses. */
export async function activate(context: vscode.ExtensionContext): Promise<MarkdownPreviewApi> {
	const log = vscode.window.createOutputChannel('Fovea', { log: true });
	const secrets = tellingSecrets(context.secrets);
	const keys = new ApiKeys(secrets, context.globalState);
	await takeOverOldSettings(keys, log);
	const endpointFacts = new EndpointFacts(context.globalState);
	const signIn = new MicrosoftSignIn(context.globalState);
	const proxyPasswords = new ProxyPasswords(secrets, context.globalState);
	const host = createWorkerHost(signIn, proxyPasswords, log);
	const background = new Background({ files: context.asAbsolutePath('dist'), idleMs: 60_000, host });

	const uploadFolder = vscode.Uri.joinPath(context.globalStorageUri, 'uploads').fsPath;

	const environment = new EnvironmentKeys(process.env, context.globalState);
	const readers = new DocumentReaders(environment, context.globalState);
	const status = new ConnectionStatus();
	const imageProviders = new ImageProviders(keys, context.globalState, environment, signIn, status);
	const imagePanel = new LazyImagePanel({ context, background, providers: imageProviders, log });

	const services: Services = {
		extension: context.extension,
		log,
		state: context.globalState,
		keys,
		environment,
		signIn,
		proxyPasswords,
		readers,
		engines: new Engines(keys, endpointFacts, readers, environment, signIn, uploadFolder),
		ledger: new Ledger(context.globalState),
		background,
		status,
		imageProviders,
		imagePanel,
		transferFolder: vscode.Uri.joinPath(context.globalStorageUri, 'transferred'),
		cacheFolder: vscode.Uri.joinPath(context.globalStorageUri, 'cache').fsPath,
		imageFolder: vscode.Uri.joinPath(context.globalStorageUri, 'images').fsPath,
		conversions: new ConversionRecords(vscode.Uri.joinPath(context.globalStorageUri, 'conversions').fsPath),
		converted: new ConvertedDocuments(vscode.Uri.joinPath(context.globalStorageUri, 'converted').fsPath),
		queueFolder: vscode.Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'queue').fsPath,
		writes: new TaskQueue(),
	};
	context.subscriptions.push(
		log,
		status,
		imagePanel,
		{ dispose: () => background.dispose() },
		forgetWaysOnChange(background),
		keepOfficeContext(),
		sweepUploadsSoon(uploadFolder, services),
		registerInsertAsText(services),
		...registerCommands(services),
		...registerAgents(services, context),
	);
	return createPageMarks(context.subscriptions);
}
