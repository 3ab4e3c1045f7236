import { type PanelEvent, type PanelState, reduce } from '../shared/panelState.ts';
import type { ToWebview } from '../shared/protocol.ts';

/** The page that shows the panel. */
export interface PanelView {
	readonly post: (message: ToWebview) => void;
	/** The address from which the page can load a file of this machine. */
	readonly uriOf: (file: string) => string;
	/** Whether the page is visible; false while its tab is in the background. */
	readonly isVisible: () => boolean;
}

/** The host's copy of the panel's state, kept equal to the page's: every event goes to both. It outlives the page. */
export class PanelStore {
	private view: PanelView | undefined;

	constructor(private current: PanelState) {}

	get state(): PanelState {
		return this.current;
	}

	/** Whether the panel is visible. */
	get isVisible(): boolean {
		return this.view?.isVisible() ?? false;
	}

	/** Connects the page that shows the state from now on; undefined when there is none. */
	show(view: PanelView | undefined): void {
		this.view = view;
	}

	/** @param known whether the page has already applied the event itself */
	apply(event: PanelEvent, known: 'known' | 'new' = 'new'): void {
		this.current = reduce(this.current, event);
		if (known === 'new') {
			this.post(event);
		}
	}

	/** Replaces parts of the state without an event, before a new page gets the whole state. */
	replace(change: Partial<PanelState>): void {
		this.current = { ...this.current, ...change };
	}

	post(message: ToWebview): void {
		this.view?.post(message);
	}

	/** The address of a file for the page; empty while there is no page, because the next one needs new addresses. */
	uriOf(file: string): string {
		return this.view?.uriOf(file) ?? '';
	}
}
