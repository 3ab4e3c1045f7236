import type { Draft, PanelEvent, PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import type { PanelStrings } from '../shared/strings.ts';
import type { Thumbnails } from './thumbnails.ts';

/** What all parts of the panel share. */
export interface Context {
	readonly strings: PanelStrings;
	readonly state: () => PanelState;
	/** Sends a message to the host. */
	readonly send: (message: FromWebview) => void;
	/** Changes the page's own copy of the state, for immediate feedback. */
	readonly apply: (event: PanelEvent) => void;
	/** Changes the draft here and sends it to the host, with a short delay while the user is typing. */
	readonly changeDraft: (change: Partial<Draft>, typing?: boolean) => void;
	/** Announces a sentence to screen readers. */
	readonly announce: (text: string, urgent?: boolean) => void;
	/** Shows beside an image what was done with it, and announces it. */
	readonly done: (id: string, text: string) => void;
	/** Shows a notice of the page itself. */
	readonly report: (text: string) => void;
	/** Makes thumbnails of images that have none. */
	readonly thumbnails: Thumbnails;
	/** Opens the mask editor on a reference. */
	readonly paintMask: (reference: string) => void;
	/** Opens the viewer on an image of the results or the history. */
	readonly view: (id: string, among: 'results' | 'history') => void;
}
