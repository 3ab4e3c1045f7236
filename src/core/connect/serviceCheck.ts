import type { Answer } from '../net/http.ts';
import type { Finding } from './findings.ts';

/** What the checks of services are given. */
export interface ServiceCheck {
	readonly tell: (found: Finding) => void;
	/** Notes what an answer says beside; returns the answer. */
	readonly heard: (answer: Answer) => Answer;
	/** Of each request. */
	readonly limits: { readonly signal: AbortSignal; readonly timeoutMs: number };
}
