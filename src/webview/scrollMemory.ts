import type { SavedState } from './savedState.ts';

/** Milliseconds without scrolling before the positions are stored. */
const scrollPause = 250;

/** Restores the scroll positions and stores later ones. In a wide panel each half scrolls by itself, in a narrow one the document does. */
export function rememberPlaces(root: HTMLElement, kept: SavedState, save: (change: SavedState) => void): void {
	const half = (selector: string): HTMLElement => root.querySelector<HTMLElement>(selector)!;
	const outputTop = (): HTMLElement =>
		getComputedStyle(half('.output')).overflowY === 'auto' ? half('.output') : document.documentElement;
	const more = half('.more') as HTMLDetailsElement;
	more.open = kept.moreOptions ?? false;
	more.addEventListener('toggle', () => save({ moreOptions: more.open }));
	requestAnimationFrame(() => {
		half('.composer-body').scrollTop = kept.composerTop ?? 0;
		outputTop().scrollTop = kept.outputTop ?? 0;
	});
	let pause: ReturnType<typeof setTimeout> | undefined;
	document.addEventListener(
		'scroll',
		() => {
			clearTimeout(pause);
			pause = setTimeout(() => save({ composerTop: half('.composer-body').scrollTop, outputTop: outputTop().scrollTop }), scrollPause);
		},
		{ capture: true, passive: true },
	);
}
