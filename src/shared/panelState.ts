import type { FormValues, ModelForm, Repair } from './modelForm.ts';

/** An entry of the panel's list of providers. */
export interface ProviderOption {
	readonly id: string;
	readonly label: string;
	/** The host name. */
	readonly detail?: string;
	/** False when an address or a key is missing; the panel then offers to set it up. */
	readonly configured: boolean;
}

/** A suggested model of a provider; any other id can be typed. */
export interface ModelOption {
	readonly id: string;
	/** A few words beside it, such as "retired" or "fast". */
	readonly detail?: string;
}

/** The request that the user is composing. */
export interface Draft {
	readonly provider: string;
	readonly model: string;
	readonly prompt: string;
	readonly values: FormValues;
}

/** A reference image. `src` is a webview URI. */
export interface Reference {
	readonly id: string;
	readonly name: string;
	readonly src: string;
	/** Pixels of the file. */
	readonly width: number;
	readonly height: number;
}

/** The mask. It belongs to one reference, which the host sends first, because services apply the mask to the first image. */
export interface Mask {
	readonly reference: string;
	/** Webview URI of the PNG. */
	readonly src: string;
}

/** A parameter as requested and as the service says it was used, with label and values for display. */
export interface UsedParameter {
	readonly label: string;
	readonly asked?: string;
	readonly actual?: string;
}

/** An image on disk. All sources are webview URIs of files. */
export interface PanelImage {
	readonly id: string;
	readonly src: string;
	/** The thumbnail; the image itself until there is one. */
	readonly thumbnail: string;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** The host of an image that is not downloaded; there is no `src` then. */
	readonly remote?: { readonly host: string; readonly expires?: number };
	readonly prompt: string;
	readonly revisedPrompt?: string;
	readonly provider: string;
	readonly model: string;
	readonly parameters: readonly UsedParameter[];
	/** Milliseconds since 1970. */
	readonly createdAt: number;
	/** Milliseconds from the request to the last byte. */
	readonly duration?: number;
	/** For display, such as "$0.04". */
	readonly cost?: string;
	/** Marked by the user as a favourite. */
	readonly favourite?: true;
	/** Where in the workspace it was saved, for display. */
	readonly savedAs?: string;
}

/** A button under a failure or notice; the host knows what `id` does. */
export interface RemedyButton {
	readonly id: string;
	readonly label: string;
}

/** A message of the host. */
export interface Notice {
	readonly id: string;
	readonly severity: 'info' | 'warning' | 'error';
	readonly text: string;
	/** Details, such as the prompt that a filter rewrote; shown smaller. */
	readonly detail?: string;
	readonly remedies: readonly RemedyButton[];
}

/** A request under way, or one that failed and has not been dismissed. */
export interface Generation {
	readonly id: string;
	readonly prompt: string;
	readonly provider: string;
	readonly model: string;
	/** How many images were requested. */
	readonly count: number;
	/** How many images have arrived. */
	readonly received: number;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	/** The status, for display. */
	readonly status: string;
	/** The requested width divided by the height; absent when the model chooses. */
	readonly ratio?: number;
	/** Unfinished images by their place in the request: webview URIs. */
	readonly partials: Readonly<Record<number, string>>;
	readonly cancelling: boolean;
	readonly failure?: Omit<Notice, 'id'>;
}

/** The filter of the history, in addition to the search text. */
export interface HistoryFilter {
	/** A model; empty for all. */
	readonly model: string;
	/** A day as `2026-11-26`, in local time; empty for all. */
	readonly day: string;
	readonly favourites: boolean;
}

/** The filter that accepts everything. */
export const noFilter: HistoryFilter = { model: '', day: '', favourites: false };

/** The loaded part of the history, newest first. */
export interface History {
	readonly query: string;
	readonly filter: HistoryFilter;
	/** The choices of the filter: models, and days, the latest first. */
	readonly models: readonly string[];
	readonly days: readonly string[];
	/** Images that match the query. */
	readonly total: number;
	readonly images: readonly PanelImage[];
	/** The size of the whole history on disk, for display. */
	readonly size?: string | undefined;
	/** Whether a search or the next page is being loaded. */
	readonly loading: boolean;
}

/** The most images among the results; older ones are in the history. */
export const maxResults = 50;

/** The state of the panel. The host owns it; the webview has a copy to which it applies the same events. */
export interface PanelState {
	readonly providers: readonly ProviderOption[];
	readonly models: readonly ModelOption[];
	readonly draft: Draft;
	/** Counts changes of the draft, so that an answer about an older one does not overwrite a newer one. */
	readonly revision: number;
	readonly form: ModelForm;
	/** What changed when the model was chosen. */
	readonly repairs: readonly Repair[];
	/** The estimated cost of the request, for display; absent when it is not known. */
	readonly estimate?: string | undefined;
	readonly references: readonly Reference[];
	readonly mask?: Mask | undefined;
	readonly generations: readonly Generation[];
	/** Images made since the panel opened or its results were cleared, newest first. */
	readonly results: readonly PanelImage[];
	readonly history: History;
	readonly notices: readonly Notice[];
}

