import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer to give: a status, a body as text or as a value for JSON, headers; or what goes wrong instead. */
export interface ScriptedAnswer {
	readonly status?: number;
	readonly body?: unknown;
	readonly headers?: Record<string, string>;
	readonly cut?: boolean;
}

export interface SeenRequest {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: unknown;
}

/** A loopback server for unit tests that gives prepared answers in order and keeps what it was asked. */
export class ScriptedServer {
	readonly requests: SeenRequest[] = [];
	private answers: ScriptedAnswer[] = [];

	private constructor(private readonly server: Server) {}

	static async start(): Promise<ScriptedServer> {
		const server = createServer();
		const scripted = new ScriptedServer(server);
		server.on('request', (request, response) => {
			const chunks: Buffer[] = [];
			request.on('data', (chunk: Buffer) => chunks.push(chunk));
			request.on('end', () => {
				const body: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
				scripted.requests.push({ path: request.url ?? '', headers: request.headers, body });
				const answer = scripted.answers.shift();
				if (!answer || answer.cut) {
					response.destroy();
					return;
				}
				const { status = 200, body: told, headers = {} } = answer;
				response.writeHead(status, { 'content-type': 'application/json', ...headers });
				response.end(typeof told === 'string' ? told : JSON.stringify(told));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return scripted;
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** Answers to give next, in this order; an answer to a request beyond them is a cut connection. */
	script(...answers: ScriptedAnswer[]): void {
		this.answers.push(...answers);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}
