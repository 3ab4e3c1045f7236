import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { ImageStore } from '../../src/core/image/store.ts';
import { Background } from '../../src/core/worker/background.ts';
import { ImageActions } from '../../src/panel/actions/imageActions.ts';
import type { GenerationOutcome } from '../../src/panel/generations.ts';
import { PanelSession } from '../../src/panel/panelSession.ts';
import { FileMemento } from '../../src/platform/fileMemento.ts';
import { EnvironmentKeys } from '../../src/platform/environmentKeys.ts';
import { ImageProviders } from '../../src/platform/imageProviders.ts';
import { MicrosoftSignIn } from '../../src/platform/microsoftSignIn.ts';
import { ApiKeys } from '../../src/platform/apiKeys.ts';
import { type PanelEvent, type PanelState, reduce } from '../../src/shared/panelState.ts';
import type { FromWebview } from '../../src/shared/fromWebview.ts';
import type { ToWebview } from '../../src/shared/protocol.ts';
import { until } from '../support/until.ts';
import { type Settings, setConnections } from './stage.ts';

/** Stands in for the panel's page: keeps a state of its own as the page does, and says what a person does with it. */
export class PanelPage {
	/** What the page would show; undefined until the host has answered. */
	state: PanelState | undefined;
	readonly messages: ToWebview[] = [];
	/** Stops hearing, as a page does that was hidden. */
	gone = false;
	/** Is behind another tab, and goes on. */
	hidden = false;

	constructor(
		private readonly session: PanelSession,
		private readonly name: string,
	) {}

	/** What the host sees of the page. */
	get view() {
		return {
			post: (message: ToWebview) => this.hear(message),
			uriOf: (file: string) => `${this.name}:${file}`,
			isVisible: () => !this.hidden,
		};
	}

	/** Sends a message as it crosses: copied, nothing shared. */
	async send(message: FromWebview): Promise<void> {
		await this.session.receive(structuredClone(message));
	}

	/** Changes the draft as a person does. */
	async change(change: Partial<PanelState['draft']>): Promise<void> {
		const { draft, revision } = this.shown;
		const next = { draft: { ...draft, ...change }, revision: revision + 1 };
		this.state = reduce(this.shown, { type: 'draftChanged', ...next });
		await this.send({ type: 'draftChanged', ...next });
	}

	/** Presses the button; settles when the request has ended. */
	async generate(prompt: string, values: PanelState['draft']['values'] = {}): Promise<void> {
		await this.change({ prompt, values: { ...this.shown.draft.values, ...values } });
		await this.send({ type: 'generate', draft: this.shown.draft, revision: this.shown.revision });
	}

	/** Presses a button under the card or notice that has it. */
	async press(label: string): Promise<void> {
		const offers = [...this.shown.generations.map(({ id, failure }) => ({ id, remedies: failure?.remedies ?? [] })), ...this.shown.notices];
		const offer = offers.find(({ remedies }) => remedies.some((remedy) => remedy.label === label));
		assert.ok(offer, `no button ${label}`);
		await this.send({ type: 'remedy', id: offer.id, remedy: offer.remedies.find((remedy) => remedy.label === label)!.id });
	}

	get shown(): PanelState {
		assert.ok(this.state, 'the page has no state yet');
		return this.state;
	}

	/** The sentence of the one failed request. */
	get failure(): string {
		return this.shown.generations[0]?.failure?.text ?? '';
	}

	/** Events of one kind that the page was told of. */
	told<T extends ToWebview['type']>(type: T): Extract<ToWebview, { type: T }>[] {
		return this.messages.filter((message): message is Extract<ToWebview, { type: T }> => message.type === type);
	}

	private hear(message: ToWebview): void {
		if (this.gone) {
			return;
		}
		const copy = structuredClone(message);
		this.messages.push(copy);
		if (copy.type === 'state') {
			this.state = copy.state;
		} else if (this.state && !isForThePageAlone(copy)) {
			this.state = reduce(this.state, copy satisfies PanelEvent);
		}
	}
}

function isForThePageAlone(message: ToWebview): message is Exclude<ToWebview, PanelEvent> {
	return ['focusPrompt', 'focusModel', 'announce', 'copyImage', 'done', 'state'].includes(message.type);
}

/** One window after the other on the same storage, with a page that a test plays. */
export class PanelStage {
	readonly folder = path.join(tmpdir(), `fovea-panel-${randomUUID()}`);
	readonly store = new ImageStore(path.join(this.folder, 'images'));
	readonly environment: Record<string, string> = {};
	readonly unseen: GenerationOutcome[] = [];
	private windowState: MortalState | undefined;
	private readonly globalState = new MemoryMemento();
	private readonly secrets = new MemorySecrets();
	private readonly log = vscode.window.createOutputChannel('Fovea tests', { log: true });
	private readonly opened: { readonly session: PanelSession; readonly background: Background; readonly actions: ImageActions }[] = [];
	private pages = 0;

