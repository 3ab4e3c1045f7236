import { setTimeout as sleep } from 'node:timers/promises';
import { untilAbort } from '../abort.ts';

/** Milliseconds that a body may use the connection alone: others must not wait too long on a slow line, and a distant host cannot fill it. */
const aloneMs = 500;

/**
 * Makes request bodies go out one after another. In parallel they would share the bandwidth and all arrive late; in turn, the service works on the
 * first while the others follow.
 */
export class UploadQueue {
	/** Settles when the next body may begin. */
	private clear: Promise<unknown> = Promise.resolve();

	/**
	 * Waits for a body's turn. Call the returned function when the body is sent; further calls do nothing.
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
