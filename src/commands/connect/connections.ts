import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import {
	connectionHost,
	nameProblem,
	originOf,
	readerInUse,
	removeConnection,
	saveConnection,
	serviceLabel,
	soundOriginOf,
} from '../../platform/connections.ts';
import { serviceId } from '../../platform/imageProviders.ts';
import { askForKey } from '../../platform/keyInput.ts';
import { mayDelete } from '../../platform/mayDelete.ts';
import { type Step, runSteps } from '../../platform/multiStep.ts';
import { report, withProgress } from '../../platform/notify.ts';
import type { Connection } from '../../platform/settingValues.ts';
import { readConnectionChoice, readConnections, readImageSettings, writeConnectionChoice } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { checkConnection } from './checkConnection.ts';
import { type ConnectOptions, connect } from './connect.ts';
import { testConnection, testPrice } from './connectionTest.ts';

type Use = Connection['for'];

/** Sets up a service that reads documents. */
export async function connectService(services: Services): Promise<void> {
	await connectAndSay(services, 'documents');
}

/** Sets up or fixes an image service. `id` is an entry of the panel's list of providers. */
export async function connectImageService(services: Services, id?: string): Promise<void> {
	const replaced = readConnections().find((connection) => connection.for === 'images' && serviceId(connection) === id);
	await connectAndSay(services, 'images', replaced ? { replaced } : { service: serviceOf(id) }, id === undefined);
}

/** The kind of service of an entry of the panel's list that is not yet a connection. */
function serviceOf(id: string | undefined): Connection['service'] | undefined {
	const service = id?.replace(/^new:/, '');
	return service === 'azure' || service === 'openai' || service === 'compatible' ? service : undefined;
}

/**
 * Stores an API key for the host of a connection, which the user picks if there are several.
 * @returns whether a key was stored
 */
export async function setApiKey(services: Services): Promise<boolean> {
	const connections = readConnections();
	if (connections.length === 0) {
		await manageConnections(services);
		return false;
	}
	const picks = connections.map((connection) => ({ connection, label: connection.name, description: connectionHost(connection) }));
	const picked = picks.length === 1 ? picks[0] : await vscode.window.showQuickPick(picks, { title: vscode.l10n.t('Set API Key') });
	if (picked) {
		await enterKey(services, picked.connection);
	}
	return picked !== undefined;
}

/** Removes a stored API key. */
export async function removeApiKey({ keys }: Services): Promise<void> {
	const origins = keys.origins();
	if (origins.length === 0) {
		void vscode.window.showInformationMessage(vscode.l10n.t('No API key is stored.'));
		return;
	}
	const origin = await vscode.window.showQuickPick(origins, { title: vscode.l10n.t('Remove API Key') });
	if (origin) {
		await keys.remove(origin);
		void vscode.window.showInformationMessage(vscode.l10n.t('The API key for {0} is removed.', plain(origin)));
	}
}

interface Entry extends vscode.QuickPickItem {
	readonly connection?: Connection;
	readonly run?: () => Promise<void>;
}

/** Lists all connections and this machine, and runs the action that the user chooses for one. */
export async function manageConnections(services: Services): Promise<void> {
	let chosen: Entry | undefined;
	let run: (() => Promise<void>) | undefined;
	const steps: Step[] = [
		{
			run: async (ui) => {
				chosen = await ui.pick(await entries(services), {
					placeHolder: vscode.l10n.t('Choose a connection, or make a new one'),
					active: undefined,
				});
				run = chosen.run;
			},
		},
		{
			applies: () => chosen?.connection !== undefined,
			run: async (ui) => {
				const actions = actionsFor(services, chosen!.connection!);
				run = ((await ui.pick(actions, { placeHolder: chosen!.connection!.name, active: undefined })) as Entry).run;
			},
		},
	];
	await runSteps(vscode.l10n.t('Connections'), steps, { numbered: false });
	await run?.();
}

