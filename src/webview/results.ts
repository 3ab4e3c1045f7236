import type { PanelImage, Generation, PanelState } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import { generateShortcut } from './composer.ts';
import { cardOrder } from './cardOrder.ts';
import type { Context } from './context.ts';
import { reducesMotion } from './controls.ts';
import { h, keyed, setChildren } from './dom.ts';
import { createGenerationCard } from './generationCard.ts';
import { icon } from './icons.ts';
import { createImageCard } from './imageCard.ts';

/** The requests since the panel opened, the latest first: each is replaced by its image, or by the reason why there is none. */
export function createResults(context: Context): {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	/** Scrolls to the card of a request. */
	reveal(generation: string): void;
} {
	const { strings } = context;
	const generations = keyed((generation: Generation) => createGenerationCard(context, generation));
	const images = keyed((image: PanelImage) => createImageCard(context, image));
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
		reveal: (generation) => {
			const card = [...list.children].find((child) => child instanceof HTMLElement && child.dataset['generation'] === generation);
			card?.scrollIntoView({ block: 'nearest', behavior: reducesMotion() ? 'instant' : 'smooth' });
		},
		update: (state) => {
			const index = [...list.children].findIndex((card) => card.contains(document.activeElement));
			const known = new Map([
				...generations(state.generations).map((card, place) => [state.generations[place]!.id, card] as const),
				...images(state.results).map((card, place) => [state.results[place]!.id, card] as const),
			]);
			const cards = cardOrder(state.generations, state.results).map((id) => known.get(id)!);
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
