import { type History, type HistoryFilter, isWhole } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { iconButton } from './controls.ts';
import { h, newId } from './dom.ts';
import { icon } from './icons.ts';

/** Milliseconds without a key before a search is sent. */
const typingPause = 200;

/** Milliseconds after which the images in view should have loaded. */
const settledMs = 1000;

/** The search and filter fields of the history: words, model, day, favourites. */
export interface HistoryFilters {
	readonly elements: readonly HTMLElement[];
	readonly search: HTMLInputElement;
	/** `before` is undefined the first time. */
	update(history: History, before: History | undefined): void;
	/** Asks for the filter choices while the history is shown, and again when its images change. */
	ask(history: History): void;
}

/** Creates the fields above the history. `started` is called when the search or a filter changes. */
export function createHistoryFilters({ strings, send, apply, state }: Context, started: () => void): HistoryFilters {
	let pause: ReturnType<typeof setTimeout> | undefined;
	let asked: number | undefined;
	const search = h('input', {
		id: newId(),
		type: 'search',
		placeholder: strings.historySearch,
		'aria-label': strings.historySearch,
		maxlength: 500,
		oninput: () => {
			clearTimeout(pause);
			pause = setTimeout(() => find({}), typingPause);
		},
	});
	const find = (change: Partial<HistoryFilter>): void => {
		const filter = { ...state().history.filter, ...change };
		started();
		apply({ type: 'searchStarted', query: search.value, filter });
		send({ type: 'search', query: search.value, filter });
	};
	const model = h('select', { 'aria-label': strings.filterModel, onchange: () => find({ model: model.value }) });
	const day = h('select', { 'aria-label': strings.filterDay, onchange: () => find({ day: day.value }) });
	const favourites = iconButton('star', strings.favouritesOnly, () => find({ favourites: !state().history.filter.favourites }));
	const choose = (
		select: HTMLSelectElement,
		all: string,
		values: readonly string[],
		now: string,
		label: (value: string) => string,
	): void => {
		const choices = [...new Set([...values, now])].filter((value) => value !== '').map((value) => h('option', { value }, label(value)));
		select.replaceChildren(h('option', { value: '' }, all), ...choices);
		select.value = now;
	};
	return {
		elements: [h('div', { class: 'search' }, icon('search'), search), model, day, favourites],
		search,
		update: (history, before) => {
			const { models, days, filter, query } = history;
			if (before?.models !== models || before.days !== days || before.filter !== filter) {
				choose(model, strings.allModels, models, filter.model, (value) => value);
				choose(day, strings.allDays, days, filter.day, dayText);
				favourites.setAttribute('aria-pressed', String(filter.favourites));
			}
			if (document.activeElement !== search && search.value !== query) {
				search.value = query;
			}
		},
		ask: (history) => {
			if (isWhole(history) && asked !== history.total && document.activeElement !== model && document.activeElement !== day) {
				asked = history.total;
				// This reads every record, so the images in view come first.
				setTimeout(() => requestIdleCallback(() => send({ type: 'findFilters' })), settledMs);
			}
		},
	};
}

function dayText(day: string): string {
	return new Date(`${day}T12:00`).toLocaleDateString(undefined, { dateStyle: 'medium' });
}
