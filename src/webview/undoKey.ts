import type { Context } from './context.ts';
import { hasCommandKey } from './controls.ts';

/**
 * Lets Ctrl+Z, or Cmd+Z on a Mac, press the Undo button of the latest notice that has one, except in text and in a mask, where the key has its own
 * meaning.
 */
export function undoByKey({ state, send }: Context): void {
	document.addEventListener('keydown', (event) => {
		const { target } = event;
		const isElsewhere = target instanceof Element && target.closest('input, textarea, .mask-editor');
		if (isElsewhere || event.shiftKey || event.altKey || !hasCommandKey(event) || event.key.toLowerCase() !== 'z') {
			return;
		}
		const notice = state().notices.findLast(({ remedies }) => remedies.some(({ id }) => id === 'undo'));
		if (notice) {
			event.preventDefault();
			send({ type: 'remedy', id: notice.id, remedy: 'undo' });
		}
	});
}
