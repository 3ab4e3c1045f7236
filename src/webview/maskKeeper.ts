import type { Context } from './context.ts';
import type { MaskDrawing } from './maskDrawing.ts';
import { openMaskEditor } from './maskEditor.ts';
import type { SavedState } from './savedState.ts';

/** Opens the mask editor on references, and stores the drawings with the page's state, so that undo continues after a reload. */
export function createMaskKeeper(
	saved: () => SavedState,
	save: (change: SavedState) => void,
): (context: Context, reference: string) => void {
	return (context, id) => {
		const { references } = context.state();
		const reference = references.find((other) => other.id === id);
		if (!reference) {
			return;
		}
		const before = saved().masks?.find((mask) => mask.reference === id);
		const keep = (mask: MaskDrawing | undefined): SavedState => {
			const isOther = (other: MaskDrawing): boolean =>
				other.reference !== id && context.state().references.some((one) => one.id === other.reference);
			return { masks: [...(saved().masks ?? []).filter(isOther), ...(mask ? [mask] : [])] };
		};
		save({ painting: id });
		openMaskEditor(context, reference, before, {
			changed: (mask) => save(keep(mask)),
			closed: (mask) => save({ ...keep(mask ?? before), painting: undefined }),
		});
	};
}
