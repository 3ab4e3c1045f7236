import type { LimitName } from '../errors.ts';
import type { AuthScheme } from '../ocr/mistral/engine.ts';

/** The steps of a check, in order. */
export const checkSteps = [
	'address',
	'proxy',
	'name',
	'reach',
	'encryption',
	'path',
	'key',
	'model',
	'request',
	'limits',
	'clock',
] as const;

/** A step of the check. */
export type CheckStep = (typeof checkSteps)[number];

/** Why a proxy is used: a setting of the editor, or a variable of the environment. */
export type ProxySource = { readonly setting: 'http.proxy' } | { readonly variable: string };

/** Why a certificate is not trusted. */
export type CertificateProblem = 'unknownIssuer' | 'selfSigned' | 'expired' | 'notYetValid' | 'wrongHost' | 'other';

/**
 * The possible findings of a step with their facts: our own words, numbers, and names of hosts and models. The only text from a server is the name of
 * its certificate's issuer.
 */
export interface FindingFacts {
	/** The address is invalid. */
	addressInvalid: { readonly endpoint: string };
	addressSound: { readonly host: string; readonly path: string };
	proxyNone: object;
	/** The host is excepted from the proxy. */
	proxyExcepted: { readonly host: string; readonly by: 'http.noProxy' | 'NO_PROXY' };
	proxyUsed: { readonly proxy: string; readonly source: ProxySource };
	proxyInvalid: { readonly proxy: string };
	proxyUnreachable: { readonly proxy: string; readonly source: ProxySource };
	/** The proxy accepts connections but does not answer. */
	proxySilent: { readonly proxy: string; readonly host: string };
	proxyAuthentication: { readonly proxy: string; readonly source: ProxySource };
	proxyRefused: { readonly proxy: string; readonly host: string; readonly status: number };
	/** The route from the settings fails, but the editor knows another one, for instance from a PAC file. */
	proxyOfEditor: { readonly host: string };
	nameFound: { readonly host: string; readonly addresses: number };
	/** The proxy resolves the name. */
	nameLeft: { readonly host: string };
	nameUnknown: { readonly host: string };
	/** No name can be resolved: this machine is offline, or its resolver does not answer. */
	resolverSilent: { readonly host: string };
	reached: { readonly host: string; readonly port: number; readonly milliseconds: number };
	/** Nothing listens on the port. */
	refused: { readonly host: string; readonly port: number };
	/** No answer: a firewall, or no route. */
	unreachable: { readonly host: string; readonly port: number };
	/** Plain http on this machine. */
	encryptionNone: { readonly host: string };
	encrypted: { readonly host: string; readonly protocol: string; readonly issuer: string; readonly until: string };
	/** The editor's settings turn off the verification. */
	encryptedUnchecked: { readonly host: string; readonly issuer: string; readonly problem: CertificateProblem };
	untrusted: {
		readonly host: string;
		readonly issuer: string;
		readonly problem: CertificateProblem;
		readonly until: string;
	};
	/** The server does not speak TLS, or ends the handshake. */
	encryptionFailed: { readonly host: string };
	pathFound: { readonly path: string };
	/** The service answers at another path of the same host: the full address of it. */
	pathElsewhere: { readonly path: string; readonly right: string; readonly endpoint: string };
	/** No service answers at any known path. */
	pathUnknown: { readonly host: string; readonly path: string };
	redirected: { readonly host: string };
	/** A web page instead of a service. */
	webPage: { readonly host: string };
	keyTaken: { readonly host: string; readonly scheme: AuthScheme };
	/** A server without keys. */
	keyNotNeeded: { readonly host: string };
	keyMissing: { readonly host: string };
	keyRefused: { readonly host: string; readonly schemes: readonly AuthScheme[]; readonly isToken: boolean };
	keyForbidden: { readonly host: string };
	/** Azure has blocked the resource for a while, because of earlier prompts. */
	resourceBlocked: { readonly host: string };
	/** OpenAI only offers the model to verified organizations. */
	organizationUnverified: { readonly host: string; readonly model: string };
	quotaExhausted: { readonly host: string };
	modelFound: { readonly model: string };
	/** It cannot be checked at no cost. */
	modelUnproven: { readonly model: string };
	/** `alternatives`: the models that the service lists, or is known to have. */
	modelUnknown: { readonly host: string; readonly model: string; readonly retired?: string; readonly alternatives: readonly string[] };
	/** The model answers but will be retired on this day. */
	modelEnds: { readonly model: string; readonly on: string; readonly alternatives: readonly string[] };
	modelUnsuitable: { readonly host: string; readonly model: string };
	requestUnderstood: object;
	requestRefused: { readonly host: string; readonly status: number };
	fieldsRefused: { readonly host: string; readonly fields: readonly string[] };
	noService: { readonly host: string };
	busy: { readonly host: string; readonly seconds?: number };
	serviceDown: { readonly host: string; readonly status: number };
	connectionLost: { readonly host: string };
	timeout: { readonly host: string; readonly seconds: number; readonly limit: LimitName };
	/** `pages` and `bytes` of one request; `remaining`: how many requests are left in this minute, if the service says so. */
	limits: { readonly pages: number; readonly bytes: number; readonly remaining?: number };
	imageLimits: { readonly images: number; readonly references: number; readonly isKnown: boolean };
	clockRight: object;
	/** Positive if this machine's clock is ahead. */
	clockOff: { readonly seconds: number };
}

/** The code of a finding. */
export type FindingCode = keyof FindingFacts;

/** The finding of a step. */
export type Finding = {
	[C in FindingCode]: {
		readonly step: CheckStep;
		readonly outcome: 'right' | 'wrong' | 'note';
		readonly code: C;
		readonly facts: FindingFacts[C];
	};
}[FindingCode];

/** Makes a finding. */
export function finding<C extends FindingCode>(step: CheckStep, outcome: Finding['outcome'], code: C, facts: FindingFacts[C]): Finding {
	return { step, outcome, code, facts } as Finding;
}

/** The finding about a key that a service answers with 401, in all of the forms that were tried. */
export function keyNotAccepted(
	host: string,
	{ key, isToken }: { readonly key: string; readonly isToken: boolean },
	schemes: readonly AuthScheme[],
): Finding {
	return key === '' ? finding('key', 'wrong', 'keyMissing', { host }) : finding('key', 'wrong', 'keyRefused', { host, schemes, isToken });
}

/** Whether a finding says that something is wrong. */
export function isWrong({ outcome }: Finding): boolean {
	return outcome === 'wrong';
}
