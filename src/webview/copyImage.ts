import type { PanelImage } from '../shared/panelState.ts';
import type { Context } from './context.ts';
import { readableImage } from './readableImage.ts';

/** Milliseconds to wait for the focus. Without it, the copy fails and the panel says so. */
const longestWait = 1000;

/** Puts the image on the clipboard as PNG, the only image format that every browser accepts there. */
export async function copyImage({ done, send, strings }: Context, { src, id }: PanelImage): Promise<void> {
	try {
		await focused();
		// The promise is passed on unresolved, because browsers only allow the write right after the click.
		await navigator.clipboard.write([new ClipboardItem({ 'image/png': toPng(src) })]);
		done(id, strings.copied);
	} catch {
		send({ type: 'image', action: 'copyFailed', id });
	}
}

/** Waits for the focus, which returns a moment after the editor's menu has closed. Only a page with the focus can write to the clipboard. */
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
