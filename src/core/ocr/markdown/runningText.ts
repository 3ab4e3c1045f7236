import type { OcrPage } from '../engine.ts';
import { runningTextKey } from '../runningTextKey.ts';

/**
 * What stands at the top or the bottom of more than one page, numbers aside. A letterhead on the first page alone is content and not among it.
 */
export class RunningText {
	private readonly seen = new Set<string>();
	private readonly repeated = new Set(['']);

	add({ header = '', footer = '' }: OcrPage): void {
		for (const key of [header, footer].map(runningTextKey)) {
			(this.seen.has(key) ? this.repeated : this.seen).add(key);
		}
	}

	/** The text, or nothing where it repeats. */
	once(text: string): string {
		return this.repeated.has(runningTextKey(text)) ? '' : text.trim();
	}
}
