import type { Clock } from '../../../src/core/disk/lease.ts';

/** A clock that a test moves by hand. */
export class HandClock implements Clock {
	private time = 1_700_000_000_000;
	private sleepers: { readonly until: number; readonly wake: () => void }[] = [];

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		await new Promise<void>((resolve, reject) => {
			const abort = () => reject(new DOMException('aborted', 'AbortError'));
			signal.addEventListener('abort', abort, { once: true });
			const wake = () => {
				signal.removeEventListener('abort', abort);
				resolve();
			};
			this.sleepers.push({ until: this.time + milliseconds, wake });
		});
	}

	/** Lets time pass, half a second at a time, and what waits for it happen. */
	async pass(milliseconds: number): Promise<void> {
		for (const end = this.time + milliseconds; this.time < end;) {
			this.time = Math.min(end, this.time + 500);
			const due = this.sleepers.filter(({ until }) => until <= this.time);
			this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
			due.forEach(({ wake }) => wake());
			await settle();
		}
	}
}

/** Lets all that is under way, without a disk, come to where it waits. */
export async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) {
		await new Promise((resolve) => setImmediate(resolve));
	}
}
