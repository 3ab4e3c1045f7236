import { h } from './dom.ts';
import { icon } from './icons.ts';

/** Milliseconds for which a label stays, long enough to read three words. */
const shown = 2500;

/** Shows a label on the picture of an image if it is on screen, without moving anything. Screen readers get their own announcement. */
export function sayAt(id: string, text: string): void {
	const within = document.querySelector('dialog[open]') ?? document;
	const picture = [...within.querySelectorAll<HTMLElement>('[data-picture]')].find(
		(element) => element.dataset['picture'] === id && element.checkVisibility(),
	);
	if (!picture) {
		return;
	}
	picture.querySelector('.said')?.remove();
	const label = h('span', { class: 'said', 'aria-hidden': 'true' }, icon('check'), text);
	picture.append(label);
	setTimeout(() => label.remove(), shown);
}
