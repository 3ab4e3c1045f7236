import type { GeneratedImage, Generation, PanelState } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import { generateShortcut } from './composer.ts';
import type { Context } from './context.ts';
import { h, keyed, setChildren } from './dom.ts';
import { createGenerationCard } from './generationCard.ts';
import { icon } from './icons.ts';
import { createImageCard } from './imageCard.ts';

/** What was asked for since the panel opened: requests under way or failed first, then images, newest first. */
export function createResults(context: Context): { readonly element: HTMLElement; update(state: PanelState): void } {
	const { strings } = context;
	const generations = keyed((generation: Generation) => createGenerationCard(context, generation));
	const images = keyed((image: GeneratedImage) => createImageCard(context, image));
	const list = h('div', { class: 'cards' });
	const empty = h(
		'div',
		{ class: 'welcome' },
		icon('image'),
		h('h2', {}, strings.resultsEmptyTitle),
		h('p', {}, fill(strings.resultsEmpty, generateShortcut())),
	);
	const element = h('div', {}, list, empty);
	return {
		element,
		update: (state) => {
			const index = [...list.children].findIndex((card) => card.contains(document.activeElement));
			const cards = [...generations(state.generations), ...images(state.results)];
			setChildren(list, cards);
			empty.hidden = cards.length > 0;
			if (index >= 0 && !list.contains(document.activeElement)) {
				// The card with the focus went away: its neighbour takes it.
				const neighbour = cards[Math.min(index, cards.length - 1)];
				(neighbour?.querySelector<HTMLElement>('button:not([disabled])') ?? element.closest<HTMLElement>('[role=tabpanel]'))?.focus();
			}
		},
	};
}
