import { Refusal } from '../answer.ts';
import { isAuthorized } from '../auth.ts';
import { unauthorized as azureUnauthorized } from '../errors.ts';
import type { ImageFamily } from './families.ts';
import * as refuse from './imageErrors.ts';
import type { ImageRequest } from './imageRecords.ts';
import type { ImageRoute, Routed } from './imageRequest.ts';

/** Whom a service lets in. */
export interface Access {
	readonly profile: refuse.ImageProfile;
	/** The one key that is right; empty where none is wanted. */
	readonly key: string;
	/** Which Microsoft Entra tokens Azure takes as well. */
	readonly takesToken?: ((token: string) => boolean) | undefined;
}

/** @throws {Refusal} without the right key in the right header */
export function authorize({ profile, key, takesToken }: Access, { headers }: ImageRequest, route: ImageRoute): void {
	const bearer = /^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1];
	if (profile !== 'azure') {
		if (key !== '' && !isAuthorized(headers, key, ['bearer'])) {
			throw new Refusal(refuse.unauthorized(profile, bearer));
		}
		return;
	}
	// Microsoft's how-tos: MAI-Image takes the key as `api-key` and only tokens as bearer, FLUX both.
	// Its v1 route and the model inference API take the key as a bearer token too, the deployments route does not.
	const schemes = route === 'deployments' || route === 'mai' ? (['api-key'] as const) : (['api-key', 'bearer'] as const);
	if (!isAuthorized(headers, key, schemes) && !(bearer !== undefined && takesToken?.(bearer))) {
		const sent = { authorization: headers.authorization !== undefined, apiKey: headers['api-key'] !== undefined };
		throw new Refusal(azureUnauthorized('foundry', sent));
	}
}

/**
 * Azure's versions: gpt-image and edits came with 2025-04-01-preview (Microsoft's API version lifecycle page); without one there is no such path.
 * @throws {Refusal}
 */
export function checkVersion({ route, task }: Routed, version: string | null, family: ImageFamily | undefined): void {
	if (version === null && (route === 'deployments' || route === 'inference' || route === 'flux')) {
		throw new Refusal(refuse.pathNotFound('azure', 'POST', ''));
	}
	const dalleOnly = ['2024-02-01', '2024-10-21', '2025-03-01-preview'];
	const known: Readonly<Record<ImageRoute, readonly (string | null)[]>> = {
		openai: [version],
		deployments: [
			...(task === 'generations' && (family === undefined || family.startsWith('dall-e')) ? dalleOnly : []),
			'2025-04-01-preview',
			// Microsoft's how-to for FLUX
			...(family?.startsWith('flux') ? ['preview'] : []),
		],
		v1: [null, 'preview', 'v1', 'latest'],
		inference: ['2024-05-01-preview', '2025-05-15-preview'],
		mai: [null, 'preview'],
		flux: ['preview'],
	};
	if (!known[route].includes(version)) {
		throw new Refusal(refuse.unsupportedVersion());
	}
}
