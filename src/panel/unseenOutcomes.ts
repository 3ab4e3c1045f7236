import type { Failure } from './failureCard.ts';
import type { GenerationOutcome } from './generations.ts';

/** Outcomes of requests that ended while the panel was hidden; they are reported together when the last request has ended. */
export class UnseenOutcomes {
	private images = 0;
	private failure: Failure | undefined;

	/** @param tell called once with all outcomes that ended unseen */
	constructor(private readonly tell: (outcome: GenerationOutcome) => void) {}

	/** Called when a request has ended; a cancelled one has no outcome. */
	ended(outcome: GenerationOutcome | undefined, { isSeen, isLast }: { readonly isSeen: boolean; readonly isLast: boolean }): void {
		if (isSeen) {
			this.seen();
			return;
		}
		this.images += outcome?.images ?? 0;
		this.failure = outcome?.failure ?? this.failure;
		if (isLast && (this.images > 0 || this.failure)) {
			const { images, failure } = this;
			this.seen();
			this.tell({ images, ...(failure ? { failure } : {}) });
		}
	}

	/** Called when the panel becomes visible and shows the outcomes itself. */
	seen(): void {
		this.images = 0;
		this.failure = undefined;
	}
}
