import type { Answer } from '../net/http.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { Finding } from './findings.ts';

/** What the checks of services need. */
export interface ServiceCheck {
	readonly tell: (found: Finding) => void;
	/** Records facts about the service from an answer, and returns the answer. */
	readonly heard: (answer: Answer) => Answer;
	/** The limits and the log of each request. */
	readonly limits: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly log?: RequestLog | undefined };
}
