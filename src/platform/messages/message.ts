import { l10n } from 'vscode';
import type { ErrorCode, ErrorFacts } from '../../core/errors.ts';

/** What a button under a failure does. */
export type RemedyName =
	| 'setKey'
	| 'openSettings'
	| 'manageConnections'
	| 'chooseLanguages'
	| 'retry'
	| 'showLog'
	/** In the image panel only: connect a service, edit the prompt, choose another model, send the same request without the unknown field. */
	| 'setUp'
	| 'editPrompt'
	| 'chooseModel'
	| 'leaveOut';

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
