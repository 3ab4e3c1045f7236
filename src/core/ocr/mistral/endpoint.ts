import { FoveaError } from '../../errors.ts';
import { isLoopback } from '../../net/loopback.ts';
import { azureHost, parseServiceAddress, serverlessHost, tidyPath, withoutOperation } from '../../net/serviceAddress.ts';

/** Path of Mistral OCR on an Azure AI Foundry resource, as the portal's Target URI has it. */
const foundryPath = '/providers/mistral/azure/ocr';

/** Path on Azure's serverless endpoints and on Mistral's own API. */
const mistralPath = '/v1/ocr';

/** Routes of an Azure resource, each with all that follows it. */
const azureRoute = /\/(providers|openai|models|api\/projects)(\/.*)?$/;

/**
 * The OCR URL for what the user pastes for Azure: a bare host, a serverless endpoint, a Foundry resource, or a full Target URI of this or another
 * operation of the resource. A host that is not Azure's (a gateway) keeps its own path as a prefix.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function azureOcrEndpoint(pasted: string): URL {
	const url = parse(pasted);
	if (serverlessHost.test(url.hostname)) {
		return withPath(url, mistralPath);
	}
	if (azureHost.test(url.hostname)) {
		return withPath(url, foundryPath);
	}
	const path = tidyPath(url.pathname);
	if (azureRoute.test(path)) {
		return withPath(url, path.replace(azureRoute, '') + foundryPath);
	}
	return withPath(url, ocrPath(path) ?? withoutOperation(path) + foundryPath);
}

/**
 * The OCR URL of Mistral's own API or of a server that speaks it: `https://api.mistral.ai`, with or without `/v1`, and whatever operation follows it.
 * @throws {FoveaError} `invalidEndpoint`
 */
export function mistralOcrEndpoint(pasted: string): URL {
	const url = parse(pasted);
	const path = tidyPath(url.pathname);
	return withPath(url, url.hostname === 'api.mistral.ai' ? mistralPath : (ocrPath(path) ?? withoutOperation(path) + mistralPath));
}

/** The OCR path in a path: the one that belongs to its version, or its own; undefined if there is none. */
function ocrPath(path: string): string | undefined {
	const versioned = /^(.*\/v1)(\/.*)?$/.exec(path)?.[1];
	return versioned === undefined ? /^(.*\/ocr)(\/process)?$/.exec(path)?.[1] : `${versioned}/ocr`;
}

function parse(pasted: string): URL {
	const url = parseServiceAddress(pasted);
	// A name and password in the address would be sent in a header; plain http would show the key to the network.
	if (!url || url.username || url.password || (url.protocol === 'http:' && !isLoopback(url))) {
		throw new FoveaError('invalidEndpoint', { endpoint: pasted.trim() });
	}
	return url;
}

/** Keeps only `api-version` of the query; the rest belongs to another operation. */
function withPath(url: URL, path: string): URL {
	const result = new URL(path, url.origin);
	const version = url.searchParams.get('api-version');
	if (version && tidyPath(url.pathname) === path) {
		result.searchParams.set('api-version', version);
	}
	return result;
}
