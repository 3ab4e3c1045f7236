import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';

/** A clock, which tests can replace. */
export interface Clock {
	/** Milliseconds since the epoch. */
	now(): number;
	/**
	 * Waits, without keeping the process alive.
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** The time of this machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds, signal) => sleep(milliseconds, undefined, { signal, ref: false }),
};

/**
 * The right to work on a record for a limited time. The holder renews it. Once it has expired, any process may take the record over: a process that
 * still runs may belong to a window that is gone, as over SSH and in Codespaces, where it lives on for hours.
 */
export const lease = v.object({
	/** A random id: one process can hold several leases. */
	holder: v.string(),
	host: v.string(),
	pid: v.pipe(v.number(), v.integer()),
	/** Milliseconds since the epoch. */
	untilMs: v.pipe(v.number(), v.finite()),
});

/** A lease, as `lease` describes it. */
export type Lease = Readonly<v.InferOutput<typeof lease>>;

/** A lease in a record on disk; an invalid one counts as absent. */
export const leaseOnRecord = v.fallback(v.optional(lease), undefined);

/** The longest lease, in milliseconds: a longer one was written with a wrong clock. */
const longestMs = 3600 * 1000;

/** A lease of this process. */
export function newLease(holder: string, untilMs: number): Lease {
	return { holder, host: hostname(), pid: process.pid, untilMs };
}

/** Whether a lease is in force. A process of this machine that has ended holds no lease. */
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
		// The process exists, but belongs to another user.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
