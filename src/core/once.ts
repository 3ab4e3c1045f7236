/** Makes something at the first call and returns it to all later ones; a failure is not kept, so the next call tries again. */
export interface Once<T> {
	(): Promise<T>;
	/** What was made or is being made; undefined before the first call and after a failure. */
	readonly made: Promise<T> | undefined;
}

/** Wraps `make` so that it runs once; after a failure, the next call tries again. */
export function once<T>(make: () => Promise<T>): Once<T> {
	let made: Promise<T> | undefined;
	const call = (): Promise<T> => {
		if (made) {
			return made;
		}
		const making = make();
		made = making;
		making.catch(() => (made = undefined));
		return making;
	};
	return Object.defineProperty(call, 'made', { get: () => made }) as Once<T>;
}
