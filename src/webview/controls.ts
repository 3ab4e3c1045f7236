import { h } from './dom.ts';
import { icon, type IconName } from './icons.ts';

/** A button with only an icon; the label is its accessible name and its tooltip. */
export function iconButton(name: IconName, label: string, onclick: (event: MouseEvent) => void): HTMLButtonElement {
	return h('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': label, onclick }, icon(name));
}

/** A button with a text, after an icon if there is one. */
export function textButton(label: string, look: 'primary' | 'secondary' | 'link', onclick: () => void, name?: IconName): HTMLButtonElement {
	return h('button', { type: 'button', class: `button ${look}`, onclick }, name && icon(name), label);
}

/** Whether the keyboard is Apple's, with Command in place of Control. */
export function isMac(): boolean {
	return /mac|iphone|ipad/i.test(navigator.userAgent);
}

/** Whether Control is held, or Command on a Mac. */
export function hasCommandKey(event: KeyboardEvent | MouseEvent): boolean {
	return isMac() ? event.metaKey : event.ctrlKey;
}

/** Whether the user has asked for reduced motion, in the system or in the editor. */
export function reducesMotion(): boolean {
	return document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
