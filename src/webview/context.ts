import type { Draft, PanelImage, PanelEvent, PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';
import type { PanelStrings } from '../shared/strings.ts';

/** What every part of the panel may use. */
export interface Context {
	readonly strings: PanelStrings;
	readonly state: () => PanelState;
	/** To the host. */
	readonly send: (message: FromWebview) => void;
	/** Changes the state on this side, for what the person sees at once. */
	readonly apply: (event: PanelEvent) => void;
	/** Changes the draft here and tells the host; typing waits a moment before it is told. */
	readonly changeDraft: (change: Partial<Draft>, typing?: boolean) => void;
	/** Says a sentence to screen readers. */
	readonly announce: (text: string, urgent?: boolean) => void;
	/** Shows a notice of this side's own. */
	readonly tell: (text: string) => void;
	/** Told of every image that is shown: has a small version made of those that have none. */
	readonly thumbnails: (image: PanelImage) => void;
	/** Opens the mask editor on a reference. */
	readonly paintMask: (reference: string) => void;
	/** Shows an image large, among the results or in the history. */
	readonly view: (id: string, among: 'results' | 'history') => void;
}
