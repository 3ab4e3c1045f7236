import type { PanelImage, Generation } from '../shared/panelState.ts';

/**
 * Ids of requests and images, the last request first. An image or a failure takes the place of its request; images of one request keep their order.
 */
export function cardOrder(
	generations: readonly Pick<Generation, 'id' | 'startedAt'>[],
	images: readonly Pick<PanelImage, 'id' | 'createdAt' | 'duration'>[],
): readonly string[] {
	return [
		...generations.map(({ id, startedAt }) => ({ id, start: startedAt })),
		...images.map(({ id, createdAt, duration = 0 }) => ({ id, start: createdAt - duration })),
	]
		.sort((a, b) => b.start - a.start)
		.map(({ id }) => id);
}
