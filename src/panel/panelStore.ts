import { type PanelEvent, type PanelState, reduce } from '../shared/panelState.ts';
import type { ToWebview } from '../shared/protocol.ts';

/** A page that shows the panel. */
export interface PanelView {
	readonly post: (message: ToWebview) => void;
	/** The address under which the page may load a file of this machine. */
	readonly uriOf: (file: string) => string;
	/** Whether the page can be seen: false while its tab is in the background. */
	readonly isVisible: () => boolean;
}

/** The host's copy of the panel's state, kept equal to the page's: every event goes to both. It outlives the page. */
export class PanelStore {
	private view: PanelView | undefined;

	constructor(private current: PanelState) {}

	get state(): PanelState {
		return this.current;
	}

	/** Whether a person can see the panel. */
	get isVisible(): boolean {
		return this.view?.isVisible() ?? false;
	}

	/** Connects the page that shows the state from now on; undefined when there is none. */
	show(view: PanelView | undefined): void {
		this.view = view;
	}

	/** @param known the page has applied the event by itself */
	apply(event: PanelEvent, known: 'known' | 'new' = 'new'): void {
		this.current = reduce(this.current, event);
		if (known === 'new') {
			this.post(event);
		}
	}

	/** Replaces parts of the state without an event, before a new page gets all of it. */
	replace(change: Partial<PanelState>): void {
		this.current = { ...this.current, ...change };
	}

	post(message: ToWebview): void {
		this.view?.post(message);
	}

	/** Empty while there is no page; addresses are made again for the next one. */
	uriOf(file: string): string {
		return this.view?.uriOf(file) ?? '';
	}
}
