/** How many times as long as it may work something may be silent: what waits for ever takes no processor time. */
const silence = 10;

/** Options of `watchWorkTime`. */
export interface WorkTimeOptions {
	/** Milliseconds of work. */
	readonly limitMs: number;
	/** Called once, when it has worked longer, or was silent for ten times as long. */
	readonly onLimit: () => void;
	/** How many of this process' threads share its processor time with it. */
	readonly sharedBy?: () => number;
	/** Milliseconds of processor time that this process has taken. */
	readonly cpuMs?: (() => number) | undefined;
}

/**
 * Watches how long another thread works. What counts is not the time that passes but, of that, no more than the processor time that this process was given: on
 * a busy machine a sound piece of work may take many times as long. Returns how to stop watching, which says how many milliseconds it has worked, those of the
 * last second left out.
 */
export function watchWorkTime({ limitMs, onLimit, sharedBy = () => 1, cpuMs = processCpuMs }: WorkTimeOptions): () => number {
	const started = performance.now();
	// Most work is done before it is looked at for the first time, so that asking for the processor time, which is slow, is left until then.
	let last: { readonly at: number; readonly cpu: number } | undefined;
	let worked = 0;
	const timer = setInterval(
		() => {
			const now = { at: performance.now(), cpu: cpuMs() };
			worked += last ? Math.min(now.at - last.at, (now.cpu - last.cpu) / Math.max(sharedBy(), 1)) : 0;
			last = now;
			if (worked >= limitMs || now.at - started >= silence * limitMs) {
				clearInterval(timer);
				onLimit();
			}
		},
		Math.min(1000, Math.max(limitMs / 10, 5)),
	);
	return () => {
		clearInterval(timer);
		return worked;
	};
}

function processCpuMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}
