import { type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';

/** How a proxy behaves. */
export interface ForwardProxyOptions {
	/** What it wants in `Proxy-Authorization`, as `name:password`. */
	readonly password?: string;
	/** The schemes in its `Proxy-Authenticate`; Basic when absent. */
	readonly schemes?: string;
	/** Where names lead that only this proxy knows: a port of this machine. */
	readonly hosts?: Readonly<Record<string, number>>;
	/** It breaks each connection after as many bytes to the host. */
	readonly breaksAfter?: number;
}

/** A strict forward proxy for unit tests: it takes CONNECT alone, asks for a password where it has one, and keeps what it was asked. */
export class ForwardProxy {
	/** `host:port` of each CONNECT, with what it said of who asks. */
	readonly asked: { readonly target: string; readonly authorization: string | undefined }[] = [];
	private readonly sockets = new Set<Socket>();

	private constructor(
		private readonly server: Server,
		private readonly options: ForwardProxyOptions,
	) {}

	static async start(options: ForwardProxyOptions = {}, host = '127.0.0.1'): Promise<ForwardProxy> {
		const server = createServer((_, response) => response.writeHead(400).end());
		const proxy = new ForwardProxy(server, options);
		server.on('connection', (socket: Socket) => {
			proxy.sockets.add(socket);
			socket.on('error', () => undefined);
		});
		server.on('connect', ({ url = '', headers }, client: Socket) => {
			proxy.asked.push({ target: url, authorization: headers['proxy-authorization'] });
			proxy.answer(url, headers['proxy-authorization'], client);
		});
		await new Promise<void>((resolve) => server.listen(0, host, resolve));
		return proxy;
	}

	/** `host:port`. */
	get address(): string {
		const { address, port } = this.server.address() as AddressInfo;
		return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
	}

	async close(): Promise<void> {
		for (const socket of this.sockets) {
			socket.destroy();
		}
		await new Promise((resolve) => this.server.close(resolve));
	}

	private answer(target: string, authorization: string | undefined, client: Socket): void {
		const { password, schemes = 'Basic realm="proxy"', hosts = {}, breaksAfter } = this.options;
		if (password !== undefined && authorization !== `Basic ${Buffer.from(password).toString('base64')}`) {
			client.end(`HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${schemes}\r\nContent-Length: 0\r\n\r\n`);
			return;
		}
		const { hostname } = new URL(`http://${target}`);
		const port = hosts[hostname];
		if (port === undefined) {
			client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
			return;
		}
		const host = connect(port, '127.0.0.1', () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
		this.sockets.add(host);
		let passed = 0;
		client.on('data', (data: Buffer) => {
			passed += data.length;
			if (breaksAfter !== undefined && passed > breaksAfter) {
				client.destroy();
				host.destroy();
				return;
			}
			host.write(data);
		});
		host.on('data', (data) => client.write(data));
		host.on('error', () => client.destroy()).on('close', () => client.end());
		client.on('close', () => host.destroy());
	}
}
