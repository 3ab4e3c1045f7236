import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { request as requestOverTls } from 'node:https';
import { type Socket, connect, isIP } from 'node:net';
import { type PeerCertificate, type TLSSocket, connect as connectTls } from 'node:tls';
import { untilAbort } from '../abort.ts';
import { isFoveaError } from '../errors.ts';
import { trustedCertificates } from '../net/certificates.ts';
import type { NetworkOptions } from '../net/http.ts';
import { type CertificateProblem, type Finding, finding } from './findings.ts';
import type { Environment } from '../net/proxy.ts';
import { basicAuthorization, credentialsIn } from '../net/proxyCredentials.ts';
import { usualStageLimits } from '../net/stageLimits.ts';
import { type ProxyFact, proxyFor } from './proxyFacts.ts';

/** The longest wait of a step in milliseconds; a request itself may wait longer. */
const longestPatience = 15_000;

/** The wait of a step in milliseconds, never longer than a request's. */
function patienceOf({ stageLimits = usualStageLimits }: NetworkOptions): number {
	return Math.min(longestPatience, stageLimits.connectMs || longestPatience);
}

/** The target and the route of a check. */
export interface ReachOptions {
	readonly url: URL;
	readonly network: NetworkOptions;
	readonly environment: Environment;
	readonly signal: AbortSignal;
	readonly tell: (found: Finding) => void;
}

/**
 * Checks the route to a host step by step (proxy, name, connection, encryption), reports each finding, and sends nothing of the user's.
 * @returns whether the host is reachable
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function checkReach(options: ReachOptions): Promise<boolean> {
	const { url, network, environment, tell } = options;
	const { hostname: host } = url;
	let proxy: ProxyFact;
	try {
		proxy = proxyFor(url, network, environment);
	} catch (error) {
		if (!isFoveaError(error)) {
			throw error;
		}
		tell(finding('proxy', 'wrong', 'proxyInvalid', error.facts as { readonly proxy: string }));
		return false;
	}
	if (proxy.kind === 'used') {
		tell(finding('proxy', 'right', 'proxyUsed', { proxy: proxy.url.host, source: proxy.source }));
		tell(finding('name', 'note', 'nameLeft', { host }));
		return throughProxy(options, proxy);
	}
	tell(
		proxy.kind === 'none'
			? finding('proxy', 'right', 'proxyNone', {})
			: finding('proxy', 'right', 'proxyExcepted', { host: url.host, by: proxy.by }),
	);
	return (await checkName(options)) && directly(options);
}

async function checkName({ url, signal, tell }: ReachOptions): Promise<boolean> {
	const host = bare(url.hostname);
	if (isIP(host)) {
		tell(finding('name', 'right', 'nameFound', { host, addresses: 1 }));
		return true;
	}
	try {
		const found = await untilAbort(lookup(host, { all: true }), signal);
		tell(finding('name', 'right', 'nameFound', { host, addresses: found.length }));
		return true;
	} catch (error) {
		signal.throwIfAborted();
		tell(finding('name', 'wrong', codeOf(error) === 'EAI_AGAIN' ? 'resolverSilent' : 'nameUnknown', { host }));
		return false;
	}
}

async function directly(options: ReachOptions): Promise<boolean> {
	const { url, network, signal, tell } = options;
	const port = portOf(url);
	const started = performance.now();
	let socket: Socket;
	try {
		socket = await opened(connect({ host: bare(url.hostname), port }), 'connect', patienceOf(network), signal);
	} catch (error) {
		signal.throwIfAborted();
		tell(finding('reach', 'wrong', codeOf(error) === 'ECONNREFUSED' ? 'refused' : 'unreachable', { host: url.host, port }));
		return false;
	}
	tell(finding('reach', 'right', 'reached', { host: url.host, port, milliseconds: Math.round(performance.now() - started) }));
	return checkEncryption(options, socket);
}

async function throughProxy(options: ReachOptions, { url: proxy, source }: Extract<ProxyFact, { kind: 'used' }>): Promise<boolean> {
	const { url, signal, tell, network } = options;
	if (url.protocol === 'http:' || proxy.protocol.startsWith('socks')) {
		// The following requests show whether it works.
		return true;
	}
	const started = performance.now();
	let socket: Socket;
	try {
		const { status, tunnel } = await tunnelThrough(proxy, url, network, signal);
		if (status !== 200) {
			tunnel.destroy();
			const facts = { proxy: proxy.host, host: url.host };
			tell(
				// tinyproxy answers 401 to a wrong password.
				status === 407 || status === 401
					? finding('proxy', 'wrong', 'proxyAuthentication', { proxy: proxy.host, source })
					: finding('proxy', 'wrong', 'proxyRefused', { ...facts, status }),
			);
			return false;
		}
		socket = tunnel;
	} catch (error) {
		signal.throwIfAborted();
		tell(
			error instanceof ProxySilent
				? finding('proxy', 'wrong', 'proxySilent', { proxy: proxy.host, host: url.host })
				: finding('proxy', 'wrong', 'proxyUnreachable', { proxy: proxy.host, source }),
		);
		return false;
	}
	tell(finding('reach', 'right', 'reached', { host: url.host, port: portOf(url), milliseconds: Math.round(performance.now() - started) }));
	return checkEncryption(options, socket);
}

/** The proxy accepted the connection but does not answer. */
class ProxySilent extends Error {
	override readonly name = 'ProxySilent';
}

