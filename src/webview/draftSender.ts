import type { PanelState } from '../shared/panelState.ts';
import type { FromWebview } from '../shared/fromWebview.ts';

/** Sends the draft to the host. */
export interface DraftSender {
	/** Sends the draft at once, or after a pause in typing. */
	soon(typing: boolean): void;
	/** Sends what has not been sent yet, if anything. */
	readonly now: () => void;
	/** Drops what has not been sent yet, because it is sent in another message. */
	forget(): void;
}

/** Milliseconds without a key press before the draft is sent. */
const typingPause = 250;

/** Creates a sender, which reads the draft when it sends it. */
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
