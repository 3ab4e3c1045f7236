import * as vscode from 'vscode';
import { type Understood, understandPasted } from '../../core/connect/pasted.ts';
import { modelTables } from '../../core/modelLife.ts';
import { endOf } from '../../core/modelTable.ts';
import { plain } from '../../core/plain.ts';
import { mistralApi, withModelBehind } from '../../platform/connections.ts';
import { keyProblem, whereKeysGo } from '../../platform/keyInput.ts';
import type { PickOptions, StepUi } from '../../platform/multiStep.ts';
import { describeFailure, isCancellation, logFailure } from '../../platform/notify.ts';
import { modelBehind } from '../../platform/settingValues.ts';
import { readNetworkOptions } from '../../platform/settings.ts';
import { checkSubject } from './checkSubject.ts';
import { lookSeconds } from './connectionTest.ts';
import type { ConnectionDraft } from './connectionDraft.ts';
import { type ServicePick, modelPicks, placeHolders, servicePicks } from './connectPicks.ts';
import { pasteProblemText } from './pasteProblem.ts';

/** Asks which service it is. */
export async function askService(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const picked = await ui.pick(servicePicks(draft.use), { placeHolder: vscode.l10n.t('What do you have?'), active: undefined });
	draft.changeService((picked as ServicePick).service);
}

/** Asks for the address, and also takes service, model and key from the pasted text. */
export async function askAddress(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const own = draft.use === 'documents' && draft.service === 'mistral' ? mistralApi.endpoint : '';
	const read = (text: string) => understandPasted(text, { use: draft.use, service: draft.service });
	draft.pasted = await ui.text({
		prompt: vscode.l10n.t(
			'The address of your resource: Target URI, host or name. A curl command or the lines of an .env file will do, too.',
		),
		placeHolder: placeHolders[draft.use][draft.service] ?? '',
		value: draft.pasted || draft.endpoint || own,
		validate: (text) => {
			const found = read(text);
			return 'problem' in found ? pasteProblemText(found) : undefined;
		},
	});
	const understood = read(draft.pasted) as Understood;
	draft.pasted = understood.endpoint;
	draft.service = understood.service;
	draft.endpoint = understood.endpoint;
	draft.model = understood.model ?? draft.model;
	draft.key = understood.key ?? draft.key;
}

/** Asks for the model or deployment, from a list or typed. */
export async function askModel(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const suggestions = modelPicks(draft.use, draft.service);
	const current = draft.model || (draft.service === 'compatible' ? '' : (suggestions[0]?.label ?? ''));
	const others = suggestions.filter(({ label }) => label !== current);
	const first = suggestions.find(({ label }) => label === current) ?? (current ? { label: current } : undefined);
	const { label } = await ui.pick(first ? [first, ...others] : others, {
		placeHolder:
			draft.service === 'azure'
				? vscode.l10n.t('{0}: which deployment? Pick one, or type its name.', plain(draft.host))
				: vscode.l10n.t('{0}: which model? Pick one, or type its name.', plain(draft.host)),
		free: true,
		active: current,
		refresh: await modelList(draft),
	});
	draft.model = label;
}

/** Asks which known model the deployment is, because parameters and cost depend on it. */
export async function askModelBehind(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const other = vscode.l10n.t('Another Model');
	const known = modelPicks(draft.use, 'azure');
	const { label } = await ui.pick(
		[
			...known,
			{
				label: other,
				description:
					draft.use === 'documents'
						? vscode.l10n.t('only the document is sent, without your settings for tables and headers')
						: vscode.l10n.t('only the prompt, the count and the size are sent'),
			},
		],
		{
			placeHolder: vscode.l10n.t('Which model is the deployment "{0}"?', plain(draft.model)),
			active: modelBehind({ models: draft.models }, draft.model) ?? known[0]?.label,
		},
	);
	draft.models = withModelBehind(draft.connection, draft.model, label === other ? undefined : label).models ?? {};
}

/** The models that the service lists, if a key is known. Azure lists no deployments for a key. */
async function modelList(draft: ConnectionDraft): Promise<PickOptions['refresh']> {
	const { services, service } = draft;
	const key = service === 'azure' ? '' : (draft.key ?? (await services.keys.get(draft.origin)) ?? '');
	if (service === 'azure' || (key === '' && service !== 'compatible')) {
		return undefined;
	}
	return {
		tooltip: vscode.l10n.t('Refresh Model List'),
		run: async (signal) => {
			const subject = checkSubject(services, draft.connection, key);
			const request = { subject, network: readNetworkOptions(), timeoutMs: lookSeconds * 1000 };
			try {
				const models = await services.background.listModels(request, signal);
				const items = (models ?? []).map(({ id, ends = endOf(modelTables[draft.use], id, service) }) =>
					ends === undefined ? { label: id } : { label: id, description: vscode.l10n.t('until {0}', plain(ends)) },
				);
				return items.length === 0
					? { text: vscode.l10n.t('{0} has no list of models. Type the name.', plain(draft.host)), items }
					: { text: vscode.l10n.t('These are the models of {0}. Pick one, or type a name.', plain(draft.host)), items };
			} catch (error) {
				if (isCancellation(error, signal)) {
					throw error;
				}
				logFailure(services.log, error);
				return { text: describeFailure(error, draft.use).text, items: [] };
			}
		},
	};
}

/** Asks for a key or a Microsoft account. */
export async function askSignIn(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const key = vscode.l10n.t('API Key');
	const account = await draft.services.signIn.account(new URL(draft.origin));
	const microsoft = vscode.l10n.t('Microsoft Account');
	const picked = await ui.pick(
		[
			{ label: key, description: vscode.l10n.t('As the portal shows it') },
			{ label: microsoft, description: account ?? vscode.l10n.t('Sign in; needs a role such as Cognitive Services User') },
		],
		{ placeHolder: vscode.l10n.t('{0}: how do you get in?', plain(draft.host)), active: draft.signIn ? microsoft : key },
	);
	draft.signIn = picked.label === microsoft ? 'microsoft' : undefined;
}

/** Asks for the key, which can be left empty if one is stored or none is needed. */
export async function askKey(draft: ConnectionDraft, ui: StepUi): Promise<void> {
	const stored = await draft.services.keys.get(draft.origin);
	const mayBeEmpty = emptyKeyText(draft, stored !== undefined);
	const key = await ui.text({
		prompt: [whereKeysGo(draft.host), mayBeEmpty].filter(Boolean).join(' '),
		value: draft.key ?? '',
		password: true,
		validate: (text) => (mayBeEmpty && !text.trim() ? undefined : (keyProblem(text) ?? foreignKey(draft, text.trim()))),
	});
	draft.key = key || undefined;
}

function emptyKeyText({ services, service, connection }: ConnectionDraft, isStored: boolean): string {
	if (isStored) {
		return vscode.l10n.t('Leave it empty to keep the one that is stored.');
	}
	const variable = services.environment.variable(connection);
	if (variable !== undefined) {
		return vscode.l10n.t('Leave it empty to use {0} from the environment.', plain(variable));
	}
	return service === 'compatible' ? vscode.l10n.t('Leave it empty for a server that wants none.') : '';
}

/** A sentence about a key that belongs to another service, as OpenAI's keys show their origin. */
function foreignKey({ service, host }: ConnectionDraft, key: string): string | undefined {
	const isOpenAis = /^sk-(proj|svcacct|admin)-/.test(key);
	return isOpenAis && (service === 'azure' || service === 'mistral')
		? vscode.l10n.t('This is a key of OpenAI. {0} is another company’s.', plain(host))
		: undefined;
}
