import type { NetworkOptions } from '../net/http.ts';
import { proxyAddresses } from '../net/proxy.ts';
import type { ProxySource } from './findings.ts';

/** Which proxy a host is reached through, and why. */
export type ProxyFact =
	| { readonly kind: 'none' }
	| { readonly kind: 'excepted'; readonly by: 'http.noProxy' | 'no_proxy' }
	| { readonly kind: 'used'; readonly url: URL; readonly source: ProxySource };

/**
 * The proxy that a request to `url` goes through: the editor's, else the environment's, unless the host is excepted. The rules of `NO_PROXY` are
 * those of undici, which sends the requests: a host with all below it, with or without a port, or `*`.
 * @throws {FoveaError} `invalidProxy`
 */
export function proxyFor(url: URL, { proxy, noProxy }: NetworkOptions, environment: NodeJS.ProcessEnv): ProxyFact {
	const { httpProxy, httpsProxy } = proxyAddresses(proxy, environment);
	// undici takes the one for http where there is none for https.
	const address = url.protocol === 'http:' ? httpProxy : (httpsProxy ?? httpProxy);
	if (address === undefined) {
		return { kind: 'none' };
	}
	const list = noProxy ?? environment['no_proxy'] ?? environment['NO_PROXY'] ?? '';
	if (isExcepted(url, list)) {
		return { kind: 'excepted', by: noProxy === undefined ? 'no_proxy' : 'http.noProxy' };
	}
	const names = url.protocol === 'http:' ? ['http_proxy'] : ['https_proxy', 'http_proxy'];
	const variable = names.flatMap((name) => [name, name.toUpperCase()]).find((name) => environment[name]);
	return { kind: 'used', url: new URL(address), source: proxy ? { setting: 'http.proxy' } : { variable: variable ?? 'https_proxy' } };
}

function isExcepted(url: URL, list: string): boolean {
	const host = url.hostname.toLowerCase();
	const port = Number(url.port) || (url.protocol === 'http:' ? 80 : 443);
	return list.split(/[,\s]+/).some((entry) => {
		const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase()) ?? [];
		const domain = name.replace(/^\*?\./, '');
		return name !== '' && (only === undefined || Number(only) === port) && (name === '*' || host === domain || host.endsWith(`.${domain}`));
	});
}
