import type { Draft } from '../shared/panelState.ts';
import { parseDrawing, type MaskDrawing } from './maskDrawing.ts';

/** The state that the webview keeps while it is hidden or reloaded. */
export interface SavedState {
	/** The id of the HTML from which the page was loaded (`FirstState`). */
	readonly page?: string;
	/** Checked by the host. */
	readonly draft?: Draft;
	readonly revision?: number;
	readonly tab?: Tab;
	/** The scroll positions of the two halves, in CSS pixels. */
	readonly composerTop?: number;
	readonly outputTop?: number;
	readonly moreOptions?: boolean;
	/** The drawings by reference, so that undo can continue. */
	readonly masks?: readonly MaskDrawing[];
	/** The reference that the mask editor was open on. */
	readonly painting?: string | undefined;
}

/** A tab of the output. */
export type Tab = 'results' | 'history';

/** Reads the saved state, which an earlier version of the page may have written in another shape. */
export function parseSaved(value: unknown): SavedState {
	const saved = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	const { page, draft, revision, tab, composerTop, outputTop, moreOptions, painting } = saved;
	const masks = Array.isArray(saved['masks']) ? saved['masks'].flatMap((mask) => parseDrawing(mask) ?? []) : [];
	return {
		...(typeof draft === 'object' && draft !== null && typeof revision === 'number' ? { draft: draft as Draft, revision } : {}),
		...(typeof page === 'string' ? { page } : {}),
		...(tab === 'results' || tab === 'history' ? { tab } : {}),
		...(typeof composerTop === 'number' ? { composerTop } : {}),
		...(typeof outputTop === 'number' ? { outputTop } : {}),
		...(typeof moreOptions === 'boolean' ? { moreOptions } : {}),
		...(masks.length > 0 ? { masks } : {}),
		...(typeof painting === 'string' ? { painting } : {}),
	};
}
