import { createHash } from 'node:crypto';

/** How many of a document's pictures are kept in mind; equal ones are mostly near one another. */
const mostKept = 50;

/** Reads equal pictures of one document once. */
export class SamePictures<T> {
	private readonly readings = new Map<string, Promise<T>>();

	/** What `read` returns, or returned for the same key before. A failure is not kept, so the next call tries again. */
	async once(key: string, read: () => Promise<T>): Promise<T> {
		const known = this.readings.get(key);
		if (known) {
			return known;
		}
		const reading = read();
		this.readings.set(key, reading);
		reading.catch(() => this.readings.delete(key));
		for (const oldest of [...this.readings.keys()].slice(0, -mostKept)) {
			this.readings.delete(oldest);
		}
		return reading;
	}
}

/** Tells pictures with other pixels apart. */
export function pixelsHash(...pixels: readonly (Uint8Array | undefined)[]): string {
	const hash = createHash('sha256');
	for (const some of pixels) {
		hash.update(some ?? '');
	}
	return hash.digest('hex');
}
