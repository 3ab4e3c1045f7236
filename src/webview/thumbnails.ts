import type { PanelImage } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import { thumbnailEdge } from '../shared/protocol.ts';
import { readableImage } from './copyImage.ts';

/** Enough quality for a thumbnail. */
const quality = 0.8;

/**
 * Makes small versions of images that have none, one after the other while nothing else goes on, and hands them to the host, which keeps
 * them. Small images and drawings without a size of their own stay as they are.
 */
export function createThumbnails(send: (message: FromWebview) => void): (image: PanelImage) => void {
	const seen = new Set<string>();
	let last: Promise<void> = Promise.resolve();
	return ({ id, src, thumbnail, width, height }) => {
		if (thumbnail !== src || seen.has(id) || Math.max(width, height) <= thumbnailEdge) {
			return;
		}
		seen.add(id);
		last = last
			.then(idle)
			.then(() => small(src))
			// An image that cannot be drawn is skipped; its card says when the file is gone.
			.then(
				(bytes) => bytes && send({ type: 'thumbnail', id, bytes }),
				() => undefined,
			);
	};
}

function idle(): Promise<void> {
	return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 2000 }));
}

async function small(src: string): Promise<Uint8Array | undefined> {
	const image = await readableImage(src);
	const scale = thumbnailEdge / Math.max(image.naturalWidth, image.naturalHeight);
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
	canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
	const surface = canvas.getContext('2d');
	if (!surface) {
		return undefined;
	}
	surface.imageSmoothingQuality = 'high';
	surface.drawImage(image, 0, 0, canvas.width, canvas.height);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality));
	return blob?.type === 'image/webp' ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}
