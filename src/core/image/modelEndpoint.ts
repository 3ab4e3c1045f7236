import { azureHost } from '../net/serviceAddress.ts';
import { type ImageEndpoint, foundryPlace, imageEndpoint } from './endpoint.ts';
import { imageModel, isUnknown } from './models.ts';

/**
 * The endpoint for a model, on the same host: on a Foundry resource, MAI-Image and FLUX have addresses of their own, and one connection may be used
 * for models of each.
 * @param model the deployment, which is sent
 * @param knownAs the model behind it
 */
export function endpointFor(endpoint: ImageEndpoint, model: string, knownAs: string | undefined): ImageEndpoint {
	const { provider, base, route, deployment } = endpoint;
	const rules = imageModel(knownAs ?? model, provider);
	const { foundry } = rules;
	if (provider !== 'azure' || !azureHost.test(base.hostname) || isUnknown(rules)) {
		return endpoint;
	}
	if (!foundry) {
		return route === 'mai' || route === 'flux' ? imageEndpoint(base.origin, provider) : endpoint;
	}
	if (foundry.route === 'mai') {
		return route === 'mai' ? endpoint : { ...endpoint, ...foundryPlace(base.origin, 'mai', undefined) };
	}
	const asPasted = route === 'azureDeployment' && deployment === model && foundry.imagesApi;
	const version = route === 'flux' ? endpoint.apiVersion : undefined;
	return asPasted ? endpoint : { ...endpoint, ...foundryPlace(base.origin, 'flux', version), fluxPath: foundry.path };
}
