import type { PanelImage } from '../shared/panelState.ts';
import { draggedImage } from '../shared/protocol.ts';

/** Under which the editor takes addresses of files that are dragged. */
const resources = 'ResourceURLs';

/**
 * Lets an image be dragged: within the panel, as a reference; into a document, which gets a link (`dropImage.ts`); to where the editor takes
 * files.
 * @param look what is seen under the pointer
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
 * The file that a webview's address stands for, as the editor's window names it, over a remote connection too. The host of such an address is
 * the file's scheme and authority, in which what no host may have is written in hexadecimal (`webview.asWebviewUri`, VS Code 1.60 and later).
 */
export function fileBehind(address: string): string | undefined {
	const [, scheme, authority = '', path] = /^https:\/\/([\w-]+)\+([^./]*)\.vscode-resource\.[^/]+(\/[^?#]*)/.exec(address) ?? [];
	return scheme === undefined
		? undefined
		: `${scheme}://${authority.replace(/-([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))}${path}`;
}
