import type { LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Agent, Dispatcher, ProxyAgent } from 'undici';
import { trustedCertificates } from './certificates.ts';
import { type Environment, type ProxySettings, proxyRoute } from './proxy.ts';
import { basicAuthorization, credentialsIn } from './proxyCredentials.ts';

/** Options that determine how a host is reached. */
export interface RouteOptions extends ProxySettings {
	/** The `Proxy-Authorization` for a proxy without credentials in its address. */
	readonly proxyAuthorization?: string;
	/** Whether certificates are verified. */
	readonly strictSsl: boolean;
	/** Whether the certificates that the operating system trusts are trusted too. */
	readonly systemCertificates: boolean;
	/** Milliseconds for a connection, 0 for no limit. Must be longer than a request's own limit, so that the request reports the timeout. */
	readonly connectMs: number;
	/** Resolves host names instead of the system's resolver; not used for the proxy's name. */
	readonly lookup?: LookupFunction | undefined;
}

/** The routes to hosts, direct or through a proxy. Each has a pool of connections, created at its first use. */
export class Routes {
	/** @throws {FoveaError} `invalidProxy` */
	readonly proxyOf: (url: URL) => URL | undefined;
	private direct: Agent | undefined;
	private readonly proxies = new Map<string, ProxyAgent>();
	/** The `Proxy-Authorization` for each proxy, by its origin. */
	private readonly authorizations = new Map<string, string>();
	private tls: ReturnType<Routes['tlsOptions']> | undefined;

	constructor(
		private readonly options: RouteOptions,
		private readonly environment: Environment,
	) {
		this.proxyOf = proxyRoute(options, environment);
	}

	/** The dispatcher for requests to a URL. */
	async to(url: URL): Promise<Dispatcher> {
		const proxy = this.proxyOf(url);
		return proxy ? this.through(proxy) : this.straight();
	}

	/** The `Proxy-Authorization` for a proxy; undefined when it gets none. */
	authorizationFor(proxy: URL): string | undefined {
		const credentials = credentialsIn(proxy);
		const given = this.authorizations.get(proxy.origin) ?? (credentials && basicAuthorization(credentials));
		return given ?? this.options.proxyAuthorization;
	}

	/** Sets the `Proxy-Authorization` for a proxy. */
	authorize(proxy: URL, authorization: string): void {
		if (this.authorizationFor(proxy) !== authorization) {
			this.authorizations.set(proxy.origin, authorization);
			void this.proxies.get(proxy.href)?.close();
			this.proxies.delete(proxy.href);
		}
	}

	/** Forgets the credentials of proxies, except those in the settings. Running requests are not affected. */
	forgetAuthorizations(): void {
		this.authorizations.clear();
		for (const agent of this.proxies.values()) {
			void agent.close();
		}
		this.proxies.clear();
	}

	/** Closes all connections. */
	async close(): Promise<void> {
		await Promise.all([this.direct?.destroy(), ...[...this.proxies.values()].map((agent) => agent.destroy())]);
	}

	private async straight(): Promise<Agent> {
		const { Agent } = await import('./connections.ts');
		const { lookup } = this.options;
		const { connect, ...limits } = this.common();
		this.direct ??= new Agent({ ...limits, connect: { ...connect, ...(lookup ? { lookup } : {}) } });
		return this.direct;
	}

	private async through(proxy: URL): Promise<ProxyAgent> {
		const { ProxyAgent, proxyClient } = await import('./connections.ts');
		const known = this.proxies.get(proxy.href);
		if (known) {
			return known;
		}
		const bare = new URL(proxy);
		const isSocks = proxy.protocol.startsWith('socks');
		if (!isSocks) {
			bare.username = bare.password = '';
		}
		const authorization = isSocks ? undefined : this.authorizationFor(proxy);
		const { connect, ...limits } = this.common();
		const agent = new ProxyAgent({
			...limits,
			uri: bare.href,
			requestTls: connect,
			proxyTls: connect,
			clientFactory: proxyClient,
			...(authorization ? { token: authorization } : {}),
		});
		this.proxies.set(proxy.href, agent);
		return agent;
	}

	/** Options of all pools. Time limits are set per request, not here. */
	private common() {
		this.tls ??= this.tlsOptions();
		return { headersTimeout: 0, bodyTimeout: 0, connect: { ...this.tls, timeout: this.options.connectMs } };
	}

	/** One TLS context for all connections: reading a few hundred certificates for each takes longer than the rest of a handshake. */
	private tlsOptions() {
		const { strictSsl, systemCertificates } = this.options;
		const secureContext = createSecureContext({ ca: trustedCertificates(systemCertificates, this.environment) });
		return { rejectUnauthorized: strictSsl, secureContext };
	}
}
