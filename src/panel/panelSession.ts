import * as vscode from 'vscode';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import { once } from '../core/once.ts';
import type { Background } from '../core/worker/background.ts';
import { fileName } from '../platform/files.ts';
import type { ImageProviders } from '../platform/imageProviders.ts';
import { readImageSettings, readNetworkOptions } from '../platform/settings.ts';
import { isWhole, noFilter, type PanelImage, type PanelState } from '../shared/panelState.ts';
import type { FirstState } from '../shared/protocol.ts';
import { type FromWebview, messageLimits, parseFromWebview } from '../shared/fromWebview.ts';
import type { ImageActions } from './actions/imageActions.ts';
import { AgreedHosts } from './agreedHosts.ts';
import { Generations, type GenerationOutcome } from './generations.ts';
import { HistoryPages } from './historyPages.ts';
import { ImageCommands } from './imageCommands.ts';
import { keptResults } from './keptValues.ts';
import { PanelMemento } from './panelMemento.ts';
import { PanelStore, type PanelView } from './panelStore.ts';
import { PanelDraft } from './panelDraft.ts';
import { PanelNotices } from './panelNotices.ts';
import { panelStrings } from './panelStrings.ts';
import { presentImage, storageSizeText } from './presentImage.ts';
import { readBackImage } from './readBackImage.ts';
import { pickReferenceFiles, readReferenceFile } from './referenceFiles.ts';
import { References } from './references.ts';
import { PanelRemedies } from './panelRemedies.ts';
import { rescueImage } from './rescueImage.ts';
import { emptyPanelState } from './emptyPanelState.ts';
import { windowKeys } from '../platform/persistentState.ts';

/** What a panel's session works with. */
export interface SessionOptions {
	readonly background: Pick<Background, 'draw' | 'fetchImage' | 'inspectImage'>;
	readonly providers: ImageProviders;
	readonly store: ImageStore;
	readonly actions: Pick<ImageActions, 'save' | 'saveAs' | 'insert' | 'linkAt' | 'open' | 'reveal'>;
	/** This window's folder of reference images. */
	readonly referencesFolder: string;
	/** State of this window, from which the panel is restored. */
	readonly windowState: Pick<vscode.Memento, 'get' | 'update'>;
	/** State of all windows: what was chosen last. */
	readonly state: Pick<vscode.Memento, 'get' | 'update'>;
	readonly log: vscode.LogOutputChannel;
	/** Called with what became of a request while no panel is open. */
	readonly onUnseen: (outcome: GenerationOutcome) => void;
}

/** How long a deleted image can be brought back, in milliseconds, unless the window is closed before. */
const trashMs = 3_600_000;

/**
 * The host's half of the image panel: one for each window, whether its page exists or not. It owns the state and handles the page's
 * messages; a new page gets the whole state.
 */
export class PanelSession {
	private readonly live = new PanelStore(emptyPanelState);
	private readonly references: References;
	private readonly generations: Generations;
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
		const present = (record: ImageRecord) => this.present(record);
		const inspect = (name: string, bytes: Uint8Array) => background.inspectImage(name, bytes);
		this.kept = new PanelMemento(options.windowState, log);
		this.notices = new PanelNotices(live, log);
		this.draft = new PanelDraft(live, providers, this.kept, state);
		// What is attached changes the cost, and which fields count.
		this.references = new References(live, referencesFolder, this.kept, inspect, () => this.draft.refit());
		this.history = new HistoryPages(live, store, present, (bytes) => storageSizeText(bytes, vscode.env.language));
		this.imageCommands = new ImageCommands({
			live,
			store,
			actions,
			providers,
			draft: this.draft,
			references: this.references,
			notices: this.notices,
			present,
			agreedHosts,
			fetchImage: (id) => this.fetchImage(id),
			onRestore: async () => {
				await this.keepResults();
				await this.history.load(live.state.history);
				await this.history.measure();
			},
			onDelete: async () => {
				await this.keepResults();
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
			onImage: () => void this.keepResults(),
			onEnd: (outcome) => {
				void this.notices.guard(() => this.prune());
				if (!live.isShown) {
					onUnseen(outcome);
				}
			},
			onUnsaved: (bytes, name, failure) =>
				void this.notices.guard(() => rescueImage(bytes, name, failure.code === 'diskFull', this.notices)),
		});
		this.remedies = new PanelRemedies({
			live,
			providers,
			draft: this.draft,
			notices: this.notices,
			generations: this.generations,
			log,
			setUp: (provider) => this.setUp(provider),
			refresh: () => this.refresh(),
		});
	}

