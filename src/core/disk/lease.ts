import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';

/** Time as leases see it. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Waits, without keeping the process alive. @throws {DOMException} `AbortError` when `signal` aborts */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The time of this machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds, signal) => sleep(milliseconds, undefined, { signal, ref: false }),
};

/**
 * The right to work with something on record, for a while. The holder renews it. Once it has run out, anybody may take the record over: a
 * process that is still there may belong to a window that nobody sees any more, as over SSH and in Codespaces, where it lives on for hours.
 */
export const lease = v.object({
	/** A random id: one process can hold several leases. */
	holder: v.string(),
	host: v.string(),
	pid: v.pipe(v.number(), v.integer()),
	/** Milliseconds since the epoch. */
	untilMs: v.pipe(v.number(), v.finite()),
});

export type Lease = Readonly<v.InferOutput<typeof lease>>;

/** A lease within a record on disk: what is none counts as none. */
export const leaseOnRecord = v.fallback(v.optional(lease), undefined);

/** No lease is given for longer, in milliseconds: one that says so was written by a clock that was wrong. */
const longestMs = 3600 * 1000;

/** A lease of this process. */
export function newLease(holder: string, untilMs: number): Lease {
	return { holder, host: hostname(), pid: process.pid, untilMs };
}

/** Whether somebody works with what has this lease. A process that is gone, on this machine, holds nothing. */
export function isHeld(lease: Lease | undefined, nowMs: number = Date.now()): boolean {
	return (
		lease !== undefined && nowMs < lease.untilMs && lease.untilMs - nowMs <= longestMs && (lease.host !== hostname() || isAlive(lease.pid))
	);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// The process of another user counts too.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
