import { FoveaError, isFoveaError } from '../errors.ts';

/** The token of somebody who is signed in. */
export interface SignedIn {
	readonly token: string;
	/** Who it is, as the account is shown. */
	readonly account: string;
}

/** Where tokens come from, in the place of a key. Nobody is asked for anything. */
export interface TokenSource {
	/**
	 * A token that is good now; asked before each request, as tokens last about an hour.
	 * @throws {FoveaError} `signedOut`
	 */
	current(): Promise<SignedIn>;
	/** Another one in the place of a token that was refused: renewed, or for another audience; undefined when there is none. */
	renewed(refused: string): Promise<SignedIn | undefined>;
}

/** Tokens that one request tries: the current one, the renewed one, and one for each further audience. */
const mostTokens = 4;

/**
 * Sends a request with the current token, and once more with each other one that there is, as long as it is refused: a refused request has not run.
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

/** A failure as it is for somebody who is signed in and has no key: what says that a key is wrong means the account. */
export function ofAccount(error: unknown, account: string): unknown {
	if (!isFoveaError(error) || (error.code !== 'unauthorized' && error.code !== 'forbidden')) {
		return error;
	}
	const { host } = error.facts as FoveaError<'unauthorized'>['facts'];
	return new FoveaError('signInRefused', { host, account }, error.message, { cause: error });
}
