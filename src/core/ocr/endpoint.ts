import { FoveaError } from '../errors.ts';

/** Path of Mistral OCR on an Azure AI Foundry resource, as the portal's Target URI has it. */
const foundryPath = '/providers/mistral/azure/ocr';

/** Path on Azure's serverless endpoints and on Mistral's own API. */
const mistralPath = '/v1/ocr';

/**
 * The OCR URL that belongs to what a person pastes for Azure: a bare host, a serverless endpoint, a Foundry resource, or a full Target URI of
 * this or another operation of the same resource. A host that is not Azure's (a gateway) keeps its own path as a prefix.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function azureOcrEndpoint(pasted: string): URL {
	const url = parse(pasted);
	if (url.hostname.endsWith('.models.ai.azure.com')) {
		return withPath(url, mistralPath);
	}
	if (/\.(services\.ai|cognitiveservices|openai)\.azure\.com$/.test(url.hostname)) {
		return withPath(url, foundryPath);
	}
	const path = url.pathname.replace(/\/+$/, '');
	if (path.endsWith('/ocr')) {
		return withPath(url, path);
	}
	return withPath(url, path.endsWith('/v1') ? `${path}/ocr` : path.replace(/\/providers\/mistral\/azure$/, '') + foundryPath);
}

/**
 * The OCR URL of Mistral's own API or of a server that speaks it: `https://api.mistral.ai`, with or without `/v1` or `/v1/ocr`.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function mistralOcrEndpoint(pasted: string): URL {
	const url = parse(pasted);
	const path = url.pathname.replace(/\/+$/, '');
	return withPath(url, path.endsWith('/ocr') ? path : path.replace(/\/v1$/, '') + mistralPath);
}

/** Whether an address stays on this machine. */
export function isLoopback({ hostname }: URL): boolean {
	return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function parse(pasted: string): URL {
	const text = pasted.trim();
	const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	const url = URL.canParse(address) ? new URL(address) : undefined;
	// A name and password in the address would be sent as a header of their own; unencrypted http would show the key to the network.
	if (!url?.hostname || url.username || url.password || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
		throw new FoveaError('invalidEndpoint', { endpoint: text });
	}
	return url;
}

/** Keeps `api-version` alone of the query: what else is pasted belongs to another operation. */
function withPath(url: URL, path: string): URL {
	const result = new URL(path, url.origin);
	const version = url.searchParams.get('api-version');
	if (version && url.pathname.replace(/\/+$/, '') === path) {
		result.searchParams.set('api-version', version);
	}
	return result;
}
