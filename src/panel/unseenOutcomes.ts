import type { Failure } from './failureCard.ts';
import type { GenerationOutcome } from './generations.ts';

/** Outcomes of requests that ended while nobody saw the panel; they are told together when the last request has ended. */
export class UnseenOutcomes {
	private images = 0;
	private failure: Failure | undefined;

	/** @param tell called once for all that ended unseen */
	constructor(private readonly tell: (outcome: GenerationOutcome) => void) {}

	/** A request has ended; a cancelled one without an outcome. */
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

	/** The panel shows it all by itself. */
	seen(): void {
		this.images = 0;
		this.failure = undefined;
	}
}
