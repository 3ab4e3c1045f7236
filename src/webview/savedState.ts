import type { Draft } from '../shared/panelState.ts';
import { parseDrawing, type MaskDrawing } from './maskDrawing.ts';

/** What the webview keeps while it is hidden or reloaded. */
export interface SavedState {
	/** Of the HTML that the page came from (`FirstState`). */
	readonly page?: string;
	/** Untyped: the host checks it. */
	readonly draft?: Draft;
	readonly revision?: number;
	readonly tab?: Tab;
	/** How far the two halves were scrolled, in CSS pixels. */
	readonly composerTop?: number;
	readonly outputTop?: number;
	readonly moreOptions?: boolean;
	/** What was painted, by its reference: undo goes on where it was. */
	readonly masks?: readonly MaskDrawing[];
	/** The reference that the mask editor was open on. */
	readonly painting?: string | undefined;
}

/** A tab of the output. */
export type Tab = 'results' | 'history';

/** Reads the saved state; an earlier version of this page may have written another shape. */
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
