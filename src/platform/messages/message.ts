import { l10n } from 'vscode';
import type { ErrorCode, ErrorFacts } from '../../core/errors.ts';

/** The action of a button under a failure. */
export type RemedyName =
	| ConnectionRemedy
	/** Opens `Message.setting`. */
	| 'openSettings'
	| 'chooseLanguages'
	| 'retry'
	| 'showLog'
	/** In the image panel only: connect a service, edit the prompt, send the same request without the unknown field. */
	| 'setUp'
	| 'editPrompt'
	| 'leaveOut';

/** Actions that mend a connection: another key, address or model, a check, or another connection. What failed continues afterwards. */
export type ConnectionRemedy = 'setKey' | 'changeAddress' | 'chooseModel' | 'checkConnection' | 'manageConnections';

/** The labels of the buttons that mend a connection. */
export const connectionRemedyLabels = (): Readonly<Record<ConnectionRemedy, string>> => ({
	setKey: l10n.t('Set API Key'),
	changeAddress: l10n.t('Change the Address'),
	chooseModel: l10n.t('Choose Another Model'),
	checkConnection: l10n.t('Check Connection'),
	manageConnections: l10n.t('Manage Connections'),
});

/** A message about a failure. */
export interface Message {
	/** One or two whole sentences: what is wrong, what to do. */
	readonly text: string;
	readonly remedies: readonly RemedyName[];
	/** The id of the setting that the message is about. */
	readonly setting?: string;
}

/** A message for each error code. Facts are plain text already (see `core/plain.ts`). */
export type Messages = { readonly [C in ErrorCode]: (facts: ErrorFacts[C]) => Message };

/** An engine's name in messages. */
export const engineName = (engine: string): string =>
	({ local: l10n.t('the local engine'), mistral: l10n.t('Mistral OCR'), azure: l10n.t('Mistral OCR on Azure') })[engine] ?? engine;

/** Bytes as megabytes in the display language, without the unit. */
export const megabytes = (bytes: number): string => (bytes / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 });
