import type { OcrPage } from '../engine.ts';
import { runningTextKey } from '../runningTextKey.ts';

/** Text at the top or bottom of more than one page, apart from numbers. A letterhead on only the first page is content. */
export class RunningText {
	private readonly seen = new Set<string>();
	private readonly repeated = new Set(['']);

	add({ header = '', footer = '' }: OcrPage): void {
		for (const key of [header, footer].map(runningTextKey)) {
			(this.seen.has(key) ? this.repeated : this.seen).add(key);
		}
	}

	/** The text, or nothing if it repeats. */
	once(text: string): string {
		return this.repeated.has(runningTextKey(text)) ? '' : text.trim();
	}
}
