import { h } from './dom.ts';
import { paintedRuns, toMask } from './maskDrawing.ts';
import { readableImage } from './readableImage.ts';

/** The mask as a PNG, as services expect it; `empty` if nothing is painted, undefined if it cannot be encoded. */
export async function maskPng(pixels: ImageData): Promise<Uint8Array | 'empty' | undefined> {
	if (toMask(pixels.data) === 0) {
		return 'empty';
	}
	const canvas = h('canvas', { width: pixels.width, height: pixels.height });
	canvas.getContext('2d')?.putImageData(pixels, 0, 0);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
	return blob ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}

/** The painted area of a mask in use, as `paintedRuns` writes it; undefined if it cannot be read. */
export async function paintedIn(src: string): Promise<readonly number[] | undefined> {
	try {
		const image = await readableImage(src);
		const { naturalWidth: width, naturalHeight: height } = image;
		const surface = h('canvas', { width, height }).getContext('2d');
		surface?.drawImage(image, 0, 0);
		return surface ? paintedRuns(surface.getImageData(0, 0, width, height).data, width) : undefined;
	} catch {
		return undefined; // the file is gone: the mask begins anew
	}
}
