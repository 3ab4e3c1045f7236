import { FoveaError } from '../errors.ts';
import { isLoopback } from '../net/loopback.ts';
import { azureHost, parseServiceAddress, serverlessHost, tidyPath, withoutOperation } from '../net/serviceAddress.ts';
import type { FoundryForm, ImageProvider } from './models.ts';
import { openRouterHost } from './openRouter.ts';

/**
 * The form of a service's requests: Azure with the deployment in the path or as `model`, Azure's model inference API, or OpenAI's own form, which
 * compatible servers share; Foundry's own forms for MAI-Image and for FLUX.
 */
export type ImageRoute = 'azureDeployment' | 'azureV1' | 'azureInference' | 'openai' | 'openRouter' | FoundryForm['route'];

/** The endpoint of an image service. */
export interface ImageEndpoint {
	readonly provider: ImageProvider;
	readonly route: ImageRoute;
	/** The URL to which `/images/generations` is appended; on the deployments route `/deployments/{name}` comes before it. */
	readonly base: URL;
	/** `api-version` of the query, where one belongs to the route. */
	readonly apiVersion?: string;
	/** The deployment in the pasted address, used when the user has named no model. */
	readonly deployment?: string;
	/** On the route of FLUX, what names the model in the address. */
	readonly fluxPath?: string;
	/** Plain HTTP to another machine: others on the network can read the key and the images, so the user has to agree first. */
	readonly unencrypted: boolean;
}

/** The version in which the deployments route learned gpt-image and edits (Microsoft's API version lifecycle page, 2026-03). */
const deploymentsVersion = '2025-04-01-preview';

/** The version of the published model inference API (Azure AI Model Inference, 2025-05-15-preview). */
const inferenceVersion = '2025-05-15-preview';

/**
 * Derives the endpoint from what a person pastes: a bare host, a base URL, or the full Target URI of this or another operation. An Azure host is
 * recognized whatever the provider; a gateway keeps its own path as a prefix.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function imageEndpoint(pasted: string, provider: ImageProvider): ImageEndpoint {
	const url = parse(pasted);
	const unencrypted = url.protocol === 'http:' && !isLoopback(url);
	const onAzure = azureHost.test(url.hostname) || serverlessHost.test(url.hostname);
	if (unencrypted && (provider !== 'compatible' || onAzure)) {
		throw new FoveaError('invalidEndpoint', { endpoint: pasted.trim() });
	}
	const path = tidyPath(url.pathname);
	if (provider === 'azure' || onAzure) {
		return { provider: 'azure', ...azure(url, path), unencrypted };
	}
	const isRouter = openRouterHost.test(url.hostname);
	const base = withoutOperation(path) || (isRouter ? '/api/v1' : '/v1');
	return { provider, route: isRouter ? 'openRouter' : 'openai', base: new URL(base, url.origin), unencrypted };
}

/** The address to send to; undefined when the route has no such operation. `model` is the deployment where the path carries it. */
export function imageUrl(endpoint: ImageEndpoint, task: 'generations' | 'edits', model: string): URL | undefined {
	const { route, base, apiVersion } = endpoint;
	if (route === 'azureInference' && task === 'edits') {
		return undefined;
	}
	const url = new URL(base);
	const deployment = route === 'azureDeployment' ? `/deployments/${encodeURIComponent(model)}` : '';
	const operation = route === 'flux' ? `/${endpoint.fluxPath ?? ''}` : route === 'openRouter' ? '/images' : `${deployment}/images/${task}`;
	url.pathname = base.pathname.replace(/\/+$/, '') + operation;
	if (apiVersion !== undefined) {
		// Addresses of newer models still end in a version that has no edits (pollinations/pollinations#6440). Versions begin with their date.
		const isTooOld = route === 'azureDeployment' && task === 'edits' && apiVersion < deploymentsVersion;
		url.searchParams.set('api-version', isTooOld ? deploymentsVersion : apiVersion);
	}
	return url;
}

/** The address of a service's list of models, where it has one. */
export function modelsUrl({ route, base }: ImageEndpoint): URL {
	return new URL(`${base.href.replace(/\/$/, '')}${route === 'openRouter' ? '/images' : ''}/models`);
}

/** The headers with the key; none for an empty key. */
export function keyHeaders({ provider, route }: ImageEndpoint, key: string): Record<string, string> {
	if (!key) {
		return {};
	}
	// Microsoft's samples for FLUX have Bearer, all others `api-key`.
	return provider === 'azure' && route !== 'flux' ? { 'api-key': key } : tokenHeaders(key);
}

/** The headers with the token of a signed-in account. */
export function tokenHeaders(token: string): Record<string, string> {
	return { authorization: `Bearer ${token}` };
}

