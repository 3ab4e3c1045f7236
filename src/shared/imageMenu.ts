/**
 * What an element says about its image to the editor, as the value of `data-vscode-context`: the manifest's `webview/context` menu looks at
 * it, and the commands of that menu get it.
 * @param here false for an image that lies at another host
 */
export function imageMenu(id: string, here: boolean): string {
	return JSON.stringify({ foveaImage: id, foveaImageHere: here, preventDefaultContextMenuItems: true });
}

/** The id of the image that a context menu was opened on, from what the editor hands to the menu's command. */
export function imageInMenu(clicked: unknown): string | undefined {
	const id = typeof clicked === 'object' && clicked !== null && 'foveaImage' in clicked ? clicked.foveaImage : undefined;
	return typeof id === 'string' ? id : undefined;
}
