/** Silence ends after this many times the limit: something that waits for ever takes no processor time. */
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
 * Watches how long another thread works. It counts processor time that this process was given, not the time that passes: on a busy machine, sound
 * work may take many times as long. Returns how to stop watching, which returns the milliseconds of work, without those of the last second.
 */
export function watchWorkTime({ limitMs, onLimit, sharedBy = () => 1, cpuMs = processCpuMs }: WorkTimeOptions): () => number {
	const started = performance.now();
	// Asking for the processor time is slow, and most work ends before the first look: so it is not asked for before.
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
