import * as vscode from 'vscode';
import { FoveaError } from '../core/errors.ts';
import { isLoopback } from '../core/ocr/mistral/endpoint.ts';
import { globalKeys } from './persistentState.ts';

/**
 * The clouds of Azure, by the host of a resource: who signs in, and the audiences that its services ask for, the usual one first (Azure
 * OpenAI v1 reference and AI Model Inference; Foundry's newer pages name `ai.azure.com`).
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
	 * Whether a place takes tokens: Azure's own hosts, and servers of this machine. A token opens more than one resource, so no other host
	 * gets one.
	 */
	isPossible(place: URL): boolean {
		return cloudOf(place) !== undefined;
	}

	/**
	 * A valid token; VS Code renews it, and asks for an account if there is none.
	 * @throws {FoveaError} `signInUnavailable` where VS Code has no such sign-in
	 * @throws {vscode.CancellationError} when the user does not sign in, or, if `quiet`, would have to
	 */
	async token(place: URL, quiet = false): Promise<string> {
		return (await this.session(place, this.scopeOf(place), quiet)).accessToken;
	}

	/** The account that is signed in for a place; undefined where nobody is. Nobody is asked. */
	async account(place: URL): Promise<string | undefined> {
		const [provider] = cloudOf(place) ?? [];
		try {
			const session = provider && (await vscode.authentication.getSession(provider, [this.scopeOf(place)], { silent: true }));
			return session ? session.account.label : undefined;
		} catch {
			return undefined;
		}
	}

	/** After a token was refused: takes the next audience. @returns whether there is another to try */
	async tryNextScope(place: URL): Promise<boolean> {
		const scopes = cloudOf(place)?.[1] ?? [];
		const next = scopes[scopes.indexOf(this.scopeOf(place)) + 1];
		await this.state.update(globalKeys.signInScopes, { ...this.known(), [place.origin]: next });
		return next !== undefined;
	}

	private async session(place: URL, scope: string, quiet: boolean): Promise<vscode.AuthenticationSession> {
		const [provider = 'microsoft'] = cloudOf(place) ?? [];
		try {
			if (!quiet) {
				return await vscode.authentication.getSession(provider, [scope], { createIfNone: true });
			}
			const session = await vscode.authentication.getSession(provider, [scope], { silent: true });
			if (session) {
				return session;
			}
			throw new vscode.CancellationError();
		} catch (error) {
			// VS Code says in words alone what happened: no provider of this name, or a dialog that was closed.
			if (error instanceof Error && /No authentication provider|timed? ?out/i.test(error.message)) {
				throw new FoveaError('signInUnavailable', { host: place.host }, error.message, { cause: error });
			}
			throw new vscode.CancellationError();
		}
	}

	private scopeOf(place: URL): string {
		const scopes = cloudOf(place)?.[1] ?? [];
		return this.known()[place.origin] ?? scopes[0] ?? '';
	}

	private known(): Readonly<Record<string, string | undefined>> {
		return this.state.get<Readonly<Record<string, string>>>(globalKeys.signInScopes, {});
	}
}

function cloudOf(place: URL): readonly [provider: string, scopes: readonly string[]] | undefined {
	const [, provider, scopes] = clouds.find(([host]) => host.test(place.hostname)) ?? (isLoopback(place) ? clouds[0]! : []);
	return provider && scopes ? [provider, scopes] : undefined;
}