/** Everything that can happen to a panel. */
export type PanelEvent =
	/** The user changed the draft; the webview increments `revision`. */
	| { readonly type: 'draftChanged'; readonly draft: Draft; readonly revision: number }
	/** The host changed the draft, for example by Vary. */
	| { readonly type: 'draftReplaced'; readonly draft: Draft; readonly revision: number }
	/** The host has computed the form for the draft of this revision. */
	| {
			readonly type: 'formChanged';
			readonly revision: number;
			readonly models: readonly ModelOption[];
			readonly form: ModelForm;
			readonly values: FormValues;
			readonly repairs: readonly Repair[];
			readonly estimate?: string | undefined;
	  }
	| { readonly type: 'providersChanged'; readonly providers: readonly ProviderOption[] }
	| { readonly type: 'referencesChanged'; readonly references: readonly Reference[]; readonly mask?: Mask | undefined }
	| { readonly type: 'generationStarted'; readonly generation: Generation }
	| { readonly type: 'generationProgressed'; readonly id: string; readonly status: string }
	| { readonly type: 'partialArrived'; readonly id: string; readonly index: number; readonly src: string }
	| { readonly type: 'imageArrived'; readonly id: string; readonly index: number; readonly image: PanelImage }
	| { readonly type: 'generationCancelling'; readonly id: string }
	| { readonly type: 'generationFailed'; readonly id: string; readonly failure: Omit<Notice, 'id'> }
	/** Finished or cancelled: its images, if any, have arrived. */
	| { readonly type: 'generationEnded'; readonly id: string }
	| { readonly type: 'imageChanged'; readonly image: PanelImage }
	| { readonly type: 'imageDeleted'; readonly id: string }
	/** An image that was deleted is among the results again. */
	| { readonly type: 'imageRestored'; readonly image: PanelImage }
	| { readonly type: 'resultsCleared' }
	| { readonly type: 'searchStarted'; readonly query: string; readonly filter: HistoryFilter }
	/** The choices of the filter, from the whole history. */
	| { readonly type: 'filtersFound'; readonly models: readonly string[]; readonly days: readonly string[] }
	| { readonly type: 'moreAsked' }
	/** A page of history; without `after` it is the first one. */
	| {
			readonly type: 'historyLoaded';
			readonly query: string;
			readonly filter: HistoryFilter;
			readonly after?: string;
			readonly total: number;
			readonly images: readonly PanelImage[];
			readonly size?: string | undefined;
	  }
	/** The number of images in the whole history, and their size on disk, for display. */
	| { readonly type: 'historyMeasured'; readonly count: number; readonly size: string }
	| { readonly type: 'noticeShown'; readonly notice: Notice }
	/** A notice, or the card of a failed generation. */
	| { readonly type: 'dismissed'; readonly id: string };

/** The state after the event. Pure, and the same at both ends. */
export function reduce(state: PanelState, event: PanelEvent): PanelState {
	switch (event.type) {
		case 'draftChanged':
			return event.revision > state.revision ? withDraft(state, event.draft, event.revision) : state;
		case 'draftReplaced':
			return withDraft(state, event.draft, event.revision);
		case 'formChanged':
			return event.revision < state.revision ? state : withForm(state, event);
		case 'providersChanged':
			return { ...state, providers: event.providers };
		case 'referencesChanged':
			return { ...state, references: event.references, mask: event.mask };
		case 'generationStarted':
			return { ...state, generations: [event.generation, ...without(state.generations, event.generation.id)] };
		case 'generationProgressed':
			return withGeneration(state, event.id, (generation) => ({ ...generation, status: event.status }));
		case 'partialArrived':
			return withGeneration(state, event.id, (generation) => ({
				...generation,
				partials: { ...generation.partials, [event.index]: event.src },
			}));
		case 'imageArrived':
			return withImage(state, event.id, event.index, event.image);
		case 'generationCancelling':
			return withGeneration(state, event.id, (generation) => ({ ...generation, cancelling: true }));
		case 'generationFailed':
			return withGeneration(state, event.id, (generation) => ({ ...generation, failure: event.failure, partials: {} }));
		case 'generationEnded':
			return { ...state, generations: without(state.generations, event.id) };
		case 'imageChanged':
			return {
				...state,
				results: replaced(state.results, event.image),
				history: { ...state.history, images: replaced(state.history.images, event.image) },
			};
		case 'imageDeleted':
			return withoutImage(state, event.id);
		case 'imageRestored':
			return { ...state, results: [event.image, ...without(state.results, event.image.id)].toSorted((a, b) => b.createdAt - a.createdAt) };
		case 'resultsCleared':
			return { ...state, results: [], generations: state.generations.filter((generation) => !generation.failure) };
		case 'searchStarted':
			return { ...state, history: { ...state.history, query: event.query, filter: event.filter, loading: true } };
		case 'filtersFound':
			return { ...state, history: { ...state.history, models: event.models, days: event.days } };
		case 'moreAsked':
			return { ...state, history: { ...state.history, loading: true } };
		case 'historyLoaded':
			return { ...state, history: withPage(state.history, event) };
		case 'historyMeasured':
			return { ...state, history: measured(state.history, event.count, event.size) };
		case 'noticeShown':
			return { ...state, notices: [...without(state.notices, event.notice.id), event.notice] };
		case 'dismissed':
			return {
				...state,
				notices: without(state.notices, event.id),
				generations: state.generations.filter(({ id, failure }) => id !== event.id || !failure),
			};
		default:
			return event satisfies never;
	}
}

