import type { Draft, PanelEvent, PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import type { PanelStrings } from '../shared/strings.ts';
import type { Thumbnails } from './thumbnails.ts';

/** What every part of the panel can use. */
export interface Context {
	readonly strings: PanelStrings;
	readonly state: () => PanelState;
	/** To the host. */
	readonly send: (message: FromWebview) => void;
	/** Changes the page's own copy of the state, for immediate feedback. */
	readonly apply: (event: PanelEvent) => void;
	/** Changes the draft here and sends it to the host, while typing with a short delay. */
	readonly changeDraft: (change: Partial<Draft>, typing?: boolean) => void;
	/** Announces a sentence to screen readers. */
	readonly announce: (text: string, urgent?: boolean) => void;
	/** Says at an image what was done with it, and to screen readers. */
	readonly done: (id: string, text: string) => void;
	/** Shows a notice of the page itself. */
	readonly report: (text: string) => void;
	/** Makes the small version of an image that has none. */
	readonly thumbnails: Thumbnails;
	/** Opens the mask editor on a reference. */
	readonly paintMask: (reference: string) => void;
	/** Shows an image large, among the results or in the history. */
	readonly view: (id: string, among: 'results' | 'history') => void;
}
