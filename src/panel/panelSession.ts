import * as vscode from 'vscode';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import { once } from '../core/once.ts';
import type { Background } from '../core/worker/background.ts';
import { fileName } from '../platform/files.ts';
import type { ImageProviders } from '../platform/imageProviders.ts';
import { readImageSettings, readNetworkOptions } from '../platform/settings.ts';
import { isWhole, noFilter, type PanelState } from '../shared/panelState.ts';
import type { FirstState } from '../shared/protocol.ts';
import { type FromWebview, messageLimits, parseFromWebview } from '../shared/fromWebview.ts';
import type { ImageActions } from './actions/imageActions.ts';
import { AgreedHosts } from './agreedHosts.ts';
import { Composition } from './composition.ts';
import { Generations, type GenerationOutcome } from './generations.ts';
import { HistoryPages } from './historyPages.ts';
import { ImageCommands } from './imageCommands.ts';
import { PanelMemento } from './panelMemento.ts';
import { PanelStore, type PanelView } from './panelStore.ts';
import { PanelDraft } from './panelDraft.ts';
import { PanelNotices } from './panelNotices.ts';
import { panelStrings } from './panelStrings.ts';
import { storageSizeText } from './presentImage.ts';
import { readBackImage } from './readBackImage.ts';
import { pickReferenceFiles, readReferenceFile } from './referenceFiles.ts';
import { References } from './references.ts';
import { Results } from './results.ts';
import { PanelRemedies } from './panelRemedies.ts';
import { rescueImage } from './rescueImage.ts';
import { UnseenOutcomes } from './unseenOutcomes.ts';
import { emptyPanelState } from './emptyPanelState.ts';

/** What a panel's session needs. */
export interface SessionOptions {
	readonly background: Pick<Background, 'draw' | 'fetchImage' | 'inspectImage'>;
	readonly providers: ImageProviders;
	readonly store: ImageStore;
	readonly actions: Pick<ImageActions, 'save' | 'saveAs' | 'insert' | 'linkAt' | 'open' | 'reveal'>;
	/** This window's folder of reference images. */
	readonly referencesFolder: string;
	/** State of this window, from which the panel is restored. */
	readonly windowState: Pick<vscode.Memento, 'get' | 'update'>;
	/** State that all windows share: what was last chosen. */
	readonly state: Pick<vscode.Memento, 'get' | 'update'>;
	readonly log: vscode.LogOutputChannel;
	/** Called with the outcomes of requests that ended unseen, once for all that ran at the same time. */
	readonly onUnseen: (outcome: GenerationOutcome) => void;
}

/** Milliseconds for which a deleted image can be restored, unless the window is closed earlier. */
const trashMs = 3_600_000;

/**
 * The host's half of the image panel: one for each window, whether its page exists or not. It owns the state and handles the page's messages; a new
 * page gets the whole state.
 */
export class PanelSession {
	private readonly live = new PanelStore(emptyPanelState);
	private readonly references: References;
	private readonly generations: Generations;
	private readonly unseen: UnseenOutcomes;
	private readonly results: Results;
	private readonly composition: Composition;
	private readonly history: HistoryPages;
	private readonly kept: PanelMemento;
	private readonly draft: PanelDraft;
	private readonly notices: PanelNotices;
	private readonly imageCommands: ImageCommands;
	private readonly remedies: PanelRemedies;
	/** Restores what the window had before. */
	private readonly restore = once(() => this.takeUp());

	constructor(private readonly options: SessionOptions) {
		const { background, providers, store, actions, state, onUnseen, referencesFolder, log } = options;
		const { live } = this;
		const agreedHosts = new AgreedHosts(state);
		const inspect = (name: string, bytes: Uint8Array) => background.inspectImage(name, bytes);
		this.unseen = new UnseenOutcomes(onUnseen);
		this.kept = new PanelMemento(options.windowState, log);
		this.notices = new PanelNotices(live, log);
		this.draft = new PanelDraft(live, providers, this.kept, state);
		// Attachments change the cost and the active fields.
		this.references = new References(live, referencesFolder, this.kept, inspect, () => this.draft.refit());
		this.results = new Results(live, store, this.kept);
		const { present } = this.results;
		this.composition = new Composition(live, this.draft, this.references, this.notices);
		this.history = new HistoryPages(live, store, present, (bytes) => storageSizeText(bytes, vscode.env.language));
		this.imageCommands = new ImageCommands({
			live,
			store,
			actions,
			providers,
			draft: this.draft,
			references: this.references,
			composition: this.composition,
			notices: this.notices,
			present,
			agreedHosts,
			fetchImage: (id) => this.fetchImage(id),
			onRestore: async () => {
				await this.results.keep();
				await this.history.load(live.state.history);
				await this.history.measure();
			},
			onDelete: async () => {
				await this.results.keep();
				await this.history.measure();
			},
		});
		this.generations = new Generations({
			...options,
			live,
			references: this.references,
			state: this.kept,
			agreedHosts,
			present,
			onImage: () => void this.results.keep(),
			onEnd: (outcome, isLast) => {
				void this.notices.guard(async () => {
					await this.results.prune();
					await this.history.measure();
				});
				this.unseen.ended(outcome, { isSeen: live.isVisible, isLast });
			},
			onUnsaved: (bytes, name, failure) =>
				void this.notices.guard(() => rescueImage(bytes, name, failure.code === 'diskFull', this.notices)),
		});
		this.remedies = new PanelRemedies({
			live,
			providers,
			draft: this.draft,
			notices: this.notices,
			composition: this.composition,
			generations: this.generations,
			log,
			setUp: (provider) => this.setUp(provider),
			refresh: () => this.refresh(),
		});
	}

