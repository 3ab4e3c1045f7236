import { untilAbort } from '../abort.ts';

/** Runs at most one task per name at a time; callers with the same name share its outcome. */
export class SharedRuns<T> {
	private readonly running = new Map<string, { readonly run: Promise<T>; readonly controller: AbortController; waiting: number }>();

	/**
	 * Waits for the run of this name, which `start` starts if there is none. The run is aborted when no caller waits for it any more.
	 * @throws {DOMException} `AbortError` when `signal` aborts; otherwise whatever the run throws
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
		// Callers that still wait get the failure; there may be none.
		entry.run.then(settled, settled);
		return entry;
	}
}