/** The fields of an image that a search uses. */
type Searched = Pick<PanelImage, 'prompt' | 'model' | 'createdAt'> & {
	readonly revisedPrompt?: string | undefined;
	readonly favourite?: true | undefined;
};

/** The day of a time in milliseconds since 1970, in local time, as `2026-11-26`. */
export function dayOf(time: number): string {
	const date = new Date(time);
	return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** Whether an image matches a search: every word of the query is in its prompt, its revised prompt or its model, and the filter accepts it. */
export function matches(image: Searched, query: string, filter: HistoryFilter): boolean {
	const { model, day, favourites } = filter;
	if ((model !== '' && image.model !== model) || (day !== '' && dayOf(image.createdAt) !== day) || (favourites && !image.favourite)) {
		return false;
	}
	const text = `${image.prompt}\n${image.revisedPrompt ?? ''}\n${image.model}`.toLowerCase();
	return query
		.toLowerCase()
		.split(/\s+/)
		.every((word) => text.includes(word));
}

function withDraft(state: PanelState, draft: Draft, revision: number): PanelState {
	const sameModel = draft.provider === state.draft.provider && draft.model === state.draft.model;
	return { ...state, draft, revision, repairs: sameModel ? state.repairs : [] };
}

function withForm(state: PanelState, event: Extract<PanelEvent, { type: 'formChanged' }>): PanelState {
	return {
		...state,
		models: event.models,
		form: event.form,
		draft: { ...state.draft, values: event.values },
		revision: event.revision,
		// A later answer about the same model has nothing left to repair, so the shown repairs stay until the model changes.
		repairs: event.repairs.length > 0 ? event.repairs : state.repairs,
		estimate: event.estimate,
	};
}

function withGeneration(state: PanelState, id: string, change: (generation: Generation) => Generation): PanelState {
	return { ...state, generations: state.generations.map((generation) => (generation.id === id ? change(generation) : generation)) };
}

function withImage(state: PanelState, id: string, index: number, image: PanelImage): PanelState {
	if (state.results.some((result) => result.id === image.id)) {
		return state;
	}
	const next = withGeneration(state, id, (generation) => ({
		...generation,
		received: generation.received + 1,
		partials: Object.fromEntries(Object.entries(generation.partials).filter(([place]) => Number(place) !== index)),
	}));
	const belongs = matches(image, state.history.query, state.history.filter) && !state.history.images.some((other) => other.id === image.id);
	return {
		...next,
		results: [image, ...state.results].slice(0, maxResults),
		history: belongs ? { ...state.history, total: state.history.total + 1, images: [image, ...state.history.images] } : state.history,
	};
}

function withoutImage(state: PanelState, id: string): PanelState {
	const images = without(state.history.images, id);
	const total = state.history.total - (state.history.images.length - images.length);
	return { ...state, results: without(state.results, id), history: { ...state.history, images, total } };
}

function withPage(history: History, page: Extract<PanelEvent, { type: 'historyLoaded' }>): History {
	if (page.query !== history.query || !sameFilter(page.filter, history.filter)) {
		return history;
	}
	if (page.after !== undefined && page.after !== history.images.at(-1)?.id) {
		// The image from which it continues is gone: the panel asks again, from the one that is now last.
		return { ...history, loading: false };
	}
	const before = page.after === undefined ? [] : history.images;
	const known = new Set(before.map((image) => image.id));
	const added = page.images.filter((image) => !known.has(image.id));
	return {
		...history,
		// A page without new images is the end, whatever the total says; otherwise the panel would ask forever.
		total: added.length === 0 ? before.length : page.total,
		images: [...before, ...added],
		loading: false,
		size: page.size ?? history.size,
	};
}

function sameFilter(a: HistoryFilter, b: HistoryFilter): boolean {
	return a.model === b.model && a.day === b.day && a.favourites === b.favourites;
}

/** Whether nothing is searched for or filtered. */
export function isWhole({ query, filter }: Pick<History, 'query' | 'filter'>): boolean {
	return query.trim() === '' && sameFilter(filter, noFilter);
}

function measured(history: History, count: number, size: string): History {
	return { ...history, size, total: isWhole(history) ? Math.max(count, history.images.length) : history.total };
}

function without<T extends { readonly id: string }>(items: readonly T[], id: string): readonly T[] {
	return items.filter((item) => item.id !== id);
}

function replaced<T extends { readonly id: string }>(items: readonly T[], item: T): readonly T[] {
	return items.map((other) => (other.id === item.id ? item : other));
}