/**
 * Whether an image's address in an answer may be opened without a question, and without the key: the endpoint's own host, or the stores that OpenAI
 * and Azure hand out addresses of (`oaidalleapiprodscus.blob.core.windows.net`, `dalletipusw2.blob.core.windows.net` in their samples). Anything else
 * could be an address within the user's own network.
 */
export function mayDownload(url: URL, { provider, base }: ImageEndpoint): boolean {
	if (url.username || url.password) {
		return false;
	}
	if (url.hostname === base.hostname) {
		return url.protocol === 'https:' || (url.protocol === 'http:' && base.protocol === 'http:');
	}
	const store = { openai: /^oaidalleapiprod[a-z0-9]*\.blob\.core\.windows\.net$/, azure: /^dalle[a-z0-9]*\.blob\.core\.windows\.net$/ };
	return url.protocol === 'https:' && url.port === '' && provider !== 'compatible' && store[provider].test(url.hostname);
}

function azure(url: URL, path: string): Omit<ImageEndpoint, 'provider' | 'unencrypted'> {
	const version = url.searchParams.get('api-version') ?? undefined;
	const at = (route: ImageRoute, basePath: string, apiVersion: string | undefined, deployment?: string) => ({
		route,
		base: new URL(basePath || '/', url.origin),
		...(apiVersion === undefined ? {} : { apiVersion }),
		...(deployment === undefined ? {} : { deployment }),
	});
	const deployments = /^(.*)\/deployments\/([^/]+)(\/.*)?$/.exec(path);
	if (deployments) {
		const [, prefix = '', name = '', rest = ''] = deployments;
		const isImages = /^(\/v1)?\/images(\/|$)/.test(rest);
		// Of another operation's address neither the deployment, which is another model's, nor the version belongs here.
		if (rest !== '' && !isImages) {
			return at('azureDeployment', prefix, deploymentsVersion);
		}
		// A version without an operation may be that of a chat, from before there were images. Versions begin with their date.
		const own = version !== undefined && (isImages || version >= deploymentsVersion) ? version : deploymentsVersion;
		return at('azureDeployment', prefix, own, decoded(name));
	}
	const foundry = /^(.*)\/(mai|providers\/blackforestlabs)\/v1(?:\/([\w.-]+))?/.exec(path);
	if (foundry) {
		const [, prefix = '', maker, fluxPath] = foundry;
		const place = foundryPlace(url.origin + prefix, maker === 'mai' ? 'mai' : 'flux', version);
		return maker === 'mai' || fluxPath === undefined ? place : { ...place, fluxPath };
	}
	const inference = /^(.*\/models)(\/images\/generations)?$/.exec(path);
	if (inference) {
		return at('azureInference', inference[1] ?? '', version ?? inferenceVersion);
	}
	if (serverlessHost.test(url.hostname)) {
		return at('azureInference', '', path.endsWith('/images/generations') ? (version ?? inferenceVersion) : inferenceVersion);
	}
	const v1 = /^(.*\/v1)(\/.*)?$/.exec(path);
	// On the same resource, other makers have a v1 of their own, with requests that are not OpenAI's.
	if (v1 && !/\/(anthropic|providers)(\/|$)/.test(path)) {
		// "preview" in Microsoft's samples of this route, nothing in others: as pasted
		return at('azureV1', v1[1] ?? '', /^(\/images\/.*)?$/.test(v1[2] ?? '') ? version : undefined);
	}
	const prefix = withoutOperation(path).replace(/\/deployments$|\/api\/projects\/[^/]+$|\/(providers|anthropic)(\/.*)?$|\/models$/, '');
	// Microsoft shows the deployments route on the first two hosts and on gateways, the v1 route on the third
	return /\.services\.ai\./.test(url.hostname)
		? at('azureV1', '/openai/v1', undefined)
		: at('azureDeployment', prefix.endsWith('/openai') ? prefix : `${prefix}/openai`, deploymentsVersion);
}

/** The address of a maker on a Foundry resource. Microsoft's samples have no version for MAI-Image and `preview` for FLUX. */
export function foundryPlace(origin: string, route: FoundryForm['route'], version: string | undefined) {
	const apiVersion = version ?? (route === 'flux' ? 'preview' : undefined);
	return {
		route,
		base: new URL(`${origin}/${route === 'mai' ? 'mai' : 'providers/blackforestlabs'}/v1`),
		...(apiVersion === undefined ? {} : { apiVersion }),
	};
}

function decoded(name: string): string {
	try {
		return decodeURIComponent(name);
	} catch {
		return name;
	}
}

function parse(pasted: string): URL {
	const url = parseServiceAddress(pasted);
	// A name and password in the address would be sent as a header of their own.
	if (!url || url.username || url.password) {
		throw new FoveaError('invalidEndpoint', { endpoint: pasted.trim() });
	}
	return url;
}
