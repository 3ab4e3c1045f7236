import * as vscode from 'vscode';
import { plain } from '../core/plain.ts';
import { type FoveaError, isFoveaError } from '../core/errors.ts';
import { type ConnectionRemedy, type RemedyName, connectionRemedyLabels } from '../platform/messages/message.ts';
import { describeFailure } from '../platform/notify.ts';
import type { Notice, RemedyButton } from '../shared/panelState.ts';
import { isRefusal } from './actions/refusal.ts';

/** The most characters of a service's own words that a card shows. */
const longestWords = 2000;

/** What the panel shows for a failure. */
export type Failure = Omit<Notice, 'id'>;

/** Prefix of the id of a button that chooses another model; the model's id follows. */
export const useModel = 'useModel:';

/** Prefix of the id of a button that retries without a field; the field's name follows. */
export const leaveOut = 'leaveOut:';

/** Prefix of the id of a button that opens a setting; the setting's id follows. */
export const openSettingOf = 'openSetting:';

/** Failures that would occur again if the request were retried unchanged. */
const pointless: readonly FoveaError['code'][] = [
	'contentFiltered',
	'resourceBlocked',
	'unknownParameter',
	'rejectedSetting',
	'modelNotFound',
	'modelUnsuitable',
	'editsUnsupported',
	'unsupportedType',
	'tooManyBytes',
	'downloadRefused',
];

/** The most models that get a button of their own. */
const alternativesShown = 3;

/** Text and buttons for a request that failed. The only text from the service is in `detail`, as plain text. */
export function failureCard(error: unknown): Failure {
	const { text, remedies, setting } = describeFailure(error, 'images');
	const again = !remedies.includes('retry') && mayHelpAgain(error);
	const names: readonly RemedyName[] = again ? [...remedies, 'retry'] : remedies;
	const detail = wordsOf(error);
	const models = isFoveaError(error) && is(error, 'modelNotFound') ? error.facts.alternatives.slice(0, alternativesShown) : [];
	const field = isFoveaError(error) && is(error, 'unknownParameter') ? (error.facts.field ?? '') : '';
	return {
		severity: 'error',
		text,
		...(detail === undefined ? {} : { detail }),
		remedies: [
			...models.map((model): RemedyButton => ({ id: useModel + model, label: vscode.l10n.t('Use {0}', plain(model)) })),
			...names
				.filter((name) => name !== 'chooseModel' || models.length === 0)
				.map((name) => ({ ...remedyButton(name, setting), ...(name === 'leaveOut' ? { id: leaveOut + field } : {}) })),
		],
	};
}

/** What the service said itself: how it had rewritten the prompt that it refused, or the words that came in place of an image. */
function wordsOf(error: unknown): string | undefined {
	if (!isFoveaError(error)) {
		return undefined;
	}
	if (is(error, 'contentFiltered') && error.facts.revisedPrompt !== undefined) {
		return vscode.l10n.t('The prompt as the service had rewritten it: {0}', plain(error.facts.revisedPrompt, longestWords));
	}
	return is(error, 'noImage') && error.facts.words !== undefined
		? vscode.l10n.t('What it said: {0}', plain(error.facts.words, longestWords))
		: undefined;
}

/** Whether a button fixes a connection. */
export function isConnectionRemedy(name: string): name is ConnectionRemedy {
	return name in connectionRemedyLabels();
}

/** The text for a failure in the panel other than that of a request. */
export function failureNotice(error: unknown): Failure {
	if (isRefusal(error)) {
		const { message: text, setting } = error;
		return { severity: 'error', text, remedies: setting === undefined ? [] : [remedyButton('openSettings', setting)] };
	}
	const { text, remedies, setting } = describeFailure(error, 'images');
	const offered = remedies.filter((name) => name === 'openSettings' || name === 'showLog');
	return { severity: 'error', text, remedies: offered.map((name) => remedyButton(name, setting)) };
}

/** The card of a request that was under way when VS Code closed or reloaded. */
export function interruptedCard(): Failure {
	return {
		severity: 'warning',
		text: vscode.l10n.t(
			'VS Code was reloaded before the answer had arrived. The service may have drawn the images all the same: asking again may cost again.',
		),
		remedies: [remedyButton('retry')],
	};
}

/** A button with the panel's label for a remedy. */
function remedyButton(id: RemedyName, setting = ''): RemedyButton {
	const labels: Record<RemedyName, string> = {
		...connectionRemedyLabels(),
		openSettings: vscode.l10n.t('Open Settings'),
		chooseLanguages: vscode.l10n.t('Choose Languages'),
		retry: vscode.l10n.t('Try Again'),
		showLog: vscode.l10n.t('Show Log'),
		setUp: vscode.l10n.t('Set Up…'),
		editPrompt: vscode.l10n.t('Edit Prompt'),
		leaveOut: vscode.l10n.t('Try Again Without It'),
	};
	return { id: id === 'openSettings' ? openSettingOf + setting : id, label: labels[id] };
}

function mayHelpAgain(error: unknown): boolean {
	return !isFoveaError(error) || !pointless.includes(error.code) || (is(error, 'contentFiltered') && error.facts.stage === 'output');
}

function is<C extends FoveaError['code']>(error: FoveaError, code: C): error is FoveaError<C> {
	return error.code === code;
}
