import * as vscode from 'vscode';
import { plain } from '../../core/plain.ts';
import type { Finding } from '../../core/connect/findings.ts';
import { type PasteProblem, type Understood, understandPasted } from '../../core/connect/pasted.ts';
import { isFoveaError } from '../../core/errors.ts';
import { modelTables } from '../../core/modelLife.ts';
import { endOf, isUnknownName, retirementOf, suggestedModels } from '../../core/modelTable.ts';
import {
	connectionHost,
	freeName,
	mistralApi,
	originOf,
	saveConnection,
	serviceLabel,
	withModelBehind,
} from '../../platform/connections.ts';
import { openaiApi, serviceId } from '../../platform/imageProviders.ts';
import { keyProblem, whereKeysGo } from '../../platform/keyInput.ts';
import { BackTo, type PickOptions, type Step, type StepUi, runSteps } from '../../platform/multiStep.ts';
import { describeFailure, isCancellation, logFailure } from '../../platform/notify.ts';
import { type Connection, type ImageConnection, isSameName, modelBehind } from '../../platform/settingValues.ts';
import { readConnections, readNetworkOptions, writeConnectionChoice } from '../../platform/settings.ts';
import type { Services } from '../../services.ts';
import { lineOf } from './checkLines.ts';
import { checkSubject } from './checkSubject.ts';
import { testConnection, testPrice } from './connectionTest.ts';
import { repairsFor } from './repairs.ts';

type Service = Connection['service'];
type Use = Connection['for'];

interface ServicePick extends vscode.QuickPickItem {
	readonly service: Service;
}

interface Verdict extends vscode.QuickPickItem {
	readonly verdict: 'save' | 'again' | 'key' | 'address' | 'model';
	/** What is changed before it is tested again. */
	readonly change?: Partial<Pick<Connection, 'endpoint' | 'model'>>;
}

/** Seconds that one request of a closer look may take: the test has waited already. */
const lookSeconds = 15;

/** What to begin with. */
export interface ConnectOptions {
	readonly service?: Service | undefined;
	/** The connection that is changed. */
	readonly replaced?: Connection;
	/** The one thing about it that is asked for and changed, without a test: what failed because of it is the test. */
	readonly only?: 'address' | 'model' | 'key';
}

/**
 * Walks through service, address, model and key, tests the whole, and saves it as the connection in use. Until the end nothing is written: whoever
 * leaves has changed nothing.
 * @returns what was saved
 * @throws {vscode.CancellationError} when the user leaves
 */
export async function connect(services: Services, use: Use, { service, replaced, only }: ConnectOptions = {}): Promise<Connection> {
	const draft = new Draft(services, use, service, replaced);
	const steps: Step[] = [
		{ applies: () => service === undefined && replaced === undefined, run: (ui) => draft.askService(ui) },
		// OpenAI has one address; other servers that speak its language are a service of their own.
		{ applies: () => draft.service !== 'openai' || replaced !== undefined, run: (ui) => draft.askAddress(ui) },
		{ run: (ui) => draft.askModel(ui) },
		{ applies: () => draft.saysNoModel, run: (ui) => draft.askModelBehind(ui) },
		{ applies: () => draft.maySignIn, run: (ui) => draft.askSignIn(ui) },
		{ applies: () => !draft.signIn, run: (ui) => draft.askKey(ui) },
	];
	const [, address, model, behind, signIn, key] = steps as [Step, Step, Step, Step, Step, Step];
	if (replaced && only) {
		await runSteps(
			vscode.l10n.t('Change {0}', plain(replaced.name)),
			{
				address: [address],
				model: [model, behind],
				key: [signIn, key],
			}[only],
		);
		return draft.saveChange();
	}
	steps.push({ run: (ui) => draft.askVerdict(ui, { address, model, key: draft.signIn ? signIn : key }) });
	const title =
		replaced === undefined
			? use === 'documents'
				? vscode.l10n.t('Connect a Service')
				: vscode.l10n.t('Connect an Image Service')
			: vscode.l10n.t('Change {0}', plain(replaced.name));
	await runSteps(title, steps);
	return draft.save();
}

