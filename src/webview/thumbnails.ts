import type { PanelImage } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import { thumbnailEdge } from '../shared/protocol.ts';
import { readableImage } from './readableImage.ts';

/** The WebP quality of thumbnails. */
const quality = 0.8;

/** How many images are read at once, because each is decoded in full size. */
const lanes = 2;

/**
 * Makes the thumbnail of an image. The result is undefined if the image needs none, is no longer `wanted` when its turn comes, or cannot be drawn.
 */
export type Thumbnails = (image: PanelImage, wanted?: () => boolean) => Promise<HTMLCanvasElement | undefined>;

/** Whether an image still needs a thumbnail. Small images, and drawings without a size of their own, need none. */
export function lacksThumbnail({ src, thumbnail, width, height }: PanelImage): boolean {
	return thumbnail === src && Math.max(width, height) > thumbnailEdge;
}

/** Makes thumbnails, few at a time, and sends them to the host, which stores them. */
export function createThumbnails(send: (message: FromWebview) => void): Thumbnails {
	const making = new Map<string, Promise<HTMLCanvasElement | undefined>>();
	const waiting: (() => Promise<unknown>)[] = [];
	let running = 0;
	const next = (): void => {
		const task = running < lanes ? waiting.shift() : undefined;
		if (task) {
			running++;
			void task().finally(() => {
				running--;
				next();
			});
		}
	};
	const make = async ({ id, src }: PanelImage): Promise<HTMLCanvasElement> => {
		const canvas = await small(src);
		const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', quality));
		if (blob?.type === 'image/webp') {
			send({ type: 'thumbnail', id, bytes: new Uint8Array(await blob.arrayBuffer()) });
		}
		return canvas;
	};
	return (image, wanted = () => true) => {
		const { id } = image;
		if (!lacksThumbnail(image)) {
			return Promise.resolve(undefined);
		}
		const known = making.get(id);
		if (known) {
			return known;
		}
		const made = new Promise<HTMLCanvasElement | undefined>((resolve) => {
			waiting.push(async () => {
				// The caller is in the document only after this call returns.
				await Promise.resolve();
				resolve(wanted() ? await make(image).catch(() => undefined) : undefined);
				making.delete(id);
			});
		});
		making.set(id, made);
		next();
		return made;
	};
}

async function small(src: string): Promise<HTMLCanvasElement> {
	const image = await readableImage(src);
	const scale = thumbnailEdge / Math.max(image.naturalWidth, image.naturalHeight);
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
	canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
	const surface = canvas.getContext('2d')!;
	surface.imageSmoothingQuality = 'high';
	surface.drawImage(image, 0, 0, canvas.width, canvas.height);
	return canvas;
}
