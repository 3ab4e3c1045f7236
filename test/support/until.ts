/** Far longer than anything takes: it only matters to what fails. */
const limitMs = 120_000;

/**
 * Waits until something is so, and returns it.
 * @throws {Error} that says what was waited for in vain
 */
export async function until<T>(what: string, found: () => T | Promise<T>, milliseconds = limitMs): Promise<NonNullable<T>> {
	for (const end = Date.now() + milliseconds; ;) {
		const value = await found();
		if (value) {
			return value;
		}
		if (Date.now() > end) {
			throw new Error(`waited in vain: ${what}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}
