import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import type { ImageRecord } from '../core/image/imageRecord.ts';
import type { ImageStore } from '../core/image/store.ts';
import type { Background } from '../core/worker/background.ts';
import type { DrawRequest } from '../core/worker/imageApi.ts';
import type { DrawEvent, DrawFailure } from '../core/worker/imageApi.ts';
import type { ImageProviders } from '../platform/imageProviders.ts';
import { isCancellation, logFailure } from '../platform/notify.ts';
import { readImageSettings } from '../platform/settings.ts';
import { parseSize } from '../shared/imageSize.ts';
import type { PanelImage, Generation, Notice } from '../shared/panelState.ts';
import type { AgreedHosts } from './agreedHosts.ts';
import { type Failure, failureCard, failureNotice, interruptedCard } from './failureCard.ts';
import { type Attached, type ImageRequest, type KeptRequest, keptRequests } from './keptValues.ts';
import type { PanelMemento } from './panelMemento.ts';
import type { PanelStore } from './panelStore.ts';
import type { References } from './references.ts';
import { windowKeys } from '../platform/persistentState.ts';

/** The outcome of a request, for a notification while the panel is hidden. */
export interface GenerationOutcome {
	readonly images: number;
	readonly failure?: Failure;
}

/** Counts the images of one request. */
interface Arrived {
	kept: number;
	/** How many could not be written into the history. */
	unsaved: number;
}

interface GenerationsOptions {
	readonly live: PanelStore;
	readonly background: Pick<Background, 'draw'>;
	readonly providers: ImageProviders;
	readonly references: References;
	readonly store: ImageStore;
	readonly state: PanelMemento;
	readonly agreedHosts: AgreedHosts;
	readonly log: vscode.LogOutputChannel;
	readonly present: (record: ImageRecord) => PanelImage;
	/** Called when an image is among the results. */
	readonly onImage: () => void;
	/** Called when a request has ended; `outcome` is undefined if it was cancelled, `isLast` is true if no other request is under way. */
	readonly onEnd: (outcome: GenerationOutcome | undefined, isLast: boolean) => void;
	/** Called with an image that exists nowhere else. */
	readonly onUnsaved: (bytes: Uint8Array, fileName: string, failure: DrawFailure) => void;
}

/** The requests of a window's panel, from the click to the last image. Several run at once. */
export class Generations {
	private readonly running = new Map<string, AbortController>();
	private readonly partials = new Map<string, string>();
	private kept: readonly KeptRequest[] = [];

	constructor(private readonly options: GenerationsOptions) {}

	/**
	 * Restores what the window had before. Requests that were under way cannot be resumed: they are shown as failed and never retried automatically.
	 */
	async restore(): Promise<void> {
		const before = this.options.state.get(windowKeys.imageRequests, keptRequests) ?? [];
		await this.keep(() => before.map((each) => ({ ...each, failure: each.failure ?? interruptedCard() })));
		for (const { request, startedAt, failure } of this.kept.toReversed()) {
			this.options.live.apply({ type: 'generationStarted', generation: { ...cardOf(request, startedAt), failure: failure! } });
		}
	}

	/** Reference files of requests that may be retried. */
	get attached(): readonly Attached[] {
		return (this.options.state.get(windowKeys.imageRequests, keptRequests) ?? []).map(({ request }) => request.attached);
	}

	/** The request behind a card. */
	request(id: string): ImageRequest | undefined {
		return this.kept.find(({ request }) => request.id === id)?.request;
	}

	/** Sends a request and follows it to its end. Never throws: a failure is shown on its card. */
	async start(request: ImageRequest): Promise<void> {
		const { live, onEnd } = this.options;
		const { id } = request;
		const controller = new AbortController();
		this.running.set(id, controller);
		const startedAt = Date.now();
		live.apply({ type: 'generationStarted', generation: cardOf(request, startedAt) });
		await this.keep((kept) => [{ request, startedAt }, ...kept]);
		const outcome = await this.carryOut(request, controller.signal);
		this.running.delete(id);
		this.partials.delete(id);
		onEnd(outcome, this.running.size === 0);
	}

	/** Cancels a request; the page already shows it as cancelled. */
	cancel(id: string): void {
		this.options.live.apply({ type: 'generationCancelling', id }, 'known');
		this.running.get(id)?.abort();
	}

	/** Retries a failed request as a new one. */
	async retry(id: string, change: Partial<ImageRequest> = {}): Promise<void> {
		const request = this.request(id);
		if (request && !this.running.has(id)) {
			this.options.live.apply({ type: 'dismissed', id });
			await this.forget(id);
			await this.start({ ...request, ...change, id: crypto.randomUUID() });
		}
	}

	/** Forgets a request that failed. */
	async forget(id: string): Promise<void> {
		await this.keep((kept) => kept.filter(({ request }) => request.id !== id));
	}

	async forgetFailed(): Promise<void> {
		await this.keep((kept) => kept.filter(({ failure }) => !failure));
	}

	/** Gives unfinished images addresses that the current page can load. */
	show(): void {
		const { live } = this.options;
		for (const [id, file] of this.partials) {
			live.apply({ type: 'partialArrived', id, index: 0, src: live.uriOf(file) });
		}
	}

	/** Aborts all requests; images that have arrived are in the store. */
	dispose(): void {
		for (const controller of this.running.values()) {
			controller.abort();
		}
	}

