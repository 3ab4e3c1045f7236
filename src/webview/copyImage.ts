import type { PanelImage } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { readableImage } from './readableImage.ts';

/** Milliseconds to wait for the focus; without it the copy fails, which is told. */
const longestWait = 1000;

/** Puts the image itself on the clipboard, as PNG: the one format that every browser takes there. */
export async function copyImage({ done, send, strings }: Context, { src, id }: PanelImage): Promise<void> {
	try {
		await focused();
		// The promise goes in as it is: a browser asks for the write while the click is fresh.
		await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPng(src) })]);
		done(id, strings.copied);
	} catch {
		send({ type: 'image', action: 'copyFailed', id });
	}
}

/** Only a page with the focus may write to the clipboard: it comes back a moment after the editor's menu has closed. */
async function focused(): Promise<void> {
	if (document.hasFocus()) {
		return;
	}
	window.focus();
	await new Promise<void>((resolve) => {
		addEventListener('focus', () => resolve(), { once: true });
		setTimeout(resolve, longestWait);
	});
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
