/** Takes secrets out of a text that a service wrote. */
export type Redact = (text: string) => string;

/** What stands in the place of a secret. */
const mark = '•••';

/** Shorter values are words that stand in texts by chance. */
const shortest = 4;

/** Takes the keys that these headers carry out of whatever a service says: some echo them. */
export function redactor(headers: Readonly<Record<string, string>>): Redact {
	const secrets = Object.values(headers)
		.map((value) => value.replace(/^Bearer /i, '').trim())
		.filter((value) => value.length >= shortest);
	return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, mark), text);
}
