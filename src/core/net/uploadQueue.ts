import { setTimeout as sleep } from 'node:timers/promises';
import { untilAbort } from '../abort.ts';

/** Longer than this nobody has the line alone: on a slow line others would wait for their turn in vain, and a distant host fills none by itself. */
const aloneMs = 500;

/**
 * Bodies on their way out, one after another. Side by side they share the line, and each is there only when nearly all are; in turn, the first one is
 * worked on while the others follow.
 */
export class UploadQueue {
	/** Settles when the next body may begin. */
	private clear: Promise<unknown> = Promise.resolve();

	/**
	 * Waits for a body's turn. What it returns is to be called when the body is sent, and may be called again.
	 * @throws {DOMException} `AbortError` when `signal` aborts first
	 */
	async enter(signal: AbortSignal): Promise<() => void> {
		const turn = this.clear;
		let leave = (): void => undefined;
		const left = new Promise<void>((resolve) => (leave = resolve));
		this.clear = turn.then(() => Promise.race([left, sleep(aloneMs, undefined, { ref: false })]));
		try {
			await untilAbort(turn, signal);
		} catch (error) {
			leave();
			throw error;
		}
		return leave;
	}
}
