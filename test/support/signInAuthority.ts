import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Decides who signs in, in place of Microsoft, and gives out the tokens that the extension in `test/fixtures/signIn` hands to VS Code. A token is for one
 * scope, and ends when the test says so.
 */
export class SignInAuthority {
	/** Scopes for which somebody has signed in, in order. */
	readonly signedIn: string[] = [];
	/** The scope whose tokens the resource takes. */
	audience = 'https://cognitiveservices.azure.com/.default';
	private round = 1;

	private constructor(private readonly server: Server) {}

	/** Starts one on a free port. */
	static async start(): Promise<SignInAuthority> {
		const server = createServer();
		const authority = new SignInAuthority(server);
		server.on('request', (request, response) => {
			let body = '';
			request.on('data', (data) => (body += String(data)));
			request.on('end', () => {
				const { scope, mayAsk } = JSON.parse(body) as { readonly scope: string; readonly mayAsk: boolean };
				if (mayAsk) {
					authority.signedIn.push(scope);
				}
				response.end(authority.tokenFor(scope));
			});
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		return authority;
	}

	/** Where the extension asks. */
	get address(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	/** Whether the resource takes a token now. */
	readonly takes = (token: string): boolean => token === this.tokenFor(this.audience);

	/** Ends every token that was given out. */
	expire(): void {
		this.round++;
	}

	async close(): Promise<void> {
		await new Promise((resolve) => {
			this.server.close(resolve);
			this.server.closeAllConnections();
		});
	}

	private tokenFor(scope: string): string {
		return `entra-${this.round}-${Buffer.from(scope).toString('hex')}`;
	}
}
