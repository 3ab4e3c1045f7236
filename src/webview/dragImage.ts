import type { PanelImage } from '../shared/panelState.ts';
import { draggedImage } from '../shared/protocol.ts';

/** The type under which the editor accepts dragged files. */
const resources = 'ResourceURLs';

/**
 * Lets an image be dragged: within the panel as a reference, into a document as a link (`dropImage.ts`), or to a place where the editor accepts
 * files.
 * @param look the element shown under the pointer
 */
export function dragImage({ dataTransfer }: DragEvent, { id, src, remote }: PanelImage, look: Element): void {
	if (!dataTransfer || remote) {
		return;
	}
	dataTransfer.setData(draggedImage, id);
	const file = fileBehind(src);
	if (file !== undefined) {
		dataTransfer.setData(resources, JSON.stringify([file]));
	}
	dataTransfer.effectAllowed = 'copy';
	dataTransfer.setDragImage(look, 16, 16);
}

/**
 * The URI of the file behind a webview address, also over a remote connection. The host of such an address contains the file's scheme and authority,
 * with other characters in hexadecimal (`webview.asWebviewUri`, VS Code 1.60 and later).
 */
export function fileBehind(address: string): string | undefined {
	const [, scheme, authority = '', path] = /^https:\/\/([\w-]+)(?:\+|%2B)([^./]*)\.vscode-resource\.[^/]+(\/[^?#]*)/.exec(address) ?? [];
	return scheme === undefined
		? undefined
		: `${scheme}://${authority.replace(/-([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))}${path}`;
}
