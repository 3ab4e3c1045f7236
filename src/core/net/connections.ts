import { Agent, DecoratorHandler, type Dispatcher, Pool, ProxyAgent, request } from 'undici';
import { FoveaError, type ProxyScheme, proxySchemes } from '../errors.ts';
import type { RequestClock } from './stageLimits.ts';
import { CertificateFailure, certificateFault } from './transportError.ts';

// Imported with the first request: loading undici takes almost as long as the rest of the worker, and a conversion on this machine needs none.
export { Agent, ProxyAgent, request };

/** Tells the clock when a request begins to be written to an established connection. */
export function tellingBegin(clock: RequestClock): Dispatcher.DispatcherComposeInterceptor {
	return (dispatch) => (options, handler) => dispatch(options, new BeginHandler(handler, clock));
}

class BeginHandler extends DecoratorHandler implements Dispatcher.DispatchHandler {
	constructor(
		handler: Dispatcher.DispatchHandler,
		private readonly clock: RequestClock,
	) {
		super(handler);
	}

	onRequestStart(...start: Parameters<NonNullable<Dispatcher.DispatchHandler['onRequestStart']>>): void {
		this.clock.begin();
		(DecoratorHandler.prototype as Dispatcher.DispatchHandler).onRequestStart!.apply(this, start);
	}
}

/** A pool of connections to a proxy. When the proxy cannot connect to a host, the error names the proxy. */
export function proxyClient(origin: URL, options: object): Pool {
	return new ProxyPool(origin, options);
}

class ProxyPool extends Pool {
	private readonly proxy: string;

	constructor(origin: URL, options: Pool.Options) {
		super(origin, options);
		this.proxy = origin.host;
	}

	/** The only form that undici's `ProxyAgent` calls. */
	override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
	override connect(options: Dispatcher.ConnectOptions, callback: (error: Error | null, data: Dispatcher.ConnectData) => void): void;
	override async connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
		const { proxy } = this;
		const host = options.path.replace(/:443$/, '');
		const connection = await super.connect(options).catch((error: unknown) => {
			if (certificateFault(error) !== undefined) {
				throw new CertificateFailure(proxy, error);
			}
			throw new FoveaError('proxyUnreachable', { host, proxy }, `No connection to the proxy ${proxy} for ${host}`, { cause: error });
		});
		const { statusCode: status, socket, headers } = connection;
		if (status === 200) {
			return connection;
		}
		socket.on('error', () => undefined).destroy();
		// tinyproxy answers 401 to a wrong password.
		throw status === 407 || status === 401
			? new FoveaError(
					'proxyAuthentication',
					{ host, proxy, schemes: schemesOf(headers['proxy-authenticate']) },
					`${status} from the proxy ${proxy}`,
				)
			: new FoveaError('proxyRefused', { host, proxy, status }, `${status} from the proxy ${proxy} for ${host}`);
	}
}

function schemesOf(header: string | string[] | undefined): readonly ProxyScheme[] {
	const said = [header ?? []].flat().join(',').slice(0, 10_000).toLowerCase();
	return proxySchemes.filter((scheme) => new RegExp(`(^|[,\\s])${scheme}([\\s,]|$)`).test(said));
}
