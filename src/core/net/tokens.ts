import { FoveaError, isFoveaError } from '../errors.ts';

/** The token of a signed-in account. */
export interface SignedIn {
	readonly token: string;
	/** The account's name, for display. */
	readonly account: string;
}

/** Provides tokens instead of a key. Never asks the user. */
export interface TokenSource {
	/**
	 * A valid token; call it before each request, because tokens last about an hour.
	 * @throws {FoveaError} `signedOut`
	 */
	current(): Promise<SignedIn>;
	/** Replaces a refused token by a renewed one, or one for another audience; undefined when there is none. */
	renewed(refused: string): Promise<SignedIn | undefined>;
}

/** The most tokens that one request tries: the current one, the renewed one, and one for each further audience. */
const mostTokens = 4;

/**
 * Sends a request with the current token, and again with each further token as long as it is refused; a refused request has not run.
 * @throws what `send` and `tokens` do
 */
export async function withTokens<T>(tokens: TokenSource, send: (token: string) => Promise<T>, isRefused: (answer: T) => boolean) {
	let signedIn = await tokens.current();
	for (let tried = 1; ; tried++) {
		const answer = await send(signedIn.token);
		const other = isRefused(answer) && tried < mostTokens ? await tokens.renewed(signedIn.token) : undefined;
		if (!other) {
			return { answer, ...signedIn };
		}
		signedIn = other;
	}
}

/** Translates a failure for a signed-in account: an error about the key is one about the account. */
export function ofAccount(error: unknown, account: string): unknown {
	if (!isFoveaError(error) || (error.code !== 'unauthorized' && error.code !== 'forbidden')) {
		return error;
	}
	const { host } = error.facts as FoveaError<'unauthorized'>['facts'];
	return new FoveaError('signInRefused', { host, account }, error.message, { cause: error });
}
