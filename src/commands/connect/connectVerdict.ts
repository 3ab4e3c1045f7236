import * as vscode from 'vscode';
import type { Finding } from '../../core/connect/findings.ts';
import { isFoveaError } from '../../core/errors.ts';
import { plain } from '../../core/plain.ts';
import { BackTo, type Step, type StepUi } from '../../platform/multiStep.ts';
import { describeFailure, isCancellation, logFailure } from '../../platform/notify.ts';
import type { Connection } from '../../platform/settingValues.ts';
import { readNetworkOptions } from '../../platform/settings.ts';
import { lineOf } from './checkLines.ts';
import { checkSubject } from './checkSubject.ts';
import type { ConnectionDraft } from './connectionDraft.ts';
import { lookSeconds, testConnection, testPrice } from './connectionTest.ts';
import { repairsFor } from './repairs.ts';

/** An answer to the result of a test. */
interface Verdict extends vscode.QuickPickItem {
	readonly verdict: 'save' | 'again' | 'key' | 'address' | 'model';
	/** What to change before the next test. */
	readonly change?: Partial<Pick<Connection, 'endpoint' | 'model'>>;
}

/** The earlier steps to which the user can return after a test. */
export interface StepsBefore {
	readonly address: Step;
	readonly model: Step;
	readonly key: Step;
}

/**
 * Tests the connection, and asks what to do about the result.
 * @throws {BackTo} to return to an earlier step
 */
export async function askVerdict(draft: ConnectionDraft, ui: StepUi, before: StepsBefore): Promise<void> {
	for (;;) {
		const { verdict, change } = await ui.wait<Verdict>(
			[vscode.l10n.t('Asking {0} …', plain(draft.host)), testPrice(draft.services, draft.connection)].join(' '),
			async (signal) => {
				try {
					return await test(draft, signal);
				} catch (error) {
					// Cancelling the sign-in does not cancel the other steps.
					throw draft.signIn && !signal.aborted && isCancellation(error) ? new BackTo(before.key) : error;
				}
			},
		);
		if (verdict === 'save') {
			return;
		}
		draft.endpoint = change?.endpoint ?? draft.endpoint;
		draft.model = change?.model ?? draft.model;
		if (verdict !== 'again') {
			throw new BackTo(before[verdict]);
		}
	}
}

async function test(draft: ConnectionDraft, signal: AbortSignal): Promise<{ readonly text: string; readonly items: readonly Verdict[] }> {
	try {
		await testOnce(draft, signal);
		const save = {
			verdict: 'save' as const,
			iconPath: new vscode.ThemeIcon('check'),
			label: vscode.l10n.t('Save'),
			detail: draft.summary,
		};
		return { text: vscode.l10n.t('{0} answers as it should.', plain(draft.host)), items: [save] };
	} catch (error) {
		if (isCancellation(error)) {
			throw error;
		}
		logFailure(draft.services.log, error);
		// List items are short: the problem is above the list, the advice in an item.
		const [wrong = '', ...rest] = describeFailure(error, draft.use).text.split(/(?<=[.?]) /);
		const likely = await likelyRepairs(draft, error, signal);
		// A more precise finding replaces the first sentence, and the remaining advice would no longer fit.
		const advice = likely.text === undefined ? rest.join(' ') : '';
		const isAboutKey = isFoveaError(error) && ['unauthorized', 'missingKey', 'signInRefused'].includes(error.code);
		return { text: likely.text ?? wrong, items: [...likely.items, ...waysOn(draft, advice, isAboutKey)] };
	}
}

/** The options after a failed test, the most likely one first. */
function waysOn(draft: ConnectionDraft, advice: string, isAboutKey: boolean): readonly Verdict[] {
	const again: Verdict = {
		verdict: 'again',
		iconPath: new vscode.ThemeIcon('debug-restart'),
		label: vscode.l10n.t('Test Again'),
		detail: isAboutKey ? '' : advice,
	};
	const key: Verdict = {
		verdict: 'key',
		iconPath: new vscode.ThemeIcon(draft.signIn ? 'account' : 'key'),
		label: draft.signIn ? vscode.l10n.t('Get in Otherwise') : vscode.l10n.t('Enter Another Key'),
		detail: isAboutKey ? advice : '',
	};
	const model: Verdict = {
		verdict: 'model',
		iconPath: new vscode.ThemeIcon('symbol-misc'),
		label: vscode.l10n.t('Choose Another Model'),
	};
	const address: Verdict = { verdict: 'address', iconPath: new vscode.ThemeIcon('link'), label: vscode.l10n.t('Change the Address') };
	const save: Verdict = {
		verdict: 'save',
		iconPath: new vscode.ThemeIcon('warning'),
		label: vscode.l10n.t('Save Anyway'),
		detail: vscode.l10n.t('Kept as it is, although the test failed.'),
	};
	return [...(isAboutKey ? [key, again] : [again, key]), model, ...(draft.service === 'openai' ? [] : [address]), save];
}

/** Finds the cause of a 404, which services answer for a wrong path and for a wrong model alike. Costs nothing. */
async function likelyRepairs(
	draft: ConnectionDraft,
	error: unknown,
	signal: AbortSignal,
): Promise<{ readonly text?: string; readonly items: readonly Verdict[] }> {
	if (!isFoveaError(error) || !['notFound', 'modelNotFound', 'malformedAnswer'].includes(error.code)) {
		return { items: [] };
	}
	const { services, connection } = draft;
	const subject = checkSubject(services, connection, await draft.keyToUse());
	const findings: Finding[] = [];
	const request = { subject, network: readNetworkOptions(), timeoutMs: lookSeconds * 1000 };
	await services.background.checkConnection(request, signal, (found) => findings.push(found));
	const wrong = findings.find(({ outcome }) => outcome === 'wrong');
	const items = repairsFor(wrong, connection).flatMap(({ kind, value, label, detail, icon }): Verdict[] =>
		kind === 'useAddress' || kind === 'useModel'
			? [
					{
						verdict: 'again',
						label,
						detail: detail ?? (wrong ? lineOf(wrong).text : ''),
						iconPath: new vscode.ThemeIcon(icon),
						change: kind === 'useAddress' ? { endpoint: value! } : { model: value! },
					},
				]
			: [],
	);
	return items.length > 0 && wrong ? { text: lineOf(wrong).text, items } : { items };
}

/** Tests once. If the token is refused, it may be for another audience of the same cloud, so VS Code may ask the user to sign in for that. */
async function testOnce(draft: ConnectionDraft, signal: AbortSignal): Promise<void> {
	const { services } = draft;
	try {
		await testConnection(services, draft.connection, await draft.keyToUse(), signal);
	} catch (error) {
		const refused = isFoveaError(error) && error.code === 'signInRefused';
		if (!refused || !(await services.signIn.tryNextScope(new URL(draft.origin)))) {
			throw error;
		}
		await testConnection(services, draft.connection, await draft.keyToUse(), signal);
	}
}