	/** @returns undefined when it was cancelled */
	private async carryOut(request: ImageRequest, signal: AbortSignal): Promise<GenerationOutcome | undefined> {
		const { live, log } = this.options;
		const { id } = request;
		const arrived: Arrived = { kept: 0, unsaved: 0 };
		try {
			await this.draw(request, signal, arrived);
			await this.forget(id);
			live.apply({ type: 'generationEnded', id });
			return { images: arrived.kept };
		} catch (error) {
			if (isCancellation(error, signal)) {
				await this.forget(id);
				live.apply({ type: 'generationEnded', id });
				return undefined;
			}
			logFailure(log, error);
			const failure = failureCard(error);
			await this.keep((kept) => kept.map((each) => (each.request.id === id ? { ...each, failure } : each)));
			live.apply({ type: 'generationFailed', id, failure });
			return { images: arrived.kept, failure };
		}
	}

	private async draw(request: ImageRequest, signal: AbortSignal, arrived: Arrived): Promise<void> {
		const { background, providers, references, store, live, present, agreedHosts } = this.options;
		const { id, prompt, settings, attached, form, model } = request;
		const [generator, files] = await Promise.all([providers.spec(request.provider, model), references.read(attached, form, model)]);
		signal.throwIfAborted();
		live.apply({ type: 'generationProgressed', id, status: vscode.l10n.t('Generating') });
		const task: DrawRequest = {
			generator,
			prompt,
			settings,
			...files,
			store: store.folder,
			id,
			metadata: readImageSettings().metadata,
			agreedHosts: agreedHosts.pairs,
		};
		const { images, failures } = await providers.drawing(request.provider, () =>
			background.draw(task, signal, (event) => this.follow(request, event, arrived)),
		);
		for (const image of images) {
			// Updated here too, because the worker did not know about a copy that was saved meanwhile.
			const known = image.cost === undefined ? undefined : await store.update(image.id, { cost: image.cost }).catch(() => undefined);
			live.apply({ type: 'imageChanged', image: present(known ?? image) });
		}
		const missing = (settings.n ?? 1) - arrived.kept - arrived.unsaved;
		if (missing > 0) {
			this.tellMissing(request, failures, missing);
		} else {
			// All images arrived, one of them only as an address.
			failures.forEach(({ code, facts }) =>
				live.apply({ type: 'noticeShown', notice: { id: `fetch:${id}`, ...this.failed(code, facts) } }),
			);
		}
	}

	private failed(code: DrawFailure['code'], facts: DrawFailure['facts']): Omit<Notice, 'id'> {
		const error = new FoveaError(code, facts);
		logFailure(this.options.log, error);
		return { ...failureNotice(error), severity: 'warning' };
	}

	/** Reports missing images, unless all have come and only the rest of the answer failed. */
	private tellMissing({ id, settings }: ImageRequest, failures: readonly DrawFailure[], missing: number): void {
		const { live, log } = this.options;
		const errors = failures.map(({ code, facts }) => new FoveaError(code, facts));
		errors.forEach((error) => logFailure(log, error));
		const text = vscode.l10n.t('{0} of {1} images did not come.', missing, settings.n ?? 1);
		const why = errors[0] ? failureCard(errors[0]) : undefined;
		live.apply({
			type: 'noticeShown',
			notice: {
				id: `missing:${id}`,
				severity: 'warning',
				text: why ? `${text} ${why.text}` : text,
				...(why?.detail === undefined ? {} : { detail: why.detail }),
				remedies: [],
			},
		});
	}

	private follow({ id, provider, model }: ImageRequest, event: DrawEvent, arrived: Arrived): void {
		const { live, log, providers, present, onImage, onUnsaved } = this.options;
		switch (event.type) {
			case 'partial':
				this.partials.set(id, event.file);
				live.apply({ type: 'partialArrived', id, index: 0, src: live.uriOf(event.file) });
				return;
			case 'image':
				// If only a preview was stored, the final image still counts as missing.
				arrived.kept += event.record.unfinished ? 0 : 1;
				this.partials.delete(id);
				live.apply({ type: 'imageArrived', id, index: event.index, image: present(event.record) });
				onImage();
				return;
			case 'unsaved':
				arrived.unsaved++;
				onUnsaved(event.bytes, event.fileName, event.failure);
				return;
			case 'waiting':
				this.tellWait(id, event.seconds, event.because);
				return;
			case 'refusedField':
				void providers.refuse(provider, model, event.field);
				return;
			case 'log':
				log.info(`images: ${event.line}`);
				return;
			default:
				event satisfies never;
		}
	}

	private tellWait(id: string, seconds: number, because: 'busy' | 'unreachable'): void {
		const { live } = this.options;
		const say = (status: string) => this.running.has(id) && live.apply({ type: 'generationProgressed', id, status });
		const wait = Math.ceil(seconds);
		say(
			because === 'busy'
				? vscode.l10n.t('The service is busy; asking again in {0} s', wait)
				: vscode.l10n.t('The service cannot be reached; trying again in {0} s', wait),
		);
		setTimeout(() => say(vscode.l10n.t('Generating')), seconds * 1000).unref();
	}

	private async keep(change: (kept: readonly KeptRequest[]) => readonly KeptRequest[]): Promise<void> {
		this.kept = change(this.kept);
		await this.options.state.update(windowKeys.imageRequests, this.kept);
	}
}

function cardOf({ id, prompt, providerLabel, model, settings }: ImageRequest, startedAt: number): Generation {
	const size = parseSize(settings.size ?? '');
	return {
		id,
		prompt,
		provider: providerLabel,
		model,
		count: settings.n ?? 1,
		received: 0,
		startedAt,
		status: vscode.l10n.t('Preparing'),
		...(size ? { ratio: size.width / size.height } : {}),
		partials: {},
		cancelling: false,
	};
}
