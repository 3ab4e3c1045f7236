import type { PanelEvent, PanelState } from './panelState.ts';
import type { PanelStrings } from './strings.ts';

/** What can be done with an image. `fetch` and `copyAddress` are for those that lie elsewhere; `copy` and
 * `copyFailed` are the webview's: it alone can put an image on the clipboard. */
export const imageActions = [
	'fetch',
	'copyAddress',
	'save',
	'saveAs',
	'insert',
	'copy',
	'copyPrompt',
	'copyFailed',
	'open',
	'vary',
	'edit',
	'reference',
	'reveal',
	'favourite',
	'unfavourite',
	'delete',
] as const;

/** An action on an image of the panel. */
export type ImageAction = (typeof imageActions)[number];

/** The type under which an image of the panel is dragged; its content is the image's id. */
export const draggedImage = 'application/x-fovea-image';

/** Pixels of a thumbnail's longer edge: a cell of the history at 200 %. */
export const thumbnailEdge = 512;

/** What a page begins with, in its HTML: no time is lost with asking. */
export interface FirstState {
	/** New for every HTML: a page that the editor loads again from the same one has to ask. */
	readonly id: string;
	readonly state: PanelState;
	readonly strings: PanelStrings;
}

/**
 * Everything that the host says to the image panel's page (`fromWebview.ts` is the other direction). Images travel as webview URIs of files, but for
 * those that a person pastes, drops or paints.
 */
export type ToWebview =
	/** The answer to `ready`: replaces whatever the webview shows. */
	| { readonly type: 'state'; readonly state: PanelState; readonly strings: PanelStrings }
	/** Closes the large view and puts the keyboard into the prompt: after Vary, Edit, and when the panel is shown. */
	| { readonly type: 'focusPrompt' }
	/** The same for the choice of models, after a failure that another model mends. */
	| { readonly type: 'focusModel' }
	/** Puts an image on the clipboard, after the command of its menu. */
	| { readonly type: 'copyImage'; readonly id: string }
	/** Says so at the image too, for a moment: what a person sees who looks there. */
	| { readonly type: 'done'; readonly id: string; readonly text: string }
	/** Says a sentence to screen readers, as "Saved as images/fox.png". */
	| { readonly type: 'announce'; readonly text: string }
	| PanelEvent;