	get state(): PanelState {
		return this.live.state;
	}

	/** Connects the page that shows the panel from now on; undefined when there is none. */
	show(view: PanelView | undefined): void {
		this.live.show(view);
	}

	/** What a page can begin with: everything but the images of the history, which come later. Undefined, with a notice, where that fails. */
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
		this.draft.replace({ prompt: prompt.slice(0, messageLimits.prompt) });
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

	/** The link that a document gets where an image is dropped on it; undefined, with a notice, where there is none to be had. */
	async linkAt(id: string, document: vscode.TextDocument, position: vscode.Position): Promise<string | undefined> {
		let link: string | undefined;
		await this.notices.guard(async () => {
			const record = await this.options.store.get(id);
			link = record && !record.remote ? await this.options.actions.linkAt(record, document, position) : undefined;
			const changed = link === undefined ? undefined : await this.options.store.get(id);
			if (changed) {
				this.live.apply({ type: 'imageChanged', image: this.present(changed) });
			}
		});
		return link;
	}

	/** Puts the keyboard into the panel. */
	focus(): void {
		this.live.post({ type: 'focusPrompt' });
	}

	/** Reads back what an image remembers of its making; one that remembers nothing becomes a reference image. */
	async openImage(uri: vscode.Uri): Promise<void> {
		await this.restore();
		await this.notices.guard(() =>
			readBackImage(uri, {
				background: this.options.background,
				live: this.live,
				draft: this.draft,
				references: this.references,
				notices: this.notices,
			}),
		);
	}

	/** Deletes every image of the history. */
	async clearHistory(): Promise<void> {
		await this.options.store.clear();
		this.live.apply({ type: 'resultsCleared' });
		await this.generations.forgetFailed();
		await this.keepResults();
		await this.history.load(this.state.history);
		await this.history.measure();
	}

	/** Brings providers, models and the form in line with settings and keys that have changed. */
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
		await this.showResults(this.kept.get(windowKeys.imageResults, keptResults) ?? []);
		await this.generations.restore();
	}

	/** Shows images of the store as the results, under addresses of the page that is there now. */
	private async showResults(ids: readonly string[]): Promise<void> {
		const records = await Promise.all(ids.map((id) => this.options.store.get(id)));
		this.live.replace({ results: records.flatMap((record) => (record ? [this.present(record)] : [])) });
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
				return this.keepResults();
			case 'search':
				this.live.apply({ type: 'searchStarted', query: message.query, filter: message.filter }, 'known');
				return this.history.load(message);
			case 'findFilters':
				await this.history.findFilters();
				return this.history.measure();
			case 'images':
				return this.imageCommands.actOnAll(message.action, message.ids);
			case 'loadMore':
				this.live.apply({ type: 'moreAsked' }, 'known');
				return this.history.load(message, message.after);
			default:
				return message satisfies never;
		}
	}

	/** Answers a new page with the whole state, under addresses that it can load. */
	private async welcome({ draft, revision }: Extract<FromWebview, { type: 'ready' }>): Promise<void> {
		await this.restore();
		if (draft && revision !== undefined) {
			await this.draft.take(draft, revision);
		}
		await this.readdress();
		this.live.post({ type: 'state', state: this.state, strings: panelStrings() });
		await this.history.load(this.state.history);
	}

	/** Gives everything the addresses that the page of now can load; the history is counted, and its images wait until they are asked for. */
	private async readdress(): Promise<void> {
		await this.showResults(this.state.results.map(({ id }) => id));
		const { history } = this.state;
		// Counted before: that number does until the images come.
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

	/** One after another: a failure is a notice and does not stop the others. */
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

	/** Deletes the oldest images over the limit, but none that is shown as a result. */
	private async prune(): Promise<void> {
		const { historyImages } = readImageSettings();
		if (historyImages > 0) {
			for (const id of await this.options.store.prune(Math.max(historyImages, this.state.results.length))) {
				this.live.apply({ type: 'imageDeleted', id });
			}
		}
		await this.history.measure();
	}

	private present(record: ImageRecord): PanelImage {
		return presentImage(record, {
			uriOf: (file) => this.live.uriOf(this.options.store.pathOf(file)),
			placeOf: (uri) => vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
			l10n: vscode.l10n,
			language: vscode.env.language,
		});
	}

	private async keepResults(): Promise<void> {
		await this.kept.update(
			windowKeys.imageResults,
			this.state.results.map(({ id }) => id),
		);
	}
}