/** A connection while its questions are answered. */
class Draft {
	service: Service;
	private pasted = '';
	private endpoint = '';
	private model = '';
	/** Undefined: the one that is stored, or that of the environment, or none. */
	private key: string | undefined;
	signIn: Connection['signIn'];
	private models: Connection['models'];

	constructor(
		private readonly services: Services,
		private readonly use: Use,
		service: Service | undefined,
		private readonly replaced: Connection | undefined,
	) {
		this.service = replaced?.service ?? service ?? (use === 'documents' ? 'azure' : 'openai');
		this.endpoint = replaced?.endpoint ?? '';
		this.model = replaced?.model ?? '';
		this.signIn = replaced?.signIn;
		this.models = replaced?.models;
	}

	async askService(ui: StepUi): Promise<void> {
		const picked = await ui.pick(servicePicks(this.use), { placeHolder: vscode.l10n.t('What do you have?'), active: undefined });
		const service = (picked as ServicePick).service;
		if (service !== this.service) {
			this.service = service;
			this.pasted = this.endpoint = this.model = '';
			this.key = undefined;
		}
	}

	async askAddress(ui: StepUi): Promise<void> {
		const own = this.use === 'documents' && this.service === 'mistral' ? mistralApi.endpoint : '';
		const read = (text: string) => understandPasted(text, { use: this.use, service: this.service });
		this.pasted = await ui.text({
			prompt: vscode.l10n.t(
				'The address of your resource: Target URI, host or name. A curl command or the lines of an .env file will do, too.',
			),
			placeHolder: placeHolders[this.use][this.service] ?? '',
			value: this.pasted || this.endpoint || own,
			validate: (text) => {
				const found = read(text);
				return 'problem' in found ? problemText(found) : undefined;
			},
		});
		const understood = read(this.pasted) as Understood;
		this.pasted = understood.endpoint;
		this.service = understood.service;
		this.endpoint = understood.endpoint;
		this.model = understood.model ?? this.model;
		this.key = understood.key ?? this.key;
	}

	async askModel(ui: StepUi): Promise<void> {
		const suggestions = modelPicks(this.use, this.service);
		const current = this.model || (this.service === 'compatible' ? '' : (suggestions[0]?.label ?? ''));
		const others = suggestions.filter(({ label }) => label !== current);
		const first = suggestions.find(({ label }) => label === current) ?? (current ? { label: current } : undefined);
		const { label } = await ui.pick(first ? [first, ...others] : others, {
			placeHolder:
				this.service === 'azure'
					? vscode.l10n.t('{0}: which deployment? Pick one, or type its name.', plain(this.host))
					: vscode.l10n.t('{0}: which model? Pick one, or type its name.', plain(this.host)),
			free: true,
			active: current,
			refresh: await this.modelList(),
		});
		this.model = label;
	}

	/** Whether the model is a deployment whose name is none that Fovea knows: other services call a model by its own name. */
	get saysNoModel(): boolean {
		return this.service === 'azure' && this.model !== '' && isUnknownName(modelTables[this.use], this.model);
	}

	/** Which known model is behind the deployment: what it takes and costs depends on that. */
	async askModelBehind(ui: StepUi): Promise<void> {
		const other = vscode.l10n.t('Another Model');
		const known = modelPicks(this.use, 'azure');
		const { label } = await ui.pick(
			[
				...known,
				{
					label: other,
					description:
						this.use === 'documents'
							? vscode.l10n.t('only the document is sent, without your settings for tables and headers')
							: vscode.l10n.t('only the prompt, the count and the size are sent'),
				},
			],
			{
				placeHolder: vscode.l10n.t('Which model is the deployment "{0}"?', plain(this.model)),
				active: modelBehind({ models: this.models }, this.model) ?? known[0]?.label,
			},
		);
		this.models = withModelBehind(this.connection, this.model, label === other ? undefined : label).models ?? {};
	}

