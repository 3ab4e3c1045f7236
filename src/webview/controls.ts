import { h } from './dom.ts';
import { icon, type IconName } from './icons.ts';

/** A button that is only an icon; the label is its name and its tooltip. */
export function iconButton(name: IconName, label: string, onclick: (event: MouseEvent) => void): HTMLButtonElement {
	return h('button', { type: 'button', class: 'icon-button', title: label, 'aria-label': label, onclick }, icon(name));
}

/** A button with words, and an icon before them if it has one. */
export function textButton(label: string, look: 'primary' | 'secondary' | 'link', onclick: () => void, name?: IconName): HTMLButtonElement {
	return h('button', { type: 'button', class: `button ${look}`, onclick }, name && icon(name), label);
}

/** True on Apple's keyboards, where Command takes Control's place. */
export function isMac(): boolean {
	return /mac|iphone|ipad/i.test(navigator.userAgent);
}

/** Control, or Command on a Mac. */
export function hasCommandKey(event: KeyboardEvent | MouseEvent): boolean {
	return isMac() ? event.metaKey : event.ctrlKey;
}

/** The person asked for less motion, in the system or in the editor. */
export function reducesMotion(): boolean {
	return document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
}
