/** How the demo shows itself: in a desktop VS Code, in the user's own browser, or by itself in a browser without a window. */
export type DemoMode = 'desktop' | 'browser' | 'headless';

/** What decides it. */
export interface DemoCircumstances {
	/** `--headless` was given. */
	readonly headless: boolean;
	/** A window can be shown. */
	readonly display: boolean;
	/** Somebody is at a terminal. */
	readonly terminal: boolean;
	/** There is a desktop VS Code. */
	readonly desktop: boolean;
}

/** Where nobody could look at a window or follow an address, the demo drives itself. */
export function demoMode({ headless, display, terminal, desktop }: DemoCircumstances): DemoMode {
	if (headless || (!display && !terminal)) {
		return 'headless';
	}
	return display && desktop ? 'desktop' : 'browser';
}
