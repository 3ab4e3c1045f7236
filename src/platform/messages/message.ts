import { l10n } from 'vscode';
import type { ErrorCode, ErrorFacts } from '../../core/errors.ts';

/** What a button under a failure does. */
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

/** What mends a connection: another key, address or model for it, a check of the whole way, or another connection. What failed goes on after it. */
export type ConnectionRemedy = 'setKey' | 'changeAddress' | 'chooseModel' | 'checkConnection' | 'manageConnections';

/** What the buttons that mend a connection are called. */
export const connectionRemedyLabels = (): Readonly<Record<ConnectionRemedy, string>> => ({
	setKey: l10n.t('Set API Key'),
	changeAddress: l10n.t('Change the Address'),
	chooseModel: l10n.t('Choose Another Model'),
	checkConnection: l10n.t('Check Connection'),
	manageConnections: l10n.t('Manage Connections'),
});

/** What the user reads about a failure. */
export interface Message {
	/** A whole sentence or two: what is wrong, what to do. */
	readonly text: string;
	readonly remedies: readonly RemedyName[];
	/** The id of the one setting that it is about. */
	readonly setting?: string;
}

/** A message for each error code. Facts are plain text already (see `core/plain.ts`). */
export type Messages = { readonly [C in ErrorCode]: (facts: ErrorFacts[C]) => Message };

/** An engine as messages name it. */
export const engineName = (engine: string): string =>
	({ local: l10n.t('the local engine'), mistral: l10n.t('Mistral OCR'), azure: l10n.t('Mistral OCR on Azure') })[engine] ?? engine;

/** Bytes as megabytes in the display language, without the unit. */
export const megabytes = (bytes: number): string => (bytes / 1_000_000).toLocaleString(undefined, { maximumFractionDigits: 1 });
