/** Runs tasks of one key one after another, in the order in which they came. A task that fails changes nothing for the next. */
export class TaskQueue {
	private readonly last = new Map<string, Promise<unknown>>();

	/** @throws whatever `task` throws */
	async run<T>(key: string, task: () => Promise<T>): Promise<T> {
		const result = (this.last.get(key) ?? Promise.resolve()).then(task);
		const settled = result.then(
			() => undefined,
			() => undefined,
		);
		this.last.set(key, settled);
		try {
			return await result;
		} finally {
			if (this.last.get(key) === settled) {
				this.last.delete(key);
			}
		}
	}
}
