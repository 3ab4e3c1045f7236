import { type Dispatcher, Pool } from 'undici';
import { FoveaError } from '../errors.ts';

interface ProxyAddresses {
	readonly httpProxy?: string;
	readonly httpsProxy?: string;
}

/**
 * The proxies for both kinds of URL: the one that is set, else those of the environment, whose names in lower case go first. An address may lack its
 * scheme, as other programs allow: then it is `http://`.
 * @throws {FoveaError} `invalidProxy`
 */
export function proxyAddresses(set: string | undefined, environment: Readonly<Record<string, string | undefined>>): ProxyAddresses {
	const variable = (name: string) => environment[name] ?? environment[name.toUpperCase()];
	const [http, https] = set ? [set, set] : [variable('http_proxy'), variable('https_proxy')];
	return { ...(http ? { httpProxy: proxyUrl(http) } : {}), ...(https ? { httpsProxy: proxyUrl(https) } : {}) };
}

function proxyUrl(written: string): string {
	const text = written.trim();
	const address = text.includes('://') ? text : `http://${text}`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (!url?.hostname || !['http:', 'https:', 'socks5:', 'socks:'].includes(url.protocol)) {
		throw new FoveaError('invalidProxy', { proxy: text.replace(/^(.*:\/\/)?.*@/, '$1').slice(0, 200) });
	}
	return url.href;
}

/** The connections to a proxy. Whatever keeps it from connecting to a host is an error that names the proxy. */
export function proxyClient(origin: URL, options: object): Pool {
	return new ProxyPool(origin, options);
}

class ProxyPool extends Pool {
	private readonly proxy: string;

	constructor(origin: URL, options: Pool.Options) {
		super(origin, options);
		this.proxy = origin.host;
	}

	/** The one form that undici's `ProxyAgent` calls. */
	override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
	override connect(options: Dispatcher.ConnectOptions, callback: (error: Error | null, data: Dispatcher.ConnectData) => void): void;
	override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
		const { proxy } = this;
		const host = options.path.replace(/:443$/, '');
		const connection = await super.connect(options).catch((error: unknown) => {
			throw new FoveaError('proxyUnreachable', { host, proxy }, `No connection to the proxy ${proxy} for ${host}`, { cause: error });
		});
		const { statusCode: status, socket } = connection;
		if (status === 200) {
			return connection;
		}
		socket.on('error', () => undefined).destroy();
		throw status === 407
			? new FoveaError('proxyAuthentication', { host, proxy }, `407 from the proxy ${proxy}`)
			: new FoveaError('proxyRefused', { host, proxy, status }, `${status} from the proxy ${proxy} for ${host}`);
	}
}
