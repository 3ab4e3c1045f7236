/** Far longer than anything takes: it only matters to what fails. */
const limitMs = 120_000;

/** Between two looks, in milliseconds: short at first, then longer, as looking has a cost for what is waited for. */
const pauses = { first: 10, longest: 80, growth: 1.2 };

/**
 * Waits until something is so, and returns it.
 * @throws {Error} that says what was waited for in vain
 */
export async function until<T>(what: string, found: () => T | Promise<T>, milliseconds = limitMs): Promise<NonNullable<T>> {
	const end = Date.now() + milliseconds;
	for (let pause = pauses.first; ; pause = Math.min(pause * pauses.growth, pauses.longest)) {
		const value = await found();
		if (value) {
			return value;
		}
		if (Date.now() > end) {
			throw new Error(`waited in vain: ${what}`);
		}
		await new Promise((resolve) => setTimeout(resolve, pause));
	}
}
