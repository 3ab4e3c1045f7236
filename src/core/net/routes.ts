import type { LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { trustedCertificates } from './certificates.ts';
import { type Environment, type ProxySettings, proxyClient, proxyRoute } from './proxy.ts';
import { basicAuthorization, credentialsIn } from './proxyCredentials.ts';

/** What decides how a host is reached. */
export interface RouteOptions extends ProxySettings {
	/** What `Proxy-Authorization` says where the proxy's address has no name and password. */
	readonly proxyAuthorization?: string;
	/** Whether a certificate must check out. */
	readonly strictSsl: boolean;
	/** Whether the certificates that the operating system trusts are trusted too. */
	readonly systemCertificates: boolean;
	/** Milliseconds for a connection; 0: no limit. Longer than whoever asks for one waits, so that they say how long it took. */
	readonly connectMs: number;
	/** Resolves names instead of the system's resolver; the proxy's name is not asked for here. */
	readonly lookup?: LookupFunction | undefined;
}

/** The ways to hosts: straight, or through a proxy. Each has a pool of connections, made at its first use. */
export class Routes {
	/** @throws {FoveaError} `invalidProxy` */
	readonly proxyOf: (url: URL) => URL | undefined;
	private direct: Agent | undefined;
	private readonly proxies = new Map<string, ProxyAgent>();
	/** What a proxy is told of who asks, by its origin. */
	private readonly authorizations = new Map<string, string>();
	private tls: ReturnType<Routes['tlsOptions']> | undefined;

	constructor(
		private readonly options: RouteOptions,
		private readonly environment: Environment,
	) {
		this.proxyOf = proxyRoute(options, environment);
	}

	/** What sends a request to a URL. */
	to(url: URL): Dispatcher {
		const proxy = this.proxyOf(url);
		return proxy ? this.through(proxy) : this.straight();
	}

	/** What a proxy is told of who asks; undefined where it is told nothing. */
	authorizationFor(proxy: URL): string | undefined {
		const credentials = credentialsIn(proxy);
		const given = this.authorizations.get(proxy.origin) ?? (credentials && basicAuthorization(credentials));
		return given ?? this.options.proxyAuthorization;
	}

	/** Tells a proxy something else from now on. */
	authorize(proxy: URL, authorization: string): void {
		if (this.authorizationFor(proxy) !== authorization) {
			this.authorizations.set(proxy.origin, authorization);
			void this.proxies.get(proxy.href)?.close();
			this.proxies.delete(proxy.href);
		}
	}

	/** Forgets what proxies were told of who asks, beside what the settings say. Requests under way end as they began. */
	forgetAuthorizations(): void {
		this.authorizations.clear();
		for (const agent of this.proxies.values()) {
			void agent.close();
		}
		this.proxies.clear();
	}

	async close(): Promise<void> {
		await Promise.all([this.direct?.destroy(), ...[...this.proxies.values()].map((agent) => agent.destroy())]);
	}

	private straight(): Agent {
		const { lookup } = this.options;
		const { connect, ...limits } = this.common();
		this.direct ??= new Agent({ ...limits, connect: { ...connect, ...(lookup ? { lookup } : {}) } });
		return this.direct;
	}

	private through(proxy: URL): ProxyAgent {
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

	/** Time limits are each request's, not the pools'. */
	private common() {
		this.tls ??= this.tlsOptions();
		return { headersTimeout: 0, bodyTimeout: 0, connect: { ...this.tls, timeout: this.options.connectMs } };
	}

	/** One context for all connections: reading some hundred certificates for each takes longer than the rest of a handshake. */
	private tlsOptions() {
		const { strictSsl, systemCertificates } = this.options;
		const secureContext = createSecureContext({ ca: trustedCertificates(systemCertificates, this.environment) });
		return { rejectUnauthorized: strictSsl, secureContext };
	}
}
