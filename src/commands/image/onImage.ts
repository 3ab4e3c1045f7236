import type { Services } from '../../services.ts';
import { imageInMenu } from '../../shared/imageMenu.ts';
import type { ImageAction } from '../../shared/protocol.ts';

/** Runs an action on an image of the panel, from its context menu. `clicked` is the context of the element that was clicked. */
export async function onImage({ imagePanel }: Services, action: ImageAction, clicked?: unknown): Promise<void> {
	const id = imageInMenu(clicked);
	if (id !== undefined) {
		await (await imagePanel.load()).act(action, id);
	}
}
