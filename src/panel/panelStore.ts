import { type PanelEvent, type PanelState, reduce } from '../shared/panelState.ts';
import type { ToWebview } from '../shared/protocol.ts';

/** A page that shows the panel. */
export interface PanelView {
	readonly post: (message: ToWebview) => void;
	/** The address under which the page may load a file of this machine. */
	readonly uriOf: (file: string) => string;
}

/** The panel's state at this end, kept equal to the page's: every event goes to both. Without a page it lives on. */
export class PanelStore {
	private view: PanelView | undefined;

	constructor(private current: PanelState) {}

	get state(): PanelState {
		return this.current;
	}

	get isShown(): boolean {
		return this.view !== undefined;
	}

	/** From now on this page shows the state, or none does. */
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

	/** Replaces what no event describes: a state whose addresses are those of another page. */
	replace(change: Partial<PanelState>): void {
		this.current = { ...this.current, ...change };
	}

	post(message: ToWebview): void {
		this.view?.post(message);
	}

	/** Empty while there is no page: such an address is of no use, and made anew for the next. */
	uriOf(file: string): string {
		return this.view?.uriOf(file) ?? '';
	}
}
