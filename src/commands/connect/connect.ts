import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import { type Step, runSteps } from '../../platform/multiStep.ts';
import type { Connection } from '../../platform/settingValues.ts';
import type { Services } from '../../services.ts';
import { ConnectionDraft } from './connectionDraft.ts';
import { askAddress, askKey, askModel, askModelBehind, askService, askSignIn } from './connectQuestions.ts';
import { askVerdict } from './connectVerdict.ts';

/** Options of `connect`. */
export interface ConnectOptions {
	readonly service?: Connection['service'] | undefined;
	/** The connection that is changed. */
	readonly replaced?: Connection;
	/** The only part that is asked for and changed. It is not tested, because the request that failed is repeated with it. */
	readonly only?: 'address' | 'model' | 'key';
}

/**
 * Asks for service, address, model and key, tests the connection, and saves it as the one in use. Nothing is written before the end.
 * @returns the saved connection
 * @throws {vscode.CancellationError} if the user cancels
 */
export async function connect(
	services: Services,
	use: Connection['for'],
	{ service, replaced, only }: ConnectOptions = {},
): Promise<Connection> {
	const draft = new ConnectionDraft(services, use, service, replaced);
	// OpenAI has one address; compatible servers are a service of their own.
	const address: Step = { applies: () => draft.service !== 'openai' || replaced !== undefined, run: (ui) => askAddress(draft, ui) };
	const model: Step = { run: (ui) => askModel(draft, ui) };
	const behind: Step = { applies: () => draft.saysNoModel, run: (ui) => askModelBehind(draft, ui) };
	const signIn: Step = { applies: () => draft.maySignIn, run: (ui) => askSignIn(draft, ui) };
	const key: Step = { applies: () => !draft.signIn, run: (ui) => askKey(draft, ui) };
	if (replaced && only) {
		const steps = { address: [address], model: [model, behind], key: [signIn, key] }[only];
		await runSteps(vscode.l10n.t('Change {0}', plain(replaced.name)), steps);
		return draft.saveChange();
	}
	await runSteps(titleOf(use, replaced), [
		{ applies: () => service === undefined && replaced === undefined, run: (ui) => askService(draft, ui) },
		address,
		model,
		behind,
		signIn,
		key,
		{ run: (ui) => askVerdict(draft, ui, { address, model, key: draft.signIn ? signIn : key }) },
	]);
	return draft.save();
}

function titleOf(use: Connection['for'], replaced: Connection | undefined): string {
	if (replaced) {
		return vscode.l10n.t('Change {0}', plain(replaced.name));
	}
	return use === 'documents' ? vscode.l10n.t('Connect a Service') : vscode.l10n.t('Connect an Image Service');
}