	get state(): PanelState {
		return this.live.state;
	}

	/** Connects the page that shows the panel; undefined if there is none. */
	show(view: PanelView | undefined): void {
		this.live.show(view);
	}

	/** Called when the page becomes visible. */
	seen(): void {
		this.unseen.seen();
	}

	/** The initial state of a page: everything but the history's images, which come later. Undefined, with a notice, if that fails. */
	async first(): Promise<Omit<FirstState, 'id'> | undefined> {
		let first: Omit<FirstState, 'id'> | undefined;
		await this.notices.guard(async () => {
			await this.restore();
			await this.readdress();
			first = { state: this.state, strings: panelStrings() };
		});
		return first;
	}

	/** Handles a message of the page; drops anything else. Never throws: a failure is shown as a notice. */
	async receive(raw: unknown): Promise<void> {
		const message = parseFromWebview(raw);
		if (!message) {
			this.options.log.warn('The image panel sent a message that is none of its own.');
			return;
		}
		await this.notices.guard(() => this.handle(message));
	}

	/** Puts a prompt into the panel. */
	async usePrompt(prompt: string): Promise<void> {
		await this.restore();
		await this.composition.replace(() => this.draft.replace({ prompt: prompt.slice(0, messageLimits.prompt) }));
		this.live.post({ type: 'focusPrompt' });
	}

	/** Chooses a service that was just connected, with its model. */
	async useService(id: string): Promise<void> {
		await this.restore();
		await this.refresh();
		const service = this.options.providers.service(id);
		if (service) {
			await this.draft.remember({ provider: service.id, model: service.model });
			this.draft.use(service);
		}
	}

	/** The link for an image that is dropped on a document; undefined, with a notice, if there can be none. */
	async linkAt(id: string, document: vscode.TextDocument, position: vscode.Position): Promise<string | undefined> {
		let link: string | undefined;
		await this.notices.guard(async () => {
			const record = await this.options.store.get(id);
			link = record && !record.remote ? await this.options.actions.linkAt(record, document, position) : undefined;
			const changed = link === undefined ? undefined : await this.options.store.get(id);
			if (changed) {
				this.live.apply({ type: 'imageChanged', image: this.results.present(changed) });
			}
		});
		return link;
	}

	/** Moves the focus into the panel. */
	focus(): void {
		this.live.post({ type: 'focusPrompt' });
	}

	/** Restores the prompt and parameters stored in an image; an image without them becomes a reference image. */
	async openImage(uri: vscode.Uri): Promise<void> {
		await this.restore();
		const { live, draft, references, notices } = this;
		const { background } = this.options;
		await notices.guard(() => this.composition.replace(() => readBackImage(uri, { background, live, draft, references, notices })));
	}

	/** Deletes every image of the history. */
	async clearHistory(): Promise<void> {
		await this.options.store.clear();
		this.live.apply({ type: 'resultsCleared' });
		await this.generations.forgetFailed();
		await this.results.keep();
		await this.history.load(this.state.history);
		await this.history.measure();
	}

	/** Updates providers, models and the form after settings or keys have changed. */
	async refresh(): Promise<void> {
		if (this.restore.made) {
			await this.restore.made;
			this.live.apply({ type: 'providersChanged', providers: await this.options.providers.options() });
			this.draft.refit();
		}
	}

	/** Aborts all requests; images that have arrived are kept. */
	dispose(): void {
		this.generations.dispose();
	}

	private async takeUp(): Promise<void> {
		const { providers, store, log } = this.options;
		await store.emptyTrash(trashMs).catch((error: unknown) => log.warn(`Deleted images were not removed: ${String(error)}`));
		await this.references.restore(this.generations.attached);
		this.references.show();
		this.live.apply({ type: 'providersChanged', providers: await providers.options() });
		await this.draft.restore();
		await this.results.restore();
		await this.generations.restore();
	}