	/** What services list themselves, with a key that is known: Azure has no list of deployments for one. */
	private async modelList(): Promise<PickOptions['refresh']> {
		const { services, service } = this;
		const key = service === 'azure' ? '' : (this.key ?? (await services.keys.get(this.origin)) ?? '');
		if (service === 'azure' || (key === '' && service !== 'compatible')) {
			return undefined;
		}
		return {
			tooltip: vscode.l10n.t('Refresh Model List'),
			run: async (signal) => {
				const subject = checkSubject(services, this.connection, key);
				const request = { subject, network: readNetworkOptions(), timeoutMs: lookSeconds * 1000 };
				try {
					const models = await services.background.listModels(request, signal);
					const items = (models ?? []).map(({ id, ends = endOf(modelTables[this.use], id, service) }) =>
						ends === undefined ? { label: id } : { label: id, description: vscode.l10n.t('until {0}', plain(ends)) },
					);
					return items.length === 0
						? { text: vscode.l10n.t('{0} has no list of models. Type the name.', plain(this.host)), items }
						: { text: vscode.l10n.t('These are the models of {0}. Pick one, or type a name.', plain(this.host)), items };
				} catch (error) {
					if (isCancellation(error, signal)) {
						throw error;
					}
					logFailure(services.log, error);
					return { text: describeFailure(error, this.use).text, items: [] };
				}
			},
		};
	}

	/** Whether the place is one that takes a Microsoft account for a key. */
	get maySignIn(): boolean {
		return this.service === 'azure' && (this.endpoint === '' || this.services.signIn.isPossible(new URL(this.origin)));
	}

	async askSignIn(ui: StepUi): Promise<void> {
		const key = vscode.l10n.t('API Key');
		const account = await this.services.signIn.account(new URL(this.origin));
		const microsoft = vscode.l10n.t('Microsoft Account');
		const picked = await ui.pick(
			[
				{ label: key, description: vscode.l10n.t('As the portal shows it') },
				{ label: microsoft, description: account ?? vscode.l10n.t('Sign in; needs a role such as Cognitive Services User') },
			],
			{ placeHolder: vscode.l10n.t('{0}: how do you get in?', plain(this.host)), active: this.signIn ? microsoft : key },
		);
		this.signIn = picked.label === microsoft ? 'microsoft' : undefined;
	}

	async askKey(ui: StepUi): Promise<void> {
		const stored = await this.services.keys.get(this.origin);
		const mayBeEmpty = this.emptyKeyText(stored !== undefined);
		const key = await ui.text({
			prompt: [whereKeysGo(this.host), mayBeEmpty].filter(Boolean).join(' '),
			value: this.key ?? '',
			password: true,
			validate: (text) => (mayBeEmpty && !text.trim() ? undefined : (keyProblem(text) ?? this.foreignKey(text.trim()))),
		});
		this.key = key || undefined;
	}

	/** Tests and offers what to do about the result. */
	async askVerdict(ui: StepUi, back: { readonly address: Step; readonly model: Step; readonly key: Step }): Promise<void> {
		for (;;) {
			const { verdict, change } = await ui.wait<Verdict>(
				[vscode.l10n.t('Asking {0} …', plain(this.host)), testPrice(this.services, this.connection)].join(' '),
				async (signal) => {
					try {
						return await this.test(signal);
					} catch (error) {
						// Who leaves the sign-in has not left the rest.
						throw this.signIn && !signal.aborted && isCancellation(error) ? new BackTo(back.key) : error;
					}
				},
			);
			if (verdict === 'save') {
				return;
			}
			this.endpoint = change?.endpoint ?? this.endpoint;
			this.model = change?.model ?? this.model;
			if (verdict !== 'again') {
				throw new BackTo(back[verdict]);
			}
		}
	}