	readonly keys = new ApiKeys(this.secrets, this.globalState);

	get session(): PanelSession {
		return this.opened.at(-1)!.session;
	}

	/** Opens a window; one that was open before is dead from now on, as after a reload. */
	async openWindow(): Promise<PanelSession> {
		for (const { background, session, actions } of this.opened.splice(0)) {
			session.show(undefined);
			// The extension host ends without a word.
			this.windowState?.die();
			await background.dispose();
			actions.dispose();
		}
		const background = new Background({
			files: path.join(vscode.extensions.getExtension('fovea.fovea')!.extensionPath, 'dist'),
			idleMs: 60_000,
		});
		// A window reads what is on disk: it has no memory of the one before.
		const store = new ImageStore(this.store.folder);
		const actions = new ImageActions({ store, log: this.log });
		this.windowState = new MortalState(await FileMemento.open(path.join(this.folder, 'window/imagePanel.json')));
		const session = new PanelSession({
			background,
			providers: new ImageProviders(
				this.keys,
				this.globalState,
				new EnvironmentKeys(this.environment, this.globalState),
				new MicrosoftSignIn(this.globalState),
				{ during: async (_, run) => run() },
			),
			store,
			actions,
			referencesFolder: path.join(this.folder, 'window/references'),
			windowState: this.windowState,
			state: this.globalState,
			log: this.log,
			onUnseen: (outcome) => this.unseen.push(outcome),
		});
		this.opened.push({ session, background, actions });
		return session;
	}

	/** A page on the open window's panel that the host has answered. */
	async openPage(kept?: Pick<PanelState, 'draft' | 'revision'>): Promise<PanelPage> {
		const page = new PanelPage(this.session, `page${++this.pages}`);
		this.session.show(page.view);
		await page.send({ type: 'ready', ...kept });
		await until('the whole state', () => page.state);
		return page;
	}

	async leave(): Promise<void> {
		for (const { background, session, actions } of this.opened.splice(0)) {
			session.dispose();
			await background.dispose();
			actions.dispose();
		}
		this.log.dispose();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** A connection for images, as settings.json has it. */
interface Drawer {
	readonly name: string;
	readonly service: string;
	readonly endpoint: string;
	readonly model?: string;
}

/** The settings of a connection for images, and that the panel starts with it. */
export function drawer(connection: Drawer): Settings {
	return { 'fovea.connections': [{ for: 'images', ...connection }], 'fovea.images.connection': connection.name };
}

/** Makes a connection for images, and the one that the panel starts with. */
export async function drawBy(connection: Drawer) {
	await setConnections({ for: 'images', ...connection });
	await setImages({ connection: connection.name });
}

/** Sets settings of `fovea.images` for the user. */
export async function setImages(values: Readonly<Record<string, unknown>>): Promise<void> {
	for (const [name, value] of Object.entries(values)) {
		await vscode.workspace.getConfiguration('fovea.images').update(name, value, vscode.ConfigurationTarget.Global);
	}
}

/** The state of a window that can end in the middle of everything: what it still writes then does not arrive. */
class MortalState implements Pick<vscode.Memento, 'get' | 'update'> {
	private dead = false;

	constructor(private readonly memento: FileMemento) {}

	get<T>(key: string, fallback?: T): T {
		return this.memento.get<T>(key, fallback as T);
	}

	async update(key: string, value: unknown): Promise<void> {
		if (!this.dead) {
			await this.memento.update(key, value);
		}
	}

	die(): void {
		this.dead = true;
	}
}

/** The editor's storage for all windows, as far as it goes through JSON. */
class MemoryMemento implements vscode.Memento {
	private readonly values = new Map<string, string>();

	keys(): readonly string[] {
		return [...this.values.keys()];
	}

	get<T>(key: string, fallback?: T): T {
		const text = this.values.get(key);
		return text === undefined ? (fallback as T) : (JSON.parse(text) as T);
	}

	async update(key: string, value: unknown): Promise<void> {
		this.values.set(key, JSON.stringify(value));
	}

	setKeysForSync(): void {
		// nothing is synchronised
	}
}

class MemorySecrets implements vscode.SecretStorage {
	private readonly values = new Map<string, string>();
	readonly onDidChange = new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event;

	async get(key: string): Promise<string | undefined> {
		return this.values.get(key);
	}

	async keys(): Promise<string[]> {
		return [...this.values.keys()];
	}

	async store(key: string, value: string): Promise<void> {
		this.values.set(key, value);
	}

	async delete(key: string): Promise<void> {
		this.values.delete(key);
	}
}
