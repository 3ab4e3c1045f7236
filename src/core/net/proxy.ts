import { BlockList, isIP } from 'node:net';
import { FoveaError } from '../errors.ts';
import { isLoopback } from './loopback.ts';

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy settings. */
export interface ProxySettings {
	/** Proxy URL, or its host and port alone; the `HTTPS_PROXY` family of variables when absent. */
	readonly proxy?: string;
	/** Hosts that are reached without the proxy, comma-separated as in `NO_PROXY`; they add to that variable. `*`: all. */
	readonly noProxy?: string;
}

/**
 * Returns a function that finds the proxy for a URL; undefined for a direct connection. As in VS Code, this machine is always reached directly, so is
 * a host that `noProxy` or `NO_PROXY` names, and the setting takes precedence over the environment. Variables are read in lower case first;
 * `ALL_PROXY` and, as in VS Code, `HTTP_PROXY` stand in for `HTTPS_PROXY`. An address without a scheme is `http://`.
 * @throws {FoveaError} `invalidProxy`
 */
export function proxyRoute({ proxy, noProxy }: ProxySettings, environment: Environment): (url: URL) => URL | undefined {
	const variable = (name: string) => (environment[name] ?? environment[name.toUpperCase()])?.trim() || undefined;
	const all = variable('all_proxy');
	const http = proxy || variable('http_proxy') || all;
	const https = proxy || variable('https_proxy') || all || http;
	const [httpProxy, httpsProxy] = [http && proxyUrl(http), https && proxyUrl(https)];
	const isExcepted = exceptions(`${noProxy ?? ''},${variable('no_proxy') ?? ''}`);
	return (url) => {
		const found = url.protocol === 'https:' ? httpsProxy : httpProxy;
		return found && !isLoopback(url) && !isExcepted(url) ? found : undefined;
	};
}

function proxyUrl(written: string): URL {
	const text = written.trim();
	const address = text.includes('://') ? text : `http://${text}`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (!url?.hostname || !['http:', 'https:', 'socks5:', 'socks:'].includes(url.protocol)) {
		throw new FoveaError('invalidProxy', { proxy: text.replace(/^(.*:\/\/)?.*@/, '$1').slice(0, 200) });
	}
	return url;
}

/**
 * Whether a list names a URL's host: by its name or a domain that it is in (`example.com`, `.example.com`, `*.example.com`), by its address or a
 * range of addresses (`10.0.0.0/8`, `fd00::/8`), each with a port where that matters, or by `*`.
 */
function exceptions(list: string): (url: URL) => boolean {
	const tests = list
		.toLowerCase()
		.split(/[\s,;]+/)
		.filter((entry) => entry !== '')
		.map(exception);
	return ({ hostname, protocol, port }) => {
		const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
		const number = port || (protocol === 'https:' ? '443' : '80');
		return tests.some((test) => test(host, number));
	};
}

function exception(entry: string): (host: string, port: string) => boolean {
	if (entry === '*') {
		return () => true;
	}
	const [, address = '', bits] = /^\[?([\da-f.:]+)\]?\/(\d{1,3})$/.exec(entry) ?? [];
	const family = isIP(address);
	if (family !== 0 && Number(bits) <= (family === 4 ? 32 : 128)) {
		const range = new BlockList();
		range.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
		return (host) => isIP(host) !== 0 && range.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
	}
	const [, written = '', port] = isIP(entry) === 6 ? [entry, entry] : (/^(.*?)(?::(\d+))?$/.exec(entry) ?? []);
	const name = written.replace(/^\[|\]$/g, '').replace(/^\*?\./, '');
	if (isIP(name) === 6) {
		const same = new BlockList();
		same.addAddress(name, 'ipv6');
		return (host, number) => isIP(host) === 6 && same.check(host, 'ipv6') && (port === undefined || port === number);
	}
	return (host, number) => name !== '' && (host === name || host.endsWith(`.${name}`)) && (port === undefined || port === number);
}
