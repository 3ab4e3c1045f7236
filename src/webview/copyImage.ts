import type { PanelImage } from '../shared/panelState.ts';
import type { Context } from './context.ts';

/** Puts the image itself on the clipboard, as PNG: the one format that every browser takes there. */
export async function copyImage({ announce, send, strings }: Context, { src, id }: PanelImage): Promise<void> {
	try {
		// The promise goes in as it is: a browser asks for the write while the click is fresh.
		await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPng(src) })]);
		announce(strings.copied);
	} catch {
		send({ type: 'image', action: 'copyFailed', id });
	}
}

async function toPng(src: string): Promise<Blob> {
	const image = await readableImage(src);
	const canvas = document.createElement('canvas');
	canvas.width = image.naturalWidth;
	canvas.height = image.naturalHeight;
	canvas.getContext('2d')?.drawImage(image, 0, 0);
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The image could not be encoded.'))), 'image/png');
	});
}

/** An image that a canvas can be read from once it is drawn there: the file comes from another origin than the page. */
export async function readableImage(src: string): Promise<HTMLImageElement> {
	const image = new Image();
	image.crossOrigin = 'anonymous';
	image.src = src;
	await image.decode();
	return image;
}
