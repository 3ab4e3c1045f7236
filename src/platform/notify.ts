import * as vscode from 'vscode';
import { isAbortError, isFoveaError } from '../core/errors.ts';
import { messageFor } from './messages.ts';
import { type ConnectionRemedy, type Message, connectionRemedyLabels } from './messages/message.ts';
import type { Connection } from './settingValues.ts';

/** Options of a report. */
interface ReportOptions {
	readonly log: vscode.LogOutputChannel;
	/** Retries; there is no Retry button without it. */
	readonly retry?: () => Promise<void>;
	/** What was worked on; documents when absent. */
	readonly about?: 'documents' | 'images';
	/** The connection that failed, and that the buttons mend. */
	readonly connection?: Connection | undefined;
}

/** Registers a command and shows its failures to the user. */
export function registerCommand<Args extends readonly unknown[]>(
	id: string,
	log: vscode.LogOutputChannel,
	run: (...args: Args) => Promise<void>,
): vscode.Disposable {
	return vscode.commands.registerCommand(id, (...args: Args) =>
		guard({ log, retry: () => guard({ log }, () => run(...args)) }, () => run(...args)),
	);
}

/**
 * Whether an error only means that the user cancelled: they closed a question, or `signal`, the command's own, has aborted. Any other abort is a
 * failure.
 */
export function isCancellation(error: unknown, signal?: AbortSignal): boolean {
	return error instanceof vscode.CancellationError || (signal?.aborted === true && isAbortError(error));
}

/** The message for any failure: Fovea's own for an expected one, a pointer to the log for the rest. */
export function describeFailure(error: unknown, about: 'documents' | 'images' = 'documents'): Message {
	return isFoveaError(error)
		? messageFor(error, about)
		: { text: vscode.l10n.t('Something unexpected went wrong. See the log for details.'), remedies: ['showLog'] };
}

/** Shows a failure with buttons that help, and runs the chosen one. Shows nothing for a cancellation. */
export async function report(error: unknown, options: ReportOptions): Promise<void> {
	if (isCancellation(error)) {
		return;
	}
	logFailure(options.log, error);
	await offer(vscode.window.showErrorMessage, describeFailure(error, options.about), options);
}

/**
 * Mends a connection as a button says, with as few questions as possible.
 * @returns whether something has changed, so that a retry makes sense
 */
export async function mendConnection(remedy: ConnectionRemedy, about: Connection['for'], connection?: Connection): Promise<boolean> {
	return await vscode.commands.executeCommand<boolean>('_fovea.mendConnection', remedy, about, connection);
}

/** Opens one setting, by its id. */
export async function openSetting(id: string): Promise<void> {
	await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${id}`);
}

/** The only facts with a service's own words, which may contain anything. */
const wordsOfServices: readonly string[] = ['revisedPrompt', 'words'];

/** Logs one line for an expected failure, the stack for a bug. Facts and stacks contain no documents and no keys. */
export function logFailure(log: vscode.LogOutputChannel, error: unknown): void {
	if (isFoveaError(error)) {
		const facts = JSON.stringify(error.facts, (name, fact: unknown) => (wordsOfServices.includes(name) ? undefined : fact));
		log.error(`${error.code} ${facts} ${error.message}`);
	} else {
		log.error(error instanceof Error ? error : String(error));
	}
}

/** Shows a message with its buttons, and runs the chosen one. What failed continues as soon as it is mended. */
async function offer(
	show: (text: string, ...buttons: string[]) => Thenable<string | undefined>,
	{ text, remedies, setting }: Message,
	{ log, retry, about = 'documents', connection }: ReportOptions,
): Promise<void> {
	const labels = {
		...connectionRemedyLabels(),
		openSettings: vscode.l10n.t('Open Settings'),
		chooseLanguages: vscode.l10n.t('Choose Languages'),
		retry: vscode.l10n.t('Retry'),
		showLog: vscode.l10n.t('Show Log'),
	};
	const offered = remedies.filter(
		(remedy): remedy is keyof typeof labels => remedy in labels && (remedy !== 'retry' || retry !== undefined),
	);
	const chosen = await show(text, ...offered.map((remedy) => labels[remedy]));
	const remedy = offered.find((name) => labels[name] === chosen);
	switch (remedy) {
		case 'chooseLanguages':
			await vscode.commands.executeCommand('fovea.chooseLocalLanguages');
			return;
		case 'openSettings':
			return openSetting(setting!);
		case 'retry':
			return retry?.();
		case 'showLog':
			return log.show();
		case undefined:
			return;
		default:
			if (await mendConnection(remedy, about, connection)) {
				await retry?.();
			}
	}
}

/** Runs `task` with a notification that has a Cancel button; `task` gets the signal. */
export function withProgress<T>(
	title: string,
	task: (report: (message: string, percent?: number) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (progress, token) => {
		const controller = new AbortController();
		token.onCancellationRequested(() => controller.abort());
		let reached = 0;
		return task((message, percent = reached) => {
			progress.report({ message, increment: Math.max(0, percent - reached) });
			reached = Math.max(reached, percent);
		}, controller.signal);
	});
}

/** Runs `task` with a text in the status bar, for short work that needs no Cancel button. */
export function withStatus<T>(title: string, task: () => Promise<T>): Thenable<T> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, task);
}

async function guard(options: ReportOptions, run: () => Promise<void>): Promise<void> {
	try {
		await run();
	} catch (error) {
		await report(error, options);
	}
}
