import { isLoopback } from './loopback.ts';

/** Hosts of Azure's resources, in each of its clouds. */
export const azureHost = /\.(services\.ai|cognitiveservices|openai)\.azure\.(com|us|cn)$/;

/** Hosts of Azure's serverless endpoints. */
export const serverlessHost = /\.(models|inference)\.ai\.azure\.(com|us|cn)$/;

/** Operations of these and related services, without the version in front, with which copied addresses end. */
const operation =
	/\/(ocr\/process|(chat|fim|agents)\/completions|completions|responses|embeddings|(chat\/)?moderations|classifications|models(\/[\w.:-]+)?|images(\/[a-z]+(:submit)?)?|audio\/[a-z]+|files(\/.*)?|batch(\/.*)?|batches|conversations|libraries|info|health)$/;

/**
 * The web address that the user means: `https` if there is no scheme, except for this machine, which seldom has it. Undefined if it is not an
 * address. It can contain a name and password.
 */
export function parseServiceAddress(pasted: string): URL | undefined {
	const text = pasted.trim();
	const complete = /^[a-z][a-z\d+.-]*:\/\//i.test(text);
	const https = `https://${text}`;
	const isLocal = !complete && URL.canParse(https) && isLoopback(new URL(https));
	const address = complete ? text : isLocal ? `http://${text}` : https;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	return url?.hostname && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** A path without trailing or double slashes. */
export function tidyPath(path: string): string {
	return path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
}

/** A path without the operation at its end. */
export function withoutOperation(path: string): string {
	return tidyPath(path.replace(operation, ''));
}
