import * as v from 'valibot';
import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { FoveaError } from '../core/errors.ts';
import {
	type Reader,
	documentConnections,
	freeName,
	mistralApi,
	ocrEndpoint,
	readerByName,
	readerInUse,
	saveConnection,
	soundOriginOf,
} from './connections.ts';
import type { EnvironmentKeys } from './environmentKeys.ts';
import { oldWorkspaceWish } from './oldSettings.ts';
import { type DocumentConnection, isSameName } from './settingValues.ts';
import { readConnectionChoice } from './settings.ts';
import { globalKeys } from './persistentState.ts';
import { storedValue } from './storedValue.ts';

/** Answers by folder and connection. */
const folderAnswers = v.record(v.string(), v.picklist(['send', 'own']));

type FolderAnswers = Readonly<v.InferOutput<typeof folderAnswers>>;

/** Decides what reads a document. Only the user decides which hosts get documents; a workspace can choose among the user's connections. */
export class DocumentReaders {
	constructor(
		private readonly environment: EnvironmentKeys,
		private readonly state: vscode.Memento,
	) {}

	/**
	 * The connection for a document, or this machine. Asks once for each folder before a workspace setting sends its documents to a service.
	 * @throws {FoveaError} `unknownConnection`, `invalidEndpoint`
	 * @throws {vscode.CancellationError} when a question is not answered, or, if `quiet`, would have to be asked
	 */
	async choose(document: vscode.Uri, quiet = false): Promise<Reader> {
		const { user, workspace } = readConnectionChoice(document);
		const wanted =
			workspace === undefined ? await this.fromOldSettings(document, quiet) : workspace === 'auto' ? undefined : known(workspace);
		if (wanted === undefined) {
			return this.ofUser(user, quiet);
		}
		if (wanted === 'local') {
			return 'local';
		}
		const own = readerByName(user);
		if (own !== undefined && own !== 'local' && isSameName(own, wanted)) {
			return wanted;
		}
		return (await this.mayFollow(document, wanted, quiet)) ? wanted : this.ofUser(user, quiet);
	}

	/** The likely reader of a document, without asking. When a question would be asked, it is the connection in question. Undefined when there is none of that name. */
	foresee(document: vscode.Uri): Reader | undefined {
		const { user, workspace } = readConnectionChoice(document);
		const isOpen = user === 'auto' && (workspace === undefined || workspace === 'auto') && documentConnections().length === 0;
		return isOpen && this.environment.mayComeToReadDocuments() ? mistralApi : readerInUse(document);
	}

	/** Forgets the answers about folders, so that each is asked about again. */
	async forgetFolders(): Promise<void> {
		await this.state.update(globalKeys.folderAnswers, undefined);
	}

	/** Whether there is an answer about any folder. */
	hasFolders(): boolean {
		return Object.keys(this.answers()).length > 0;
	}

	private async ofUser(choice: string, quiet: boolean): Promise<Reader> {
		if (choice !== 'auto' || documentConnections().length > 0) {
			return known(choice);
		}
		return (await this.environment.mayReadDocuments(quiet)) ? mistralApi : 'local';
	}

	/** Asks whether a workspace may choose a connection: it may come with a repository, whose author can guess common names of connections. */
	private async mayFollow(document: vscode.Uri, connection: DocumentConnection, quiet: boolean): Promise<boolean> {
		const { host } = ocrEndpoint(connection);
		const folder = folderOf(document);
		const question = folderQuestion(document, connection);
		const before = this.answers()[question];
		if (before) {
			return before === 'send';
		}
		mustNotBeQuiet(quiet);
		const send = vscode.l10n.t('Send to {0}', plain(host));
		const own = vscode.l10n.t('Follow My Own Settings');
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t('Send documents of "{0}" to {1}?', plain(folder.path.split('/').pop() ?? ''), plain(host)),
			{
				modal: true,
				detail: vscode.l10n.t(
					'The settings of this workspace ask for your connection "{0}"; your own settings do not. The answer holds for this folder and connection.',
					plain(connection.name),
				),
			},
			send,
			own,
		);
		if (answer === undefined) {
			throw new vscode.CancellationError();
		}
		await this.remember(question, answer === send ? 'send' : 'own');
		return answer === send;
	}

	/** Handles a workspace with the old settings, which name an address: it can become a connection once the user has agreed to the host. */
	private async fromOldSettings(document: vscode.Uri, quiet: boolean): Promise<Reader | undefined> {
		const wish = oldWorkspaceWish(document);
		if (wish === undefined || wish === 'local') {
			return wish;
		}
		const { host, href } = ocrEndpoint(wish);
		const there = documentConnections().find(
			(connection) => soundOriginOf(connection) !== undefined && ocrEndpoint(connection).href === href,
		);
		const question = `${folderOf(document).toString()} ${href}`;
		if (there || this.answers()[question]) {
			return there;
		}
		mustNotBeQuiet(quiet);
		const make = vscode.l10n.t('Make It a Connection');
		const ignore = vscode.l10n.t('Ignore It');
		const answer = await vscode.window.showWarningMessage(
			vscode.l10n.t('Make {0} a connection of yours?', plain(host)),
			{
				modal: true,
				detail: vscode.l10n.t(
					'This workspace names the address in a setting that Fovea follows no longer, because where documents and keys go is yours to say. If you make it a connection, the documents of this workspace are sent there.',
				),
			},
			// The first button is the default.
			ignore,
			make,
		);
		if (answer === undefined) {
			throw new vscode.CancellationError();
		}
		if (answer === ignore) {
			await this.remember(question, 'own');
			return undefined;
		}
		const connection = { ...wish, name: freeName('documents', wish.service, wish.endpoint, wish.model) };
		await saveConnection(connection);
		await this.remember(folderQuestion(document, connection), 'send');
		return connection;
	}

	private async remember(question: string, answer: 'send' | 'own'): Promise<void> {
		await this.state.update(globalKeys.folderAnswers, { ...this.answers(), [question]: answer });
	}

	private answers(): FolderAnswers {
		return storedValue(this.state, globalKeys.folderAnswers, folderAnswers) ?? {};
	}
}

/**
 * Call before a question.
 * @throws {vscode.CancellationError} if `quiet`
 */
function mustNotBeQuiet(quiet: boolean): void {
	if (quiet) {
		throw new vscode.CancellationError();
	}
}

/** @throws {FoveaError} `unknownConnection` */
function known(choice: string): Reader {
	const reader = readerByName(choice);
	if (!reader) {
		throw new FoveaError('unknownConnection', { connection: choice });
	}
	return reader;
}

/** The key of an answer. It includes the endpoint: after a connection has changed, the question is asked again. */
function folderQuestion(document: vscode.Uri, connection: DocumentConnection): string {
	return `${folderOf(document).toString()} ${connection.name} ${ocrEndpoint(connection).href}`;
}

/** The workspace folder of a document, or its own folder. */
function folderOf(document: vscode.Uri): vscode.Uri {
	return vscode.workspace.getWorkspaceFolder(document)?.uri ?? vscode.Uri.joinPath(document, '..');
}