function tunnelThrough(
	proxy: URL,
	url: URL,
	network: NetworkOptions,
	signal: AbortSignal,
): Promise<{ readonly status: number; readonly tunnel: Socket }> {
	const { strictSsl, proxyAuthorization } = network;
	const path = `${url.hostname}:${portOf(url)}`;
	const credentials = credentialsIn(proxy);
	const authorization = credentials ? basicAuthorization(credentials) : proxyAuthorization;
	const headers = { host: path, ...(authorization ? { 'proxy-authorization': authorization } : {}) };
	const common = {
		host: bare(proxy.hostname),
		port: portOf(proxy),
		method: 'CONNECT',
		path,
		headers,
		signal,
		timeout: patienceOf(network),
	};
	return new Promise((resolve, reject) => {
		const connecting = proxy.protocol === 'https:' ? requestOverTls({ ...common, rejectUnauthorized: strictSsl }) : request(common);
		connecting.on('connect', ({ statusCode = 0 }, tunnel: Socket) => resolve({ status: statusCode, tunnel }));
		connecting.on('response', ({ statusCode = 0, socket }) => resolve({ status: statusCode, tunnel: socket }));
		let isReached = false;
		connecting.on('socket', (socket) => socket.once(proxy.protocol === 'https:' ? 'secureConnect' : 'connect', () => (isReached = true)));
		connecting.on('timeout', () => connecting.destroy(isReached ? new ProxySilent() : new Error('timeout')));
		connecting.on('error', reject);
		connecting.end();
	});
}

/** Checks the certificate without trusting it; nothing is sent over this connection. */
async function checkEncryption({ url, network, environment, signal, tell }: ReachOptions, socket: Socket): Promise<boolean> {
	const { host } = url;
	if (url.protocol === 'http:') {
		socket.destroy();
		tell(finding('encryption', 'note', 'encryptionNone', { host }));
		return true;
	}
	const servername = bare(url.hostname);
	let secured: TLSSocket;
	try {
		secured = await opened(
			connectTls({
				socket,
				...(isIP(servername) ? { host: servername } : { servername }),
				rejectUnauthorized: false,
				ca: trustedCertificates(network.systemCertificates, environment),
			}),
			'secureConnect',
			patienceOf(network),
			signal,
		);
	} catch {
		signal.throwIfAborted();
		socket.destroy();
		tell(finding('encryption', 'wrong', 'encryptionFailed', { host }));
		return false;
	}
	const certificate = secured.getPeerCertificate();
	const protocol = secured.getProtocol() ?? '';
	const problem = problemOf(secured.authorizationError);
	secured.destroy();
	const issuer = issuerOf(certificate);
	const until = dayOf(certificate.valid_to);
	if (problem === undefined) {
		tell(finding('encryption', 'right', 'encrypted', { host, protocol, issuer, until }));
		return true;
	}
	if (!network.strictSsl) {
		tell(finding('encryption', 'note', 'encryptedUnchecked', { host, issuer, problem }));
		return true;
	}
	tell(finding('encryption', 'wrong', 'untrusted', { host, issuer, problem, until }));
	return false;
}

const problems: readonly (readonly [RegExp, CertificateProblem])[] = [
	[/^(DEPTH_ZERO_)?SELF_SIGNED_CERT$/, 'selfSigned'],
	[/^CERT_HAS_EXPIRED$/, 'expired'],
	[/^CERT_NOT_YET_VALID$/, 'notYetValid'],
	[/ALTNAME|HOSTNAME_MISMATCH/, 'wrongHost'],
	[/UNABLE_TO_|SELF_SIGNED_CERT_IN_CHAIN|CERT_UNTRUSTED/, 'unknownIssuer'],
];

/** The problem with a certificate. Node returns an error or its code, despite the types. */
function problemOf(error: unknown): CertificateProblem | undefined {
	if (!error) {
		return undefined;
	}
	const code = codeOf(error) ?? (typeof error === 'string' ? error : '');
	return problems.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
}

/** The organization or name of a certificate's issuer. It comes from the server and is only shown as a name. */
function issuerOf({ issuer }: PeerCertificate): string {
	// Empty if the server sent none, despite the types.
	const { O: organisation, CN: name } = (issuer as Partial<PeerCertificate['issuer']> | undefined) ?? {};
	return [organisation, name].flat().find((part) => part) ?? '';
}

/** An ISO date; empty if there is none. */
function dayOf(date: string): string {
	const time = Date.parse(date);
	return Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10);
}

function opened<S extends Socket>(socket: S, event: 'connect' | 'secureConnect', patience: number, signal: AbortSignal): Promise<S> {
	return new Promise((resolve, reject) => {
		const fail = (error: unknown) => {
			socket.destroy();
			reject(error instanceof Error ? error : new Error('aborted'));
		};
		const abort = () => fail(signal.reason);
		signal.addEventListener('abort', abort, { once: true });
		socket.setTimeout(patience, () => fail(new Error('timeout')));
		socket.once('error', fail);
		socket.once('close', () => fail(new Error('closed')));
		socket.once(event, () => {
			signal.removeEventListener('abort', abort);
			socket.setTimeout(0);
			resolve(socket);
		});
	});
}

function portOf({ port, protocol }: URL): number {
	return Number(port) || (protocol === 'https:' ? 443 : 80);
}

function bare(hostname: string): string {
	return hostname.replace(/^\[|\]$/g, '');
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
