import { untilAbort } from '../abort.ts';

/** Runs of which there is one at a time under each name: who asks meanwhile gets its outcome. */
export class SharedRuns<T> {
	private readonly running = new Map<string, { readonly run: Promise<T>; readonly controller: AbortController; waiting: number }>();

	/**
	 * The outcome of the run of this name, which `start` starts where there is none. It is aborted when nobody waits for it any more.
	 * @throws {DOMException} `AbortError` when `signal` aborts, and whatever the run throws
	 */
	async run(name: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
		signal.throwIfAborted();
		const before = this.running.get(name);
		const entry = before ?? this.started(name, start);
		entry.waiting++;
		try {
			return await untilAbort(entry.run, signal);
		} finally {
			entry.waiting--;
			if (entry.waiting === 0 && this.running.get(name) === entry) {
				this.running.delete(name);
				entry.controller.abort();
			}
		}
	}

	private started(name: string, start: (signal: AbortSignal) => Promise<T>) {
		const controller = new AbortController();
		const entry = { run: start(controller.signal), controller, waiting: 0 };
		this.running.set(name, entry);
		const settled = () => {
			if (this.running.get(name) === entry) {
				this.running.delete(name);
			}
		};
		// Who waits hears of a failure; there may be nobody left.
		entry.run.then(settled, settled);
		return entry;
	}
}