	/** Writes key and connection. */
	async saveChange(): Promise<Connection> {
		const { connection } = this;
		if (this.key !== undefined && !this.signIn) {
			await this.services.keys.set(this.origin, this.key);
		}
		await saveConnection(connection, this.replaced);
		return connection;
	}

	/** Writes what was answered: key, connection and choice. */
	async save(): Promise<Connection> {
		const connection = await this.saveChange();
		await writeConnectionChoice(this.use, connection.name);
		if (connection.for === 'images') {
			await (await this.services.imagePanel.load()).useService(serviceId(connection));
		}
		return connection;
	}

	private async test(signal: AbortSignal): Promise<{ readonly text: string; readonly items: readonly Verdict[] }> {
		try {
			await this.testOnce(signal);
			const save = {
				verdict: 'save' as const,
				iconPath: new vscode.ThemeIcon('check'),
				label: vscode.l10n.t('Save'),
				detail: this.summary,
			};
			return { text: vscode.l10n.t('{0} answers as it should.', plain(this.host)), items: [save] };
		} catch (error) {
			if (isCancellation(error)) {
				throw error;
			}
			logFailure(this.services.log, error);
			// A line of a list is short: what is wrong stands above it, what to do in it.
			const [wrong = '', ...rest] = describeFailure(error, this.use).text.split(/(?<=[.?]) /);
			const likely = await this.likelyRepairs(error, signal);
			// What a closer look has found stands in the place of the first sentence, and the rest was about that.
			const detail = likely.text === undefined ? rest.join(' ') : '';
			const isAboutKey = isFoveaError(error) && ['unauthorized', 'missingKey', 'signInRefused'].includes(error.code);
			const again: Verdict = {
				verdict: 'again',
				iconPath: new vscode.ThemeIcon('debug-restart'),
				label: vscode.l10n.t('Test Again'),
				detail: isAboutKey ? '' : detail,
			};
			const key: Verdict = {
				verdict: 'key',
				iconPath: new vscode.ThemeIcon(this.signIn ? 'account' : 'key'),
				label: this.signIn ? vscode.l10n.t('Get in Otherwise') : vscode.l10n.t('Enter Another Key'),
				detail: isAboutKey ? detail : '',
			};
			return {
				text: likely.text ?? wrong,
				items: [
					...likely.items,
					...(isAboutKey ? [key, again] : [again, key]),
					{ verdict: 'model', iconPath: new vscode.ThemeIcon('symbol-misc'), label: vscode.l10n.t('Choose Another Model') },
					...(this.service === 'openai'
						? []
						: [{ verdict: 'address' as const, iconPath: new vscode.ThemeIcon('link'), label: vscode.l10n.t('Change the Address') }]),
					{
						verdict: 'save',
						iconPath: new vscode.ThemeIcon('warning'),
						label: vscode.l10n.t('Save Anyway'),
						detail: vscode.l10n.t('Kept as it is, although the test failed.'),
					},
				],
			};
		}
	}

