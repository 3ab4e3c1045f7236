import type { PanelImage, Generation, PanelState } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import { generateShortcut } from './composer.ts';
import { cardOrder } from './cardOrder.ts';
import type { Context } from './context.ts';
import { reducesMotion, textButton } from './controls.ts';
import { h, keyed, setChildrenWithFocus } from './dom.ts';
import { createGenerationCard } from './generationCard.ts';
import { icon } from './icons.ts';
import { createImageCard } from './imageCard.ts';
import { serviceToSetUp } from './serviceFields.ts';

/** The requests since the panel opened, the latest first. Each is replaced by its images or its failure. */
export function createResults(context: Context): {
	readonly element: HTMLElement;
	update(state: PanelState): void;
	/** Scrolls to the card of a request. */
	reveal(generation: string): void;
	/** Moves the focus to an image. */
	focus(id: string): void;
} {
	const { strings, send, state } = context;
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
	const connect = h(
		'div',
		{ class: 'welcome' },
		icon('key'),
		h('h2', {}, strings.connectTitle),
		h('p', {}, strings.connectText),
		textButton(strings.setUp, 'primary', () => send({ type: 'setUp', provider: state().draft.provider })),
	);
	const element = h('div', {}, list, connect, empty);
	/** The element that got the focus of a removed card. */
	let heir: HTMLElement | undefined;
	return {
		element,
		reveal: (generation) => {
			const card = [...list.children].find((child) => child instanceof HTMLElement && child.dataset['generation'] === generation);
			card?.scrollIntoView({ block: 'nearest', behavior: reducesMotion() ? 'instant' : 'smooth' });
			// Try Again was pressed with the keyboard, so the new card gets the focus.
			if (heir && heir === document.activeElement) {
				card?.querySelector('button')?.focus({ preventScroll: true });
			}
			heir = undefined;
		},
		focus: (id) => {
			const card = [...list.children].find((child) => child instanceof HTMLElement && child.dataset['image'] === id);
			card?.querySelector<HTMLElement>('button:not([disabled])')?.focus();
		},
		update: (next) => {
			const known = new Map([
				...generations(next.generations).map((card, place) => [next.generations[place]!.id, card] as const),
				...images(next.results).map((card, place) => [next.results[place]!.id, card] as const),
			]);
			const cards = cardOrder(next.generations, next.results).map((id) => known.get(id)!);
			heir = setChildrenWithFocus(list, cards, () => element.closest<HTMLElement>('[role=tabpanel]')) ?? heir;
			connect.hidden = cards.length > 0 || !serviceToSetUp(next);
			empty.hidden = cards.length > 0 || !connect.hidden;
		},
	};
}
