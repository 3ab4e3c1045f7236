import * as vscode from 'vscode';

/**
 * Microsoft's sign-in in the place of VS Code's, as strict as it is: a session is for the scope that it was asked for and no other, its token ends when the
 * test says so, who asks silently gets nothing that was not there, and who asks for a new one is told that there is a person to answer.
 */
export class FakeSignIn {
	/** Scopes that were asked for, `!` where the person may be asked. */
	readonly asked: string[] = [];
	/** The audience whose tokens the resource takes. */
	audience = 'https://cognitiveservices.azure.com/.default';
	/** Whether this VS Code has the provider. */
	isThere = true;
	/** Whether the person signs in when asked. */
	person = true;
	/** Scopes that there is a session for without asking. */
	readonly sessions = new Set<string>();
	private round = 1;
	private readonly original = vscode.authentication.getSession;

	constructor() {
		const getSession = (provider: string, scopes: readonly string[], options: vscode.AuthenticationGetSessionOptions = {}) =>
			this.getSession(provider, scopes, options);
		(vscode.authentication as { getSession: unknown }).getSession = getSession;
	}

	leave(): void {
		(vscode.authentication as { getSession: unknown }).getSession = this.original;
	}

	/** What was given out until now is refused from here on; VS Code has new tokens. */
	expire(): void {
		this.round++;
	}

	/** Whether a resource takes a token now. */
	readonly takes = (token: string): boolean => token === this.tokenFor(this.audience);

	private tokenFor(scope: string): string {
		return `entra-${this.round}-${Buffer.from(scope).toString('hex')}`;
	}

	private getSession(
		provider: string,
		scopes: readonly string[],
		{ silent = false, createIfNone = false }: vscode.AuthenticationGetSessionOptions,
	): Promise<vscode.AuthenticationSession | undefined> {
		const scope = scopes.join(' ');
		this.asked.push(`${scope}${createIfNone ? '!' : ''}`);
		if (!this.isThere || provider !== 'microsoft') {
			return silent
				? Promise.resolve(undefined)
				: Promise.reject(new Error(`No authentication provider '${provider}' is currently registered.`));
		}
		if (!this.sessions.has(scope)) {
			if (!createIfNone) {
				return Promise.resolve(undefined);
			}
			if (!this.person) {
				return Promise.reject(new Error('User did not consent to login.'));
			}
			this.sessions.add(scope);
		}
		const account = { id: 'a', label: 'me@example.com' };
		return Promise.resolve({ id: scope, accessToken: this.tokenFor(scope), account, scopes });
	}
}
