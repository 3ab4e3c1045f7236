/** Runs `task` on every item, at most `limit` at a time, in the items' order; the first failure ends it. */
export async function inParallel<T>(items: readonly T[], limit: number, task: (item: T) => Promise<void>): Promise<void> {
	const waiting = items.values();
	const work = async (): Promise<void> => {
		for (const item of waiting) {
			await task(item);
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
}