	private async handle(message: FromWebview): Promise<void> {
		switch (message.type) {
			case 'ready':
				return this.welcome(message);
			case 'draftChanged':
				return this.draft.take(message.draft, message.revision);
			case 'generate':
				await this.draft.take(message.draft, message.revision);
				return this.generate();
			case 'cancel':
				return this.generations.cancel(message.id);
			case 'dismiss':
				this.live.apply({ type: 'dismissed', id: message.id }, 'known');
				this.notices.forget(message.id);
				return this.generations.forget(message.id);
			case 'remedy':
				return this.remedies.run(message.id, message.remedy);
			case 'setUp':
				return this.setUp(message.provider);
			case 'modelBehind':
				await this.options.providers.saveModelBehind(message.provider, message.name, message.model || undefined);
				return this.draft.refit();
			case 'addReference':
				return this.references.add(message.name, message.bytes);
			case 'addReferenceFiles':
				return this.addReferenceFiles(message.uris.map((uri) => vscode.Uri.parse(uri)));
			case 'pickReferences':
				return this.addReferenceFiles(await pickReferenceFiles());
			case 'removeReference':
				return this.references.remove(message.id);
			case 'setMask':
				if (!(await this.references.setMask(message.reference, message.png))) {
					this.options.log.warn('A mask that is not of its reference’s size was left out.');
				}
				return;
			case 'clearMask':
				return this.references.clearMask();
			case 'image':
				return this.imageCommands.act(message.action, message.id);
			case 'thumbnail':
				return this.imageCommands.keepThumbnail(message.id, message.bytes);
			case 'clearResults':
				this.live.apply({ type: 'resultsCleared' }, 'known');
				await this.generations.forgetFailed();
				return this.results.keep();
			case 'search':
				this.live.apply({ type: 'searchStarted', query: message.query, filter: message.filter }, 'known');
				return this.history.load(message);
			case 'findFilters':
				await this.history.findFilters();
				return this.history.measure();
			case 'images':
				return message.action === 'reference'
					? this.imageCommands.attachAll(message.ids)
					: this.imageCommands.actOnAll(message.action, message.ids);
			case 'loadMore':
				this.live.apply({ type: 'moreAsked' }, 'known');
				return this.history.load(message, message.after);
			default:
				return message satisfies never;
		}
	}

	/** Sends a new page the whole state, with addresses that it can load. */
	private async welcome({ draft, revision }: Extract<FromWebview, { type: 'ready' }>): Promise<void> {
		await this.restore();
		if (draft && revision !== undefined) {
			await this.draft.take(draft, revision);
		}
		await this.readdress();
		this.live.post({ type: 'state', state: this.state, strings: panelStrings() });
		await this.history.load(this.state.history);
	}

	/** Gives everything addresses that the current page can load. The history is only counted; its images are loaded on request. */
	private async readdress(): Promise<void> {
		await this.results.readdress();
		const { history } = this.state;
		// The earlier count is good enough until the images come.
		const total = isWhole(history) && history.total > 0 ? history.total : (await this.options.store.page(undefined, 0)).total;
		this.live.replace({ history: { ...history, query: '', filter: noFilter, images: [], total, loading: true } });
		this.references.show();
		this.generations.show();
	}

	private async generate(): Promise<void> {
		const { draft, form } = this.state;
		const prompt = draft.prompt.trim();
		if (prompt === '' || draft.model === '' || prompt.length > form.maxPromptLength) {
			return; // the page has already said why
		}
		this.composition.wasSent();
		await this.draft.remember(draft);
		await this.generations.start({
			id: crypto.randomUUID(),
			provider: draft.provider,
			providerLabel: this.options.providers.service(draft.provider)?.label ?? draft.provider,
			model: draft.model,
			prompt,
			settings: this.draft.settings(),
			attached: this.references.fitting(form),
			form: { referenceTypes: form.referenceTypes, maxReferenceBytes: form.maxReferenceBytes },
		});
	}

	/** The command calls `useService` when it is done. */
	private async setUp(provider: string): Promise<void> {
		await vscode.commands.executeCommand('fovea.connectImageService', provider);
		await this.refresh();
	}

	/** Adds files one after another; a failure becomes a notice and does not stop the others. */
	private async addReferenceFiles(uris: readonly vscode.Uri[]): Promise<void> {
		for (const uri of uris) {
			await this.notices.guard(async () => {
				await this.references.add(fileName(uri), await readReferenceFile(uri, this.state.draft.model));
			});
		}
	}

	private async fetchImage(id: string): Promise<ImageRecord | undefined> {
		const { background, store, log } = this.options;
		const { timeoutSeconds, metadata } = readImageSettings();
		const request = { store: store.folder, id, timeoutMs: timeoutSeconds * 1000, metadata, network: readNetworkOptions() };
		const fetched = await background.fetchImage(request, (line) => log.info(`images: ${line}`));
		return fetched && store.reload(id);
	}
}
