/** Removes secrets from a text of a service. */
export type Redact = (text: string) => string;

/** Replaces a secret. */
const mark = '•••';

/** Shorter values may appear in a text by chance. */
const shortest = 4;

/** Removes the keys in these headers from a service's text: some services echo them. */
export function redactor(headers: Readonly<Record<string, string>>): Redact {
	const secrets = Object.values(headers)
		.map((value) => value.replace(/^Bearer /i, '').trim())
		.filter((value) => value.length >= shortest);
	return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
}