async function entries(services: Services): Promise<Entry[]> {
	const connections = readConnections();
	const heading = (label: string): Entry => ({ label, kind: vscode.QuickPickItemKind.Separator });
	const reader = readerInUse();
	const { connection: preferred } = readImageSettings();
	const panel = await services.imageProviders.preferred();
	const inUse = vscode.l10n.t('in use');
	const proxies = services.proxyPasswords.origins();
	const entry = async (connection: Connection): Promise<Entry> => {
		const used =
			connection.for === 'documents'
				? reader !== undefined && reader !== 'local' && reader.name === connection.name
				: (preferred === 'auto' ? panel.label : preferred).toLowerCase() === connection.name.toLowerCase();
		const origin = soundOriginOf(connection);
		const account = connection.signIn && origin ? await services.signIn.account(new URL(origin)) : undefined;
		const key =
			!connection.signIn && origin !== undefined && (await services.keys.get(origin)) === undefined && connection.service !== 'compatible';
		return {
			connection,
			iconPath: new vscode.ThemeIcon(used ? 'check' : 'plug'),
			label: connection.name,
			description: [used ? inUse : '', account ?? '', key ? vscode.l10n.t('no key stored') : ''].filter(Boolean).join(', '),
			detail: `${serviceLabel(connection.for, connection.service)}, ${connectionHost(connection)}${connection.model ? `, ${connection.model}` : ''}`,
		};
	};
	return [
		heading(vscode.l10n.t('Documents')),
		{
			iconPath: new vscode.ThemeIcon(reader === 'local' ? 'check' : 'device-desktop'),
			label: vscode.l10n.t('This Machine'),
			description: reader === 'local' ? inUse : '',
			detail: vscode.l10n.t('The local engine. Documents never leave this machine.'),
			run: () => use('documents', 'local', vscode.l10n.t('This Machine')),
		},
		...(await Promise.all(connections.filter((connection) => connection.for === 'documents').map(entry))),
		{
			iconPath: new vscode.ThemeIcon('add'),
			label: vscode.l10n.t('Connect a Service for Documents…'),
			run: () => connectAndSay(services, 'documents'),
		},
		heading(vscode.l10n.t('Images')),
		...(await Promise.all(connections.filter((connection) => connection.for === 'images').map(entry))),
		{
			iconPath: new vscode.ThemeIcon('add'),
			label: vscode.l10n.t('Connect a Service for Images…'),
			run: () => connectAndSay(services, 'images', {}, true),
		},
		...(proxies.length > 0
			? [
					heading(vscode.l10n.t('Proxies')),
					...proxies.map((proxy) => ({
						iconPath: new vscode.ThemeIcon('trash'),
						label: vscode.l10n.t('Forget the Password for {0}', plain(new URL(proxy).host)),
						detail: vscode.l10n.t('You are asked for it when the proxy wants it again.'),
						run: () => forgetProxy(services, proxy),
					})),
				]
			: []),
		...(services.readers.hasFolders()
			? [
					heading(''),
					{
						iconPath: new vscode.ThemeIcon('history'),
						label: vscode.l10n.t('Ask Again about Folders'),
						detail: vscode.l10n.t('Forgets which workspaces may choose a connection.'),
						run: () => services.readers.forgetFolders(),
					},
				]
			: []),
	];
}

function actionsFor(services: Services, connection: Connection): Entry[] {
	return [
		{
			iconPath: new vscode.ThemeIcon('check'),
			label: vscode.l10n.t('Use'),
			run: () => use(connection.for, connection.name, connection.name),
		},
		{
			iconPath: new vscode.ThemeIcon('beaker'),
			label: vscode.l10n.t('Test'),
			detail: testPrice(services, connection),
			run: () => test(services, connection),
		},
		{
			iconPath: new vscode.ThemeIcon('checklist'),
			label: vscode.l10n.t('Check'),
			detail: vscode.l10n.t('Goes the whole way step by step, at no cost, and says what is wrong.'),
			run: async () => {
				await checkConnection(services, connection);
			},
		},
		{
			iconPath: new vscode.ThemeIcon('edit'),
			label: vscode.l10n.t('Change…'),
			run: () => connectAndSay(services, connection.for, { replaced: connection }),
		},
		{ iconPath: new vscode.ThemeIcon('key'), label: vscode.l10n.t('Enter Another Key…'), run: () => enterKey(services, connection) },
		{ iconPath: new vscode.ThemeIcon('symbol-string'), label: vscode.l10n.t('Rename…'), run: () => rename(connection) },
		{ iconPath: new vscode.ThemeIcon('trash'), label: vscode.l10n.t('Forget…'), run: () => forget(services, connection) },
	];
}

