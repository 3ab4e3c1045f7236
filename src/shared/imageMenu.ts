/**
 * The value of `data-vscode-context` for an element that shows an image: the `when` clauses of the manifest's `webview/context` menu use it, and the
 * menu's commands get it.
 * @param here false for an image at another host
 */
export function imageMenu(id: string, here: boolean): string {
	return JSON.stringify({ foveaImage: id, foveaImageHere: here, preventDefaultContextMenuItems: true });
}

/** The id of the image on which a context menu was opened, from the argument of the menu's command. */
export function imageInMenu(clicked: unknown): string | undefined {
	const id = typeof clicked === 'object' && clicked !== null && 'foveaImage' in clicked ? clicked.foveaImage : undefined;
	return typeof id === 'string' ? id : undefined;
}
