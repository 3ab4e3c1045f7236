import type { Draft, PanelEvent, PanelState } from './panelState.ts';
import type { PanelStrings } from './strings.ts';

/** Everything the image panel's two halves say to each other. Images travel as webview URIs of files, but for those that a person pastes, drops or paints. */

/** What can be done with an image. `fetch` and `copyAddress` are for those that lie elsewhere; `copyFailed`: the webview could not put it on the clipboard. */
export const imageActions = [
	'fetch',
	'copyAddress',
	'save',
	'saveAs',
	'insert',
	'copyFailed',
	'open',
	'vary',
	'edit',
	'reference',
	'reveal',
	'delete',
] as const;

export type ImageAction = (typeof imageActions)[number];

/** Pixels of a thumbnail's longer edge: a cell of the history at 200 %. */
export const thumbnailEdge = 512;

export type ToWebview =
	/** The answer to `ready`: replaces whatever the webview shows. */
	| { readonly type: 'state'; readonly state: PanelState; readonly strings: PanelStrings }
	/** Closes the large view and puts the keyboard into the prompt: after Vary, Edit, and when the panel is shown. */
	| { readonly type: 'focusPrompt' }
	/** The same for the choice of models, after a failure that another model mends. */
	| { readonly type: 'focusModel' }
	/** Says a sentence to screen readers, as "Saved as images/fox.png". */
	| { readonly type: 'announce'; readonly text: string }
	| PanelEvent;

export type FromWebview =
	/** The page runs. `draft` is what it kept from before a reload: the host takes it by `draftChanged`, which drops what is older than its own. */
	| { readonly type: 'ready'; readonly draft?: Draft; readonly revision?: number }
	| { readonly type: 'draftChanged'; readonly draft: Draft; readonly revision: number }
	| { readonly type: 'generate'; readonly draft: Draft; readonly revision: number }
	| { readonly type: 'cancel'; readonly id: string }
	/** A notice, or the card of a failed generation. */
	| { readonly type: 'dismiss'; readonly id: string }
	/** A button under the notice or failed generation `id`. */
	| { readonly type: 'remedy'; readonly id: string; readonly remedy: string }
	/** Set the provider up: address, key. */
	| { readonly type: 'setUp'; readonly provider: string }
	/** An image that was pasted, or dropped from outside the editor. */
	| { readonly type: 'addReference'; readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array }
	/** Files that were dropped from the explorer, as URIs. */
	| { readonly type: 'addReferenceFiles'; readonly uris: readonly string[] }
	| { readonly type: 'pickReferences' }
	| { readonly type: 'removeReference'; readonly id: string }
	/** A PNG of the reference's own size; transparent where the model may paint. */
	| { readonly type: 'setMask'; readonly reference: string; readonly png: Uint8Array }
	| { readonly type: 'clearMask' }
	| { readonly type: 'image'; readonly action: ImageAction; readonly id: string }
	/** A small version of an image that had none: WebP, no edge longer than `thumbnailEdge`. */
	| { readonly type: 'thumbnail'; readonly id: string; readonly bytes: Uint8Array }
	| { readonly type: 'clearResults' }
	| { readonly type: 'search'; readonly query: string }
	/** The page of history that follows the image `after`. */
	| { readonly type: 'loadMore'; readonly query: string; readonly after: string };
