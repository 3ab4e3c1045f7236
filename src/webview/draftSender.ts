import type { PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';

/** Tells the host what is in the composer. */
export interface DraftSender {
	/** At once, or after a pause in the typing. */
	soon(typing: boolean): void;
	/** What was not told yet, if anything. */
	readonly now: () => void;
	/** What was not told yet goes another way. */
	forget(): void;
}

/** Milliseconds without a key press before the host gets what was typed. */
const typingPause = 250;

/** Sends the draft of the state that is there then. */
export function createDraftSender(send: (message: FromWebview) => void, state: () => PanelState): DraftSender {
	let untold: ReturnType<typeof setTimeout> | undefined;
	const forget = (): void => {
		clearTimeout(untold);
		untold = undefined;
	};
	const now = (): void => {
		if (untold !== undefined) {
			forget();
			const { draft, revision } = state();
			send({ type: 'draftChanged', draft, revision });
		}
	};
	return {
		soon: (typing) => {
			clearTimeout(untold);
			untold = setTimeout(now, typing ? typingPause : 0);
		},
		now,
		forget,
	};
}
