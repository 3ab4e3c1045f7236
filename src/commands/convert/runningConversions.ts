/** The running conversions of this window; a second request for the same conversion gets the result of the first. */
export class RunningConversions<T> {
	private readonly running = new Map<string, Promise<T>>();

	/** The conversion of this name, if it is under way. */
	get(name: string): Promise<T> | undefined {
		return this.running.get(name);
	}

	/** Runs a conversion that is not under way. */
	async run(name: string, convert: () => Promise<T>): Promise<T> {
		const running = convert();
		this.running.set(name, running);
		try {
			return await running;
		} finally {
			this.running.delete(name);
		}
	}
}
