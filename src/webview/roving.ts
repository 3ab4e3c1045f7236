/** The item to which a key moves in a row or column of `count` items; undefined if the key has no meaning here. */
export function nextIndex(key: string, index: number, count: number, orientation: 'horizontal' | 'vertical'): number | undefined {
	const [back, forth] = orientation === 'horizontal' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
	switch (key) {
		case back:
			return (index - 1 + count) % count;
		case forth:
			return (index + 1) % count;
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return undefined;
	}
}

/** Makes a group of elements one tab stop, within which the arrow keys move. `items` is called each time, so that it can leave out hidden ones. */
export function rove(group: HTMLElement, items: () => readonly HTMLElement[], orientation: 'horizontal' | 'vertical'): () => void {
	const mark = (current: HTMLElement | undefined): void => {
		for (const item of items()) {
			item.tabIndex = item === current ? 0 : -1;
		}
	};
	group.addEventListener('focusin', ({ target }) => {
		const current = items().find((item) => item === target);
		if (current) {
			mark(current);
		}
	});
	group.addEventListener('keydown', (event) => {
		const all = items();
		const index = all.findIndex((item) => item === document.activeElement);
		const next =
			index < 0 || event.altKey || event.ctrlKey || event.metaKey ? undefined : nextIndex(event.key, index, all.length, orientation);
		if (next !== undefined) {
			event.preventDefault();
			all[next]?.focus();
		}
	});
	return () => {
		const all = items();
		mark(all.find((item) => item.tabIndex === 0) ?? all[0]);
	};
}
