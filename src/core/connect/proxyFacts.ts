import { type Environment, type ProxySettings, proxyRoute } from '../net/proxy.ts';
import type { ProxySource } from './findings.ts';

/** The proxy through which a host is reached, and why. */
export type ProxyFact =
	| { readonly kind: 'none' }
	| { readonly kind: 'excepted'; readonly by: 'http.noProxy' | 'NO_PROXY' }
	| { readonly kind: 'used'; readonly url: URL; readonly source: ProxySource };

/**
 * The proxy for a request to `url`, as `proxyRoute` decides, and the setting or variable that names it.
 * @throws {FoveaError} `invalidProxy`
 */
export function proxyFor(url: URL, { proxy, noProxy }: ProxySettings, environment: Environment): ProxyFact {
	const set = proxy ? { proxy } : {};
	const used = proxyRoute({ ...set, ...(noProxy === undefined ? {} : { noProxy }) }, environment)(url);
	if (used) {
		const names = url.protocol === 'https:' ? ['https_proxy', 'all_proxy', 'http_proxy'] : ['http_proxy', 'all_proxy'];
		const variable = names.flatMap((name) => [name, name.toUpperCase()]).find((name) => environment[name]?.trim());
		return { kind: 'used', url: used, source: proxy ? { setting: 'http.proxy' } : { variable: variable ?? names[0]! } };
	}
	const open = { ...environment, no_proxy: '', NO_PROXY: '' };
	if (!proxyRoute(set, open)(url)) {
		return { kind: 'none' };
	}
	const bySetting = noProxy !== undefined && !proxyRoute({ ...set, noProxy }, open)(url);
	return { kind: 'excepted', by: bySetting ? 'http.noProxy' : 'NO_PROXY' };
}
