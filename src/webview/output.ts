import { isWhole, type PanelState } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { reducesMotion, textButton } from './controls.ts';
import { h, keyed, setChildrenWithFocus } from './dom.ts';
import { createHistory } from './history.ts';
import { createNotice } from './notices.ts';
import { createResults } from './results.ts';
import type { Tab } from './savedState.ts';
import { createTabs } from './tabs.ts';

/** The part of the panel with the results and the history. */
export interface Output {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	select(tab: Tab): void;
	/** Scrolls the output into view if the composer fills the panel. */
	show(): void;
	/** Scrolls to the card of a request. */
	reveal(generation: string): void;
	/** Moves the focus to an image. */
	focus(id: string, among: Tab): void;
}

/** Notices, and below them results and history as tabs. `chosen` is called with the visible tab. */
export function createOutput(context: Context, chosen: (tab: Tab) => void): Output {
	const { strings, state, apply, send } = context;
	let shown: Tab = 'results';
	const results = createResults(context);
	const history = createHistory(context);
	const notices = h('div', { class: 'notice-list' });
	const noticeViews = keyed((notice: PanelState['notices'][number]) => createNotice(context, notice));
	const clear = textButton(strings.clearResults, 'link', () => {
		apply({ type: 'resultsCleared' });
		send({ type: 'clearResults' });
	});
	const updateClear = ({ results: images, generations }: PanelState): void => {
		clear.hidden = shown === 'history' || (images.length === 0 && !generations.some(({ failure }) => failure));
	};
	const tabs = createTabs(
		[
			{ name: 'results', label: strings.results, content: results.element },
			{ name: 'history', label: strings.history, content: history.element },
		],
		clear,
		(tab) => {
			shown = tab;
			chosen(tab);
			updateClear(state());
		},
	);
	const element = h('section', { class: 'output', 'aria-label': strings.results }, notices, tabs.element);
	return {
		element,
		select: (tab) => tabs.select(tab),
		show: () => {
			if (element.getBoundingClientRect().top > innerHeight - 80) {
				element.scrollIntoView({ block: 'start', behavior: reducesMotion() ? 'instant' : 'smooth' });
			}
		},
		reveal: (generation) => results.reveal(generation),
		focus: (id, among) => (among === 'results' ? results : history).focus(id),
		update: (next) => {
			results.update(next);
			history.update(next);
			setChildrenWithFocus(notices, noticeViews(next.notices), () => tabs.current());
			tabs.setCount('results', next.results.length + next.generations.length);
			tabs.setCount('history', isWhole(next.history) ? next.history.total : 0);
			updateClear(next);
		},
	};
}
