/** A name and password for a proxy. */
export interface ProxyCredentials {
	readonly username: string;
	readonly password: string;
}

/** The credentials in a proxy's address, even if they are not percent-encoded as they should be; undefined when there are none. */
export function credentialsIn({ username, password }: URL): ProxyCredentials | undefined {
	return username === '' ? undefined : { username: decoded(username), password: decoded(password) };
}

/** The value of a `Proxy-Authorization` header for Basic authentication. */
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
