import * as v from 'valibot';
import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import type { SignedIn } from '../core/net/tokens.ts';
import { isLoopback } from '../core/net/loopback.ts';
import { globalKeys } from './persistentState.ts';
import { storedValue } from './storedValue.ts';

/**
 * The clouds of Azure, by the host of a resource: the authentication provider, and the scopes of its services, the usual one first (Azure OpenAI v1
 * reference and AI Model Inference; Foundry's newer pages name `ai.azure.com`).
 */
const clouds: readonly (readonly [host: RegExp, provider: string, scopes: readonly string[]])[] = [
	[
		/\.(services\.ai|cognitiveservices|openai|models\.ai|inference\.ai)\.azure\.com$/,
		'microsoft',
		['https://cognitiveservices.azure.com/.default', 'https://ai.azure.com/.default'],
	],
	[
		/\.(services\.ai|cognitiveservices|openai)\.azure\.us$/,
		'microsoft-sovereign-cloud',
		['https://cognitiveservices.azure.us/.default', 'https://ai.azure.us/.default'],
	],
	[
		/\.(services\.ai|cognitiveservices|openai)\.azure\.cn$/,
		'microsoft-sovereign-cloud',
		['https://cognitiveservices.azure.cn/.default', 'https://ai.azure.cn/.default'],
	],
];

/** Signs in to Azure with the Microsoft account of VS Code, instead of a key. */
export class MicrosoftSignIn {
	constructor(private readonly state: vscode.Memento) {}

	/**
	 * Whether tokens may be sent to a URL: Azure's own hosts, and servers of this machine. A token opens more than one resource, so no other host
	 * gets one.
	 */
	isPossible(place: URL): boolean {
		return cloudOf(place) !== undefined;
	}

	/**
	 * Makes sure that an account is signed in for a URL: VS Code asks for one if there is none.
	 * @throws {FoveaError} `signInUnavailable` when VS Code has no such sign-in; `signedOut` if `quiet` and the user would have to sign in
	 * @throws {vscode.CancellationError} when the user does not sign in
	 */
	async ensure(place: URL, quiet = false): Promise<void> {
		const { provider, scope } = this.audienceOf(place);
		if (quiet && !(await this.silently(place))) {
			throw new FoveaError('signedOut', { host: place.host });
		}
		try {
			await vscode.authentication.getSession(provider, [scope], { createIfNone: true });
		} catch (error) {
			// VS Code only reports in words whether there is no provider of this name, or a dialog was closed.
			if (error instanceof Error && /No authentication provider|timed? ?out/i.test(error.message)) {
				throw new FoveaError('signInUnavailable', { host: place.host }, error.message, { cause: error });
			}
			throw new vscode.CancellationError();
		}
	}

	/**
	 * A token for a request, which VS Code renews when necessary, without asking. To replace a refused one: the renewed one, else one for the next
	 * scope, which is remembered. Undefined when there is none, or none any more.
	 */
	async token(place: URL, refused?: string): Promise<SignedIn | undefined> {
		do {
			const session = await this.silently(place);
			if (session && session.accessToken !== refused) {
				return { token: session.accessToken, account: session.account.label };
			}
		} while (refused !== undefined && (await this.tryNextScope(place)));
		return undefined;
	}

	/** The account that is signed in for a URL, without asking; undefined when there is none. */
	async account(place: URL): Promise<string | undefined> {
		return (await this.silently(place))?.account.label;
	}

	/**
	 * After a token was refused: switches to the next scope.
	 * @returns whether there is one
	 */
	async tryNextScope(place: URL): Promise<boolean> {
		const scopes = cloudOf(place)?.[1] ?? [];
		const next = scopes[scopes.indexOf(this.scopeOf(place)) + 1];
		await this.state.update(globalKeys.signInScopes, { ...this.known(), [place.origin]: next });
		return next !== undefined;
	}

	private async silently(place: URL): Promise<vscode.AuthenticationSession | undefined> {
		const { provider, scope } = this.audienceOf(place);
		try {
			return await vscode.authentication.getSession(provider, [scope], { silent: true });
		} catch {
			return undefined;
		}
	}

	private audienceOf(place: URL): { readonly provider: string; readonly scope: string } {
		const [provider = 'microsoft'] = cloudOf(place) ?? [];
		return { provider, scope: this.scopeOf(place) };
	}

	private scopeOf(place: URL): string {
		const scopes = cloudOf(place)?.[1] ?? [];
		return this.known()[place.origin] ?? scopes[0] ?? '';
	}

	private known(): Readonly<Record<string, string | undefined>> {
		return storedValue(this.state, globalKeys.signInScopes, v.record(v.string(), v.string())) ?? {};
	}
}

function cloudOf(place: URL): readonly [provider: string, scopes: readonly string[]] | undefined {
	const [, provider, scopes] = clouds.find(([host]) => host.test(place.hostname)) ?? (isLoopback(place) ? clouds[0]! : []);
	return provider && scopes ? [provider, scopes] : undefined;
}
