import * as vscode from 'vscode';
import { modelEnd } from '../../core/modelLife.ts';
import { plain } from '../../core/plain.ts';
import { ocrModelOf, saveConnection } from '../../platform/connections.ts';
import { connectionRemedyLabels } from '../../platform/messages/message.ts';
import { mendConnection } from '../../platform/notify.ts';
import { globalKeys } from '../../platform/persistentState.ts';
import { type DocumentConnection, modelBehind } from '../../platform/settingValues.ts';
import type { Services } from '../../services.ts';

/** Warns once per model that its provider has retired it or soon will, with a button for its successor. */
export async function tellModelEnd({ state }: Services, connection: DocumentConnection | undefined): Promise<void> {
	const deployment = connection && ocrModelOf(connection);
	const model = deployment && (modelBehind(connection, deployment) ?? deployment);
	const end = model && modelEnd('documents', model, connection.service);
	if (!end) {
		return;
	}
	const key = globalKeys.modelEndTold(connection.service, model);
	if (state.get<string>(key) === end.on) {
		return;
	}
	await state.update(key, end.on);
	const by = connection.service === 'azure' ? 'Azure' : 'Mistral';
	const date = plain(new Date(end.on).toLocaleDateString(vscode.env.language, { dateStyle: 'long', timeZone: 'UTC' }));
	const [successor] = end.alternatives;
	// Only the user knows what a deployment with a name of its own is called.
	const isNamed = model !== deployment;
	const use =
		successor === undefined ? undefined : isNamed ? connectionRemedyLabels().chooseModel : vscode.l10n.t('Use {0}', plain(successor));
	const text = end.isPast
		? vscode.l10n.t('{0} retired {1} on {2}. It works where a server still offers it.', by, plain(model), date)
		: vscode.l10n.t('{0} retires {1} on {2}.', by, plain(model), date);
	const chosen = await vscode.window.showInformationMessage(text, ...(use === undefined ? [] : [use]));
	if (successor === undefined || chosen !== use) {
		return;
	}
	await (isNamed
		? mendConnection('chooseModel', 'documents', connection)
		: saveConnection({ ...connection, model: successor }, connection));
}
