/** Keeps answers back until a test lets them go, so that no test has to know how long something takes. */
export class HeldAnswers<Request> {
	private which: ((request: Request) => boolean) | undefined;
	private readonly waiting = new Map<Request, () => void>();

	/** From now on, the answers to those requests wait for `release`; to all requests when nothing says which. */
	hold(which: (request: Request) => boolean = () => true): void {
		this.which = which;
	}

	/** Lets go of the answers that wait, or of those to the requests that `which` is true of. Without it, nothing is held any more. */
	release(which?: (request: Request) => boolean): void {
		if (!which) {
			this.which = undefined;
		}
		for (const [request, go] of this.waiting) {
			if (which?.(request) ?? true) {
				go();
			}
		}
	}

	/** Requests whose answers wait, the one that has waited longest first. */
	get held(): readonly Request[] {
		return [...this.waiting.keys()];
	}

	/** Resolves at once, or when the answer is let go. Rejects when `signal` is aborted. */
	async pass(request: Request, signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		if (!this.which?.(request)) {
			return;
		}
		try {
			await new Promise<void>((resolve, reject) => {
				this.waiting.set(request, resolve);
				signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
			});
		} finally {
			this.waiting.delete(request);
		}
	}
}
