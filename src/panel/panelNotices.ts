import type * as vscode from 'vscode';
import { isCancellation, logFailure } from '../platform/notify.ts';
import type { Notice } from '../shared/panelState.ts';
import { failureNotice } from './failureCard.ts';
import type { PanelStore } from './panelStore.ts';

/** The actions of a notice's buttons, by id. */
type Offers = Readonly<Record<string, () => Promise<void>>>;

/** The panel's notices and the actions of their buttons. */
export class PanelNotices {
	private readonly offers = new Map<string, Offers>();

	constructor(
		private readonly live: PanelStore,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Shows a notice until it is dismissed or one of its buttons is pressed. It replaces a notice with the same id. */
	show(
		notice: Omit<Notice, 'id' | 'remedies'> & Partial<Pick<Notice, 'remedies'>>,
		offers?: Offers,
		id: string = crypto.randomUUID(),
	): void {
		if (offers) {
			this.offers.set(id, offers);
		}
		this.live.apply({ type: 'noticeShown', notice: { remedies: [], ...notice, id } });
	}

	/** Announces a sentence to screen readers. */
	announce(text: string): void {
		this.live.post({ type: 'announce', text });
	}

	/** Shows beside an image what was done with it, and announces it to screen readers. */
	done(id: string, text: string): void {
		this.live.post({ type: 'done', id, text });
	}

	/** Removes a notice and returns the action of its button; undefined if the button belongs to something else. */
	take(id: string, remedy: string): (() => Promise<void>) | undefined {
		const offer = this.offers.get(id)?.[remedy];
		if (offer) {
			this.live.apply({ type: 'dismissed', id });
			this.forget(id);
		}
		return offer;
	}

	isShown(id: string): boolean {
		return this.live.state.notices.some((notice) => notice.id === id);
	}

	/** Removes a notice, if it is shown. */
	putAway(id: string): void {
		if (this.isShown(id)) {
			this.live.apply({ type: 'dismissed', id });
			this.forget(id);
		}
	}

	forget(id: string): void {
		this.offers.delete(id);
	}

	/** Runs something and shows a failure as a notice. */
	async guard(run: () => Promise<void> | void): Promise<void> {
		try {
			await run();
		} catch (error) {
			if (!isCancellation(error)) {
				logFailure(this.log, error);
				this.show(failureNotice(error));
			}
		}
	}
}
