/** A name and password for a proxy. */
export interface ProxyCredentials {
	readonly username: string;
	readonly password: string;
}

/** Those in a proxy's address, which need not be percent-encoded as they should; undefined where it has none. */
export function credentialsIn({ username, password }: URL): ProxyCredentials | undefined {
	return username === '' ? undefined : { username: decoded(username), password: decoded(password) };
}

/** As the header `Proxy-Authorization` has them. */
export function basicAuthorization({ username, password }: ProxyCredentials): string {
	return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
