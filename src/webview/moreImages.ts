import type { Context } from './context.ts';

/** Asks for the next page of the history, if there is one. */
export function askForMore({ state, apply, send }: Context): void {
	const { images, total, loading, query, filter } = state().history;
	if (images.length < total && !loading) {
		apply({ type: 'moreAsked' });
		send({ type: 'loadMore', query, filter, after: images.at(-1)?.id ?? '' });
	}
}
