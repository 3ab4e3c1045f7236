import type { ErrorFacts, FoveaError } from '../errors.ts';
import { isFoveaError } from '../errors.ts';
import { imageEndpoint } from '../image/endpoint.ts';
import type { Answer, HttpClient, NetworkOptions } from '../net/http.ts';
import type { RequestLog } from '../net/requestLog.ts';
import type { Environment } from '../net/proxy.ts';
import { modelEnd } from '../modelLife.ts';
import { type DocumentSubject, checkDocuments } from './documentsCheck.ts';
import { type Finding, type FindingCode, finding } from './findings.ts';
import { type ImageSubject, checkImages } from './imagesCheck.ts';
import { checkReach } from './reachCheck.ts';

/** A connection to check. */
export type CheckSubject = DocumentSubject | ImageSubject;

/** Options of a check. */
export interface CheckOptions {
	readonly network: NetworkOptions;
	/** The environment, for its proxy variables. */
	readonly environment: Environment;
	readonly signal: AbortSignal;
	/** The limit of each request. */
	readonly timeoutMs: number;
	/** Receives a line about each request. */
	readonly log?: RequestLog | undefined;
	/** Called with each finding as it is made. */
	readonly tell: (found: Finding) => void;
	/** Milliseconds since 1970. */
	readonly now?: () => number;
}

/** Findings that the editor's own `fetch` may get around. */
const mayBeOpenElsewhere: readonly FindingCode[] = [
	'nameUnknown',
	'resolverSilent',
	'refused',
	'unreachable',
	'proxyUnreachable',
	'proxySilent',
	'proxyAuthentication',
	'proxyRefused',
	'untrusted',
];

/** Seconds. If the clock is off by more, tokens and certificates seem invalid. */
const clockSeconds = 300;

/**
 * Checks a connection step by step, from its address to its model, at no cost: none of the requests can be fulfilled. Stops at a step after which
 * nothing can be found out.
 * @returns whether nothing is wrong
 * @throws {DOMException} `AbortError` when the signal aborts
 */
export async function checkConnection(
	createClient: (network: NetworkOptions) => HttpClient,
	subject: CheckSubject,
	options: CheckOptions,
): Promise<boolean> {
	const { network, environment, signal, timeoutMs, log, tell, now = Date.now } = options;
	const url = addressOf(subject);
	if (!url) {
		tell(finding('address', 'wrong', 'addressInvalid', { endpoint: subject.endpoint }));
		return false;
	}
	tell(finding('address', 'right', 'addressSound', { host: url.host, path: url.pathname }));
	// If our own route fails, the client may know another one. It is only a problem if that fails too.
	let closed: Finding | undefined;
	const tellReach = (found: Finding): void => {
		if (found.outcome === 'wrong') {
			closed = found;
		} else {
			tell(found);
		}
	};
	const isOpen = await checkReach({ url, network, environment, signal, tell: tellReach });
	if (closed && !isOpen && !mayBeOpenElsewhere.includes(closed.code)) {
		tell(closed);
		return false;
	}
	const client = createClient(network);
	let clock: Finding | undefined;
	const heard = (answer: Answer): Answer => {
		if (closed && client.isReachedByEditor(url)) {
			tell({ ...closed, outcome: 'note' });
			tell(finding('proxy', 'right', 'proxyOfEditor', { host: url.host }));
		}
		// Otherwise the client succeeded where the check failed: with a proxy password that was typed, or with more time.
		closed = undefined;
		clock = clockFinding(answer, now()) ?? clock;
		return answer;
	};
	const check = { tell, heard, limits: { signal, timeoutMs, log } };
	try {
		const isRight = subject.use === 'documents' ? await checkDocuments(client, subject, check) : await checkImages(client, subject, check);
		if (isRight) {
			tellEnd(subject, tell);
		}
		return isRight && clock?.outcome !== 'wrong';
	} catch (error) {
		if (!isFoveaError(error)) {
			throw error;
		}
		tell(closed ?? transportFinding(error, url));
		return false;
	} finally {
		if (clock) {
			tell(clock);
		}
	}
}

function addressOf(subject: CheckSubject): URL | undefined {
	try {
		return subject.use === 'documents' ? new URL(subject.endpoint) : imageEndpoint(subject.endpoint, subject.service).base;
	} catch {
		return undefined;
	}
}

function tellEnd(subject: CheckSubject, tell: CheckOptions['tell']): void {
	const { model, knownAs } = subject;
	const end = modelEnd(subject.use, knownAs ?? model, subject.service);
	if (end) {
		tell(finding('model', 'note', 'modelEnds', { model, on: end.on, alternatives: end.alternatives }));
	}
}

/** The finding for a failed request, although the host was reachable a moment ago. */
function transportFinding(error: FoveaError, { host }: URL): Finding {
	const { code, facts } = error;
	switch (code) {
		case 'timeout': {
			const { proxy, ...timeout } = facts as ErrorFacts['timeout'];
			return proxy === undefined
				? finding('request', 'wrong', 'timeout', { ...timeout, host })
				: finding('proxy', 'wrong', 'proxySilent', { proxy, host });
		}
		case 'tls':
			return finding('encryption', 'wrong', 'encryptionFailed', { host });
		case 'hostNotFound':
			return finding('name', 'wrong', 'nameUnknown', { host });
		case 'proxyUnreachable':
			return finding('proxy', 'wrong', 'proxyUnreachable', {
				proxy: (facts as { readonly proxy: string }).proxy,
				source: { setting: 'http.proxy' },
			});
		case 'proxyAuthentication':
			return finding('proxy', 'wrong', 'proxyAuthentication', {
				proxy: (facts as { readonly proxy: string }).proxy,
				source: { setting: 'http.proxy' },
			});
		case 'proxyRefused': {
			const { proxy, status } = facts as { readonly proxy: string; readonly status: number };
			return finding('proxy', 'wrong', 'proxyRefused', { proxy, host, status });
		}
		case 'malformedAnswer':
			return finding('path', 'wrong', 'noService', { host });
		default:
			return finding('request', 'wrong', 'connectionLost', { host });
	}
}

/** Compares this machine's clock with the `date` of an answer, which is exact to a second (RFC 9110, 6.6.1); undefined if there is none. */
function clockFinding({ headers }: Answer, now: number): Finding | undefined {
	const date = Date.parse([headers['date']].flat()[0] ?? '');
	if (Number.isNaN(date)) {
		return undefined;
	}
	const seconds = Math.round((now - date) / 1000);
	return Math.abs(seconds) > clockSeconds
		? finding('clock', 'wrong', 'clockOff', { seconds })
		: finding('clock', 'right', 'clockRight', {});
}
