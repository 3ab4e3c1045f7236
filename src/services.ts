import type * as vscode from 'vscode';
import type { TaskQueue } from './core/taskQueue.ts';
import type { Background } from './core/worker/background.ts';
import type { LazyImagePanel } from './panel/lazyImagePanel.ts';
import type { ConnectionStatus } from './platform/connectionStatus.ts';
import type { ConversionRecords } from './platform/conversionRecords.ts';
import type { ConvertedDocuments } from './platform/convertedDocuments.ts';
import type { DocumentReaders } from './platform/documentReaders.ts';
import type { Engines } from './platform/engines.ts';
import type { EnvironmentKeys } from './platform/environmentKeys.ts';
import type { ImageProviders } from './platform/imageProviders.ts';
import type { Ledger } from './platform/ledger.ts';
import type { MicrosoftSignIn } from './platform/microsoftSignIn.ts';
import type { ProxyPasswords } from './platform/proxyPasswords.ts';
import type { ApiKeys } from './platform/apiKeys.ts';

/** What features need, built once in `activate` and handed down. */
export interface Services {
	/** Fovea itself, as the editor knows it. */
	readonly extension: vscode.Extension<unknown>;
	readonly log: vscode.LogOutputChannel;
	/** Survives windows: what was shown once. */
	readonly state: vscode.Memento;
	readonly keys: ApiKeys;
	readonly environment: EnvironmentKeys;
	readonly signIn: MicrosoftSignIn;
	readonly proxyPasswords: ProxyPasswords;
	readonly readers: DocumentReaders;
	readonly engines: Engines;
	/** What services were used for. */
	readonly ledger: Ledger;
	readonly background: Background;
	/** Says in the status bar what reads documents, and what draws. */
	readonly status: ConnectionStatus;
	readonly imageProviders: ImageProviders;
	readonly imagePanel: Pick<LazyImagePanel, 'load' | 'open'>;
	/** Where bytes that were pasted or dropped are for as long as they are read. */
	readonly transferFolder: vscode.Uri;
	/** Where results of services are kept. */
	readonly cacheFolder: string;
	/** Where every image is kept. */
	readonly imageFolder: string;
	readonly conversions: ConversionRecords;
	readonly converted: ConvertedDocuments;
	/** Where the queues of a workspace's windows are kept. */
	readonly queueFolder: string;
	/** Results are written one after another, folder by folder. */
	readonly writes: TaskQueue;
}