async function connectAndSay(services: Services, purpose: Use, options: ConnectOptions = {}, fromOutside = false): Promise<void> {
	const { name } = await connect(services, purpose, options);
	if (purpose === 'documents') {
		void vscode.window.showInformationMessage(vscode.l10n.t('Documents are now converted by {0}.', plain(name)));
	} else {
		void offerPanel(name, fromOutside);
	}
}

async function offerPanel(name: string, fromOutside: boolean): Promise<void> {
	const open = vscode.l10n.t('Generate an Image');
	const buttons = fromOutside ? [open] : [];
	if ((await vscode.window.showInformationMessage(vscode.l10n.t('Images can now be made by {0}.', plain(name)), ...buttons)) === open) {
		await vscode.commands.executeCommand('fovea.generateImage');
	}
}

async function use(purpose: Use, choice: string, label: string): Promise<void> {
	await writeConnectionChoice(purpose, choice);
	const { workspace } = readConnectionChoice();
	void vscode.window.showInformationMessage(
		purpose === 'images'
			? vscode.l10n.t('The image panel starts with {0}.', plain(label))
			: workspace === undefined
				? vscode.l10n.t('Documents are now converted by {0}.', plain(label))
				: vscode.l10n.t(
						'Documents are now converted by {0}, except in this workspace, whose settings ask for "{1}".',
						plain(label),
						plain(workspace),
					),
	);
}

async function test(services: Services, connection: Connection): Promise<void> {
	const key = await services.engines.keyFor(connection);
	try {
		await withProgress(vscode.l10n.t('Testing {0}', plain(connection.name)), (_, signal) =>
			testConnection(services, connection, key, signal),
		);
		void vscode.window.showInformationMessage(vscode.l10n.t('{0} works.', plain(connection.name)));
	} catch (error) {
		await report(error, { log: services.log, retry: () => test(services, connection), about: connection.for });
	}
}

async function enterKey({ keys }: Services, connection: Connection): Promise<void> {
	const host = connectionHost(connection);
	await keys.set(originOf(connection), await askForKey(host));
	void vscode.window.showInformationMessage(vscode.l10n.t('The API key for {0} is stored.', plain(host)));
}

async function rename(connection: Connection): Promise<void> {
	const name = await vscode.window.showInputBox({
		title: vscode.l10n.t('Rename {0}', plain(connection.name)),
		prompt: vscode.l10n.t('Workspaces that ask for the old name have to ask for the new one.'),
		value: connection.name,
		ignoreFocusOut: true,
		validateInput: (text) => nameProblem(text, connection),
	});
	if (name !== undefined) {
		const renamed = { ...connection, name: name.trim() };
		const chosen = isChosen(connection);
		await saveConnection(renamed, connection);
		if (chosen) {
			await writeConnectionChoice(connection.for, renamed.name);
		}
	}
}

async function forget({ keys }: Services, connection: Connection): Promise<void> {
	const detail = vscode.l10n.t('Its key is removed too, unless another connection is to the same host.');
	if (!(await mayDelete(vscode.l10n.t('Forget {0}?', plain(connection.name)), vscode.l10n.t('Forget'), detail))) {
		return;
	}
	const chosen = isChosen(connection);
	await removeConnection(connection);
	if (chosen) {
		await writeConnectionChoice(connection.for, 'auto');
	}
	const origin = soundOriginOf(connection);
	if (origin && !readConnections().some((other) => soundOriginOf(other) === origin)) {
		await keys.remove(origin);
	}
}

async function forgetProxy({ proxyPasswords, background }: Services, proxy: string): Promise<void> {
	await proxyPasswords.forget(proxy);
	background.forgetWays();
	void vscode.window.showInformationMessage(vscode.l10n.t('The password for the proxy {0} is forgotten.', plain(new URL(proxy).host)));
}

/** Whether a setting names this connection. */
function isChosen({ for: purpose, name }: Connection): boolean {
	const choice = purpose === 'documents' ? readConnectionChoice().user : readImageSettings().connection;
	return choice.toLowerCase() === name.toLowerCase();
}