	/** A service says 404 for a wrong path and for a wrong model alike: a closer look tells which, and what is right, at no cost. */
	private async likelyRepairs(
		error: unknown,
		signal: AbortSignal,
	): Promise<{ readonly text?: string; readonly items: readonly Verdict[] }> {
		if (!isFoveaError(error) || !['notFound', 'modelNotFound', 'malformedAnswer'].includes(error.code)) {
			return { items: [] };
		}
		const subject = checkSubject(this.services, this.connection, await this.keyToUse());
		const findings: Finding[] = [];
		const request = { subject, network: readNetworkOptions(), timeoutMs: lookSeconds * 1000 };
		await this.services.background.checkConnection(request, signal, (found) => findings.push(found));
		const wrong = findings.find(({ outcome }) => outcome === 'wrong');
		const items = repairsFor(wrong, this.connection).flatMap(({ kind, value, label, detail, icon }): Verdict[] =>
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

	/** A token that is refused may be for another audience of the same cloud, for which VS Code may have to ask. */
	private async testOnce(signal: AbortSignal): Promise<void> {
		try {
			await testConnection(this.services, this.connection, await this.keyToUse(), signal);
		} catch (error) {
			const refused = isFoveaError(error) && error.code === 'signInRefused';
			if (!refused || !(await this.services.signIn.tryNextScope(new URL(this.origin)))) {
				throw error;
			}
			await testConnection(this.services, this.connection, await this.keyToUse(), signal);
		}
	}

	/** What the test sends: what was typed, else what a conversion would take. */
	private async keyToUse(): Promise<string> {
		if (this.signIn) {
			return this.services.engines.keyFor(this.connection);
		}
		const known = this.key ?? (await this.services.keys.get(this.origin));
		return known ?? (await this.services.environment.key(this.connection, new URL(this.origin))) ?? '';
	}

	private emptyKeyText(isStored: boolean): string {
		if (isStored) {
			return vscode.l10n.t('Leave it empty to keep the one that is stored.');
		}
		const variable = this.services.environment.variable(this.connection);
		if (variable !== undefined) {
			return vscode.l10n.t('Leave it empty to use {0} from the environment.', plain(variable));
		}
		return this.service === 'compatible' ? vscode.l10n.t('Leave it empty for a server that wants none.') : '';
	}

	/** OpenAI's keys say whose they are. */
	private foreignKey(key: string): string | undefined {
		const isOpenAis = /^sk-(proj|svcacct|admin)-/.test(key);
		return isOpenAis && (this.service === 'azure' || this.service === 'mistral')
			? vscode.l10n.t('This is a key of OpenAI. {0} is another company’s.', plain(this.host))
			: undefined;
	}

	private get connection(): Connection {
		const { use, service, model } = this;
		const endpoint = this.endpoint || (use === 'documents' ? mistralApi.endpoint : openaiApi.endpoint);
		const name = this.replaced?.name ?? freeName(use, service, endpoint, model);
		// What is not asked here stays as it is, of the connection that is changed or takes this one's name.
		const before = this.replaced ?? readConnections().find((other) => isSameName(other, { name, for: use }));
		const responseFormat = before?.for === 'images' ? before.responseFormat : undefined;
		const models = this.models ?? before?.models;
		return {
			name,
			for: use,
			service,
			endpoint,
			model,
			...(models && Object.keys(models).length > 0 ? { models } : {}),
			...(this.signIn && service === 'azure' ? { signIn: this.signIn } : {}),
			...(responseFormat ? { responseFormat } : {}),
		} as Connection;
	}

	private get origin(): string {
		return originOf(this.connection);
	}

	private get host(): string {
		return connectionHost(this.connection);
	}

	private get summary(): string {
		const { name, model } = this.connection;
		return vscode.l10n.t('{0}: {1} at {2}', plain(name), plain(model), plain(this.host));
	}
}

const placeHolders: Readonly<Record<Use, Partial<Record<Service, string>>>> = {
	documents: { azure: 'https://<resource>.services.ai.azure.com', mistral: 'https://api.mistral.ai' },
	images: { azure: 'https://<resource>.openai.azure.com', openai: 'https://api.openai.com/v1', compatible: 'http://localhost:8000/v1' },
};

function servicePicks(use: Use): readonly ServicePick[] {
	const pick = (service: Service, description: string): ServicePick => ({ service, label: serviceLabel(use, service), description });
	return use === 'documents'
		? [
				pick('azure', vscode.l10n.t('Mistral OCR on your Foundry resource or serverless endpoint')),
				pick('mistral', vscode.l10n.t("Mistral's own API, or a server that speaks it")),
			]
		: [
				pick('azure', vscode.l10n.t('A deployment on your own resource')),
				pick('openai', vscode.l10n.t("OpenAI's own API")),
				pick('compatible', vscode.l10n.t('Any server that speaks OpenAI’s images API, on this machine or elsewhere')),
			];
}

/** The models to suggest, those that have ended last. */
function modelPicks(use: Use, service: Service): readonly vscode.QuickPickItem[] {
	const table = modelTables[use];
	// Servers that speak OpenAI's language borrow its names.
	const provider = service === 'compatible' ? 'openai' : service;
	const picks = suggestedModels(table, provider).map((label) => {
		const retired = retirementOf(table, label, service)?.retired;
		return retired ? { label, description: vscode.l10n.t('retired on {0}, for servers that still offer it', plain(retired)) } : { label };
	});
	return [...picks.filter((pick) => !('description' in pick)), ...picks.filter((pick) => 'description' in pick)];
}

/** What is wrong with a pasted text, and where the right one stands. */
function problemText(found: PasteProblem): string {
	switch (found.problem) {
		case 'empty':
			return vscode.l10n.t('Paste the address.');
		case 'notAnAddress':
			return vscode.l10n.t('This is no address. It looks like https://my-resource.services.ai.azure.com.');
		case 'placeholder':
			return vscode.l10n.t('This is a sample: put the name of your resource in the place of the placeholder.');
		case 'password':
			return vscode.l10n.t('The address has a name and a password in it. Leave them out.');
		case 'keyOnly':
			return vscode.l10n.t('This looks like a key. The address comes first, the key in a later step.');
		case 'modelOnly':
			return vscode.l10n.t('This is the name of a model. The address comes first, the deployment in the next step.');
		case 'regional':
			return vscode.l10n.t('{0} is shared by all resources of a region. Paste the address with the name of yours.', plain(found.host));
		case 'unencrypted':
			return vscode.l10n.t('{0} is not on this machine: its address has to begin with https.', plain(found.host));
		case 'otherUse':
			return otherUseText(found.maker);
		case 'portal':
			return portalText(found.portal);
	}
}

function otherUseText(maker: Extract<PasteProblem, { problem: 'otherUse' }>['maker']): string {
	switch (maker) {
		case 'OpenAI':
			return vscode.l10n.t('OpenAI reads no documents. It can be connected for images.');
		case 'Mistral':
			return vscode.l10n.t('Mistral draws no images. It can be connected for documents.');
		case 'Codestral':
			return vscode.l10n.t(
				'This host of Mistral only completes code. Documents are read at https://api.mistral.ai, with a key of its own.',
			);
	}
}

function portalText(portal: Extract<PasteProblem, { problem: 'portal' }>['portal']): string {
	switch (portal) {
		case 'foundry':
			return vscode.l10n.t('This is the page, not the address: open the deployment under "Models + endpoints" and copy its Target URI.');
		case 'azure':
			return vscode.l10n.t('This is the page, not the address: on the resource, copy the endpoint under "Keys and Endpoint".');
		case 'mistral':
			return vscode.l10n.t('This is a page of Mistral. The address is https://api.mistral.ai; the key stands under "API Keys".');
		case 'openai':
			return vscode.l10n.t('This is a page of OpenAI. Its address is https://api.openai.com/v1; the key stands under "API keys".');
		case 'documentation':
			return vscode.l10n.t('This is a page to read. Paste the address of your own resource.');
	}
}

/** The image connections that a command may begin with. */
export function serviceOf(id: string | undefined): ImageConnection['service'] | undefined {
	const service = id?.replace(/^new:/, '');
	return service === 'azure' || service === 'openai' || service === 'compatible' ? service : undefined;
}

/** The connection that an entry of the panel's list stands for. */
export function connectionOf(id: string | undefined): Connection | undefined {
	return readConnections().find((connection) => connection.for === 'images' && serviceId(connection) === id);
}
