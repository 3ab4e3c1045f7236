import { setTimeout as sleep } from 'node:timers/promises';
import { type FoveaError, isFoveaError } from '../errors.ts';

/** Options of `withRetries`. */
export interface RetryOptions {
	/** The number of attempts, including the first. */
	readonly attempts: number;
	/** Whether a failed request may be repeated; `earlier` are the previous failures. */
	readonly mayRepeat: (error: FoveaError, earlier: readonly FoveaError[]) => boolean;
	readonly signal: AbortSignal;
	/** Called before each wait. */
	readonly onWait?: (error: FoveaError, milliseconds: number) => void;
}

/** Runs `attempt`, which gets its number from 1, until it succeeds, must not be repeated, or is aborted. Waits between attempts as `retryDelay` says. */
export async function withRetries<T>(
	attempt: (number: number) => Promise<T>,
	{ attempts, mayRepeat, signal, onWait }: RetryOptions,
): Promise<T> {
	const failures: FoveaError[] = [];
	for (;;) {
		try {
			return await attempt(failures.length + 1);
		} catch (error) {
			if (!isFoveaError(error) || failures.length + 1 >= attempts || !mayRepeat(error, failures)) {
				throw error;
			}
			failures.push(error);
			const wait = retryDelay(error, failures.length);
			onWait?.(error, wait);
			await sleep(wait, undefined, { signal });
		}
	}
}

/**
 * Milliseconds to wait after failure number `failures`: what the service asked for, else 0.5 s doubling to 16 s, with up to a quarter of jitter on
 * top.
 */
export function retryDelay(error: FoveaError, failures: number, random: () => number = Math.random): number {
	const asked =
		error.code === 'rateLimited' || error.code === 'serviceFailed' ? (error.facts as { readonly seconds?: number }).seconds : undefined;
	return (asked === undefined ? Math.min(500 * 2 ** (failures - 1), 16_000) : asked * 1000) * (1 + random() / 4);
}

/** The most seconds that are waited. */
const longestWait = 600;

/** A length of time: `1h2m3.5s`, `26 seconds`, `2 minutes`, `480ms`. */
const duration =
	/(?:(\d{1,4}) ?h(?:ours?)?(?![a-z]) ?)?(?:(\d{1,4}) ?m(?:in(?:ute)?s?)?(?![a-z]) ?)?(?:(\d{1,6}(?:\.\d{1,20})?) ?(ms|sec(?:ond)?s?|s)\b)?/;
const durationAlone = new RegExp(`^${duration.source}$`, 'i');
const durationInWords = new RegExp(
	`(?:(?:retry|try again|reset|available) (?:again )?(?:after|in)|please wait(?: for)?) (?:about )?${duration.source}`,
	'i',
);

/**
 * The seconds that the service asks to wait: `retry-after-ms` (Azure), else `retry-after` as seconds or as a date (RFC 9110, 10.2.3), or as gateways
 * in Go write it, `2m59.5s` (openMF/mcp-mifosx#443). Undefined when there is no valid one of them; at most ten minutes.
 */
export function retryAfterSeconds(
	headers: Readonly<Record<string, string | string[] | undefined>>,
	now: number = Date.now(),
): number | undefined {
	const text = (name: string) => [headers[name]].flat()[0]?.trim() || undefined;
	const milliseconds = Number(text('retry-after-ms') ?? Number.NaN);
	const after = text('retry-after') ?? '';
	const dated = () => secondsOf(durationAlone.exec(after)) ?? (Date.parse(after) - now) / 1000;
	const seconds = milliseconds >= 0 ? milliseconds / 1000 : after !== '' && Number.isFinite(Number(after)) ? Number(after) : dated();
	return seconds >= 0 ? Math.min(seconds, longestWait) : undefined;
}

/**
 * The seconds that a service's sentence asks to wait: "Please retry after 26 seconds." (Azure); "Please try again in 1m12.5s.", "in 480ms." and "try
 * again after 51.81557421875 seconds" (OpenAI); "will reset after 3s" (Google); "Please wait 42 seconds" (Azure's model inference); never more than
 * ten minutes.
 */
export function secondsIn(words: string): number | undefined {
	const seconds = secondsOf(durationInWords.exec(words));
	return seconds === undefined ? undefined : Math.min(seconds, longestWait);
}

/** The seconds of a duration; undefined when it has no part. */
function secondsOf(found: RegExpExecArray | null): number | undefined {
	const [, hours, minutes, amount, unit] = found ?? [];
	return (hours ?? minutes ?? amount) === undefined
		? undefined
		: Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(amount ?? 0) / (unit?.toLowerCase() === 'ms' ? 1000 : 1);
}
