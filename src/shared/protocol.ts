import type { PanelEvent, PanelState } from './panelState.ts';
import type { PanelStrings } from './strings.ts';

/** The actions on an image. `fetch` and `copyAddress` are for images at another host; `copy` and
 * `copyFailed` belong to the webview, because only it can put an image on the clipboard. */
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

/** The initial state, embedded in the page's HTML, so that the page need not ask for it. */
export interface FirstState {
	/** New for each HTML: a page that is reloaded from the same HTML must ask for the state. */
	readonly id: string;
	readonly state: PanelState;
	readonly strings: PanelStrings;
}

/**
 * The messages of the host to the image panel's page (for the other direction, see `fromWebview.ts`). Images are sent as webview URIs of files,
 * except those that the user pastes, drops or paints.
 */
export type ToWebview =
	/** The answer to `ready`: replaces everything that the webview shows. */
	| { readonly type: 'state'; readonly state: PanelState; readonly strings: PanelStrings }
	/** Closes the large view and focuses the prompt: after Vary, Edit, and when the panel is shown. */
	| { readonly type: 'focusPrompt' }
	/** Closes the large view and focuses the model, after a failure that another model would fix. */
	| { readonly type: 'focusModel' }
	/** Puts an image on the clipboard, after the command of its menu. */
	| { readonly type: 'copyImage'; readonly id: string }
	/** Shows a text at the image for a moment. */
	| { readonly type: 'done'; readonly id: string; readonly text: string }
	/** Announces a sentence to screen readers, such as "Saved as images/fox.png". */
	| { readonly type: 'announce'; readonly text: string }
	| PanelEvent;
