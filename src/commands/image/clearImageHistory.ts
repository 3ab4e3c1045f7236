import type { Services } from '../../services.ts';

/** Deletes the images of the history if the user confirms. */
export async function clearImageHistory({ imagePanel }: Services): Promise<void> {
	await (await imagePanel.load()).clearHistory();
}
