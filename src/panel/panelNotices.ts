import type * as vscode from 'vscode';
import { isCancellation, logFailure } from '../platform/notify.ts';
import type { Notice } from '../shared/panelState.ts';
import { failureNotice } from './failureCard.ts';
import type { PanelStore } from './panelStore.ts';

/** What the buttons of a notice do, by their ids. */
type Offers = Readonly<Record<string, () => Promise<void>>>;

/** What the panel has to tell, and what its buttons do. */
export class PanelNotices {
	private readonly offers = new Map<string, Offers>();

	constructor(
		private readonly live: PanelStore,
		private readonly log: vscode.LogOutputChannel,
	) {}

	/** Shows a notice until it is put away or one of its buttons is pressed; one of the same id gives way to it. */
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

	/** Says at an image what was done with it, to those who look there and to screen readers. */
	done(id: string, text: string): void {
		this.live.post({ type: 'done', id, text });
	}

	/** @returns what a button of a notice does, which goes with it; undefined for buttons of others */
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

	/** Takes a notice away, if it is shown. */
	putAway(id: string): void {
		if (this.isShown(id)) {
			this.live.apply({ type: 'dismissed', id });
			this.forget(id);
		}
	}

	forget(id: string): void {
		this.offers.delete(id);
	}

	/** Where everything that fails in the panel ends: in a notice. */
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
