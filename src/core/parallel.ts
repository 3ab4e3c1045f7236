/**
 * Runs `task` on every item, at most `limit` at a time, in the items' order. After a failure no further task begins; those under way go on, and the
 * failure is thrown at once.
 */
export async function inParallel<T>(items: readonly T[], limit: number, task: (item: T) => Promise<void>): Promise<void> {
	const waiting = items.values();
	let failed = false;
	const work = async (): Promise<void> => {
		for (const item of waiting) {
			await task(item).catch((error: unknown) => {
				failed = true;
				throw error;
			});
			if (failed) {
				return;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
}
