import { untilAbort } from '../abort.ts';

/** Pages that one run is requesting; no other run requests them until they are released. */
export interface HeldPages {
	/** Releases some of the pages, or all that are left. Does nothing for pages that are not held. */
	release(pages?: readonly number[]): void;
}

interface Holder {
	readonly document: string;
	/** Undefined for all pages of a document with an unknown page count. */
	readonly pages: Set<number> | undefined;
}

/** The pages that are being requested now, so that two runs that want the same page at the same time do not both pay for it. */
export class PagesUnderWay {
	private readonly holders = new Set<Holder>();
	private readonly waiting: (() => void)[] = [];

	/**
	 * Holds pages of a document, all of them if `pages` is undefined. If another run holds one of them, waits until none is held and returns
	 * undefined: the caller then looks for the other run's results, and calls again for what is still missing.
	 * @param document identifies the document and everything that determines its result
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	async hold(document: string, pages: readonly number[] | undefined, signal: AbortSignal): Promise<HeldPages | undefined> {
		const isFree = () => ![...this.holders].some((other) => other.document === document && overlaps(other.pages, pages));
		if (isFree()) {
			return this.held({ document, pages: pages && new Set(pages) });
		}
		while (!isFree()) {
			await untilAbort(new Promise<void>((resolve) => this.waiting.push(resolve)), signal);
		}
		return undefined;
	}

	private held(holder: Holder): HeldPages {
		this.holders.add(holder);
		return {
			release: (pages) => {
				pages?.forEach((page) => holder.pages?.delete(page));
				if (!pages || holder.pages?.size === 0) {
					this.holders.delete(holder);
				}
				for (const resolve of this.waiting.splice(0)) {
					resolve();
				}
			},
		};
	}
}

function overlaps(held: ReadonlySet<number> | undefined, wanted: readonly number[] | undefined): boolean {
	return !held || !wanted || wanted.some((page) => held.has(page));
}
