import type { Answer } from '../net/http.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { Finding } from './findings.ts';

/** What the checks of services are given. */
export interface ServiceCheck {
	readonly tell: (found: Finding) => void;
	/** Notes what an answer says beside; returns the answer. */
	readonly heard: (answer: Answer) => Answer;
	/** Of each request, and who is told what became of it. */
	readonly limits: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly log?: RequestLog | undefined };
}
