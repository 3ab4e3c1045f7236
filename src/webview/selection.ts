/** The selected images of a list, as in the editor's own lists. */
export interface Selection {
	readonly ids: ReadonlySet<string>;
	/** The item from which Shift extends the selection. */
	readonly anchor: string | undefined;
}

/** The empty selection. */
export const noSelection: Selection = { ids: new Set(), anchor: undefined };

/** Adds an image to the selection, or removes it. */
export function toggled({ ids }: Selection, id: string): Selection {
	const next = new Set(ids);
	if (!next.delete(id)) {
		next.add(id);
	}
	return { ids: next, anchor: id };
}

/** Selects all images from the anchor to this one. */
export function extended({ anchor }: Selection, list: readonly string[], id: string): Selection {
	const from = Math.max(0, list.indexOf(anchor ?? id));
	const to = list.indexOf(id);
	return { ids: new Set(list.slice(Math.min(from, to), Math.max(from, to) + 1)), anchor: list[from] };
}

/** The selection without images that are no longer in the list. */
export function within({ ids, anchor }: Selection, list: readonly string[]): Selection {
	const there = new Set(list);
	return { ids: new Set([...ids].filter((id) => there.has(id))), anchor: anchor !== undefined && there.has(anchor) ? anchor : undefined };
}
