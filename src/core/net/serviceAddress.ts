import { isLoopback } from './loopback.ts';

/** Hosts of Azure's resources, in each of its clouds. */
export const azureHost = /\.(services\.ai|cognitiveservices|openai)\.azure\.(com|us|cn)$/;

/** Hosts of Azure's serverless endpoints. */
export const serverlessHost = /\.(models|inference)\.ai\.azure\.(com|us|cn)$/;

/** Operations of these services and of those beside them, without the version in front, as addresses end when people copy them from a portal or a sample. */
const operation =
	/\/(ocr\/process|(chat|fim|agents)\/completions|completions|responses|embeddings|(chat\/)?moderations|classifications|models(\/[\w.:-]+)?|images(\/[a-z]+(:submit)?)?|audio\/[a-z]+|files(\/.*)?|batch(\/.*)?|batches|conversations|libraries|info|health)$/;

/**
 * The web address that a person means: `https` where no scheme stands, but for this machine, which seldom speaks it. Undefined for what is none. A name and
 * password may be in it.
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

/** A path without slashes at its end or twice in a row. */
export function tidyPath(path: string): string {
	return path.replace(/\/{2,}/g, '/').replace(/\/$/, '');
}

/** A path without the operation at its end. */
export function withoutOperation(path: string): string {
	return tidyPath(path.replace(operation, ''));
}
