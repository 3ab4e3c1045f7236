import { FoveaError } from '../errors.ts';
import { type ImageEndpoint, imageEndpoint, imageUrl, keyHeaders, tokenHeaders } from '../image/endpoint.ts';
import { failure } from '../image/failure.ts';
import { type ImageProvider, imageModel, imageTable, isUnknown } from '../image/models.ts';
import { redactor } from '../image/redact.ts';
import type { Answer, HttpClient } from '../net/http.ts';
import { jsonBody } from '../net/requestBody.ts';
import { parseJson } from '../json.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import type { AuthScheme } from '../ocr/mistral/engine.ts';
import { finding } from './findings.ts';
import { type ListedModel, listModels } from './modelList.ts';
import type { ServiceCheck } from './serviceCheck.ts';

/** A service that draws, as it is to be checked. */
export interface ImageSubject {
	readonly use: 'images';
	readonly service: ImageProvider;
	/** As the user entered it. */
	readonly endpoint: string;
	/** As sent. */
	readonly model: string;
	/** The known model behind the name. */
	readonly knownAs: string | undefined;
	readonly key: string;
	/** Whether the key is the token of somebody who is signed in. */
	readonly isToken: boolean;
}

/** Refusals of what the request says: whoever gives them has taken the address, the key and the model. */
const understood: readonly FoveaError['code'][] = ['badRequest', 'rejectedSetting', 'unknownParameter', 'contentFiltered'];

/** Whoever gives them has not looked at the path any further. */
const elsewhere: readonly FoveaError['code'][] = ['notFound'];

/**
 * Asks a service for an image without a prompt, or for its list of models: neither can draw. Tells what that shows.
 * @returns whether nothing is wrong
 * @throws {FoveaError} what kept an answer from arriving
 * @throws {DOMException} `AbortError` when the check's signal aborts
 */
export async function checkImages(client: HttpClient, subject: ImageSubject, check: ServiceCheck): Promise<boolean> {
	const { model, key, isToken, knownAs } = subject;
	const endpoint = imageEndpoint(subject.endpoint, subject.service);
	const { host } = endpoint.base;
	const { tell } = check;
	const headers = isToken ? tokenHeaders(key) : keyHeaders(endpoint, key);
	const scheme: AuthScheme = endpoint.provider === 'azure' && !isToken ? 'api-key' : 'bearer';

	const listed = endpoint.provider === 'azure' ? undefined : await list();
	if (listed !== undefined) {
		tell(finding('path', 'right', 'pathFound', { path: endpoint.base.pathname }));
		tell(key === '' ? finding('key', 'right', 'keyNotNeeded', { host }) : finding('key', 'right', 'keyTaken', { host, scheme }));
		if (endpoint.provider === 'openai' && !listed.some(({ id }) => id === model)) {
			tell(finding('model', 'wrong', 'modelUnknown', unknownModel(listed.map(({ id }) => id))));
			return false;
		}
		const isThere = listed.some(({ id }) => id === model);
		tell(isThere ? finding('model', 'right', 'modelFound', { model }) : finding('model', 'note', 'modelUnproven', { model }));
		tellLimits();
		return true;
	}

	let asked = await ask(endpoint, headers);
	const tried = [scheme];
	if (asked.error?.code === 'unauthorized' && key !== '' && endpoint.provider === 'azure' && !isToken) {
		// Gateways in front of Azure often take it so; that is told, not used: requests of this kind of connection send `api-key`.
		tried.push('bearer');
		const other = await ask(endpoint, { authorization: `Bearer ${key}` });
		asked = other.error?.code === 'unauthorized' ? asked : other;
	}
	let right: string | undefined;
	if (asked.error && elsewhere.includes(asked.error.code)) {
		for (const address of otherAddresses(endpoint, model)) {
			const other = await ask(imageEndpoint(address, subject.service), headers);
			if (!other.error || !elsewhere.includes(other.error.code)) {
				right = address;
				asked = other;
				break;
			}
		}
	}
	const { error } = asked;
	const path = imageUrl(endpoint, 'generations', model)!.pathname;
	if (error && elsewhere.includes(error.code)) {
		tell(finding('path', 'wrong', 'pathUnknown', { host, path }));
		return false;
	}
	if (error?.code === 'redirected') {
		tell(finding('path', 'wrong', 'redirected', { host }));
		return false;
	}
	if (error?.code === 'malformedAnswer') {
		tell(finding('path', 'wrong', 'webPage', { host }));
		return false;
	}
	tell(
		right === undefined
			? finding('path', 'right', 'pathFound', { path })
			: finding('path', 'wrong', 'pathElsewhere', { path, right: new URL(right).pathname, endpoint: right }),
	);
	if (error?.code === 'unauthorized') {
		tell(
			key === ''
				? finding('key', 'wrong', 'keyMissing', { host })
				: finding('key', 'wrong', 'keyRefused', { host, schemes: tried, isToken }),
		);
		return false;
	}
	if (error?.code === 'forbidden' || error?.code === 'resourceBlocked' || error?.code === 'organizationUnverified') {
		tell(finding('key', 'wrong', 'keyForbidden', { host }));
		return false;
	}
	if (error?.code === 'quotaExhausted') {
		tell(finding('key', 'wrong', 'quotaExhausted', { host }));
		return false;
	}
	if (error?.code === 'serviceFailed' || error?.code === 'errorAnswer') {
		tell(finding('request', 'wrong', 'serviceDown', { host, status: asked.status }));
		return false;
	}
	tell(
		key === '' ? finding('key', 'right', 'keyNotNeeded', { host }) : finding('key', 'right', 'keyTaken', { host, scheme: asked.scheme }),
	);
	if (error?.code === 'rateLimited') {
		tell(finding('request', 'wrong', 'busy', error.facts as { readonly host: string; readonly seconds?: number }));
		return false;
	}
	if (error?.code === 'modelNotFound') {
		tell(finding('model', 'wrong', 'modelUnknown', unknownModel(offeredModels(imageTable, endpoint.provider))));
		return false;
	}
	if (error?.code === 'modelUnsuitable') {
		tell(finding('model', 'wrong', 'modelUnsuitable', { host, model }));
		return false;
	}
	if (error && !understood.includes(error.code)) {
		tell(finding('request', 'wrong', 'requestRefused', { host, status: asked.status }));
		return false;
	}
	tell(finding('model', 'right', 'modelFound', { model }));
	tell(finding('request', 'right', 'requestUnderstood', {}));
	tellLimits();
	return right === undefined;

	async function list(): Promise<readonly ListedModel[] | undefined> {
		const url = new URL(`${endpoint.base.href.replace(/\/$/, '')}/models`);
		return listModels(
			{ send: async (...args) => check.heard(await client.send(...args)) },
			{ url, headers, use: 'images', ...check.limits },
		);
	}

	async function ask(place: ImageEndpoint, sent: Readonly<Record<string, string>>) {
		const url = imageUrl(place, 'generations', model)!;
		const answer = check.heard(await client.post({ url, headers: sent, body: jsonBody({ model }), ...check.limits }));
		return { status: answer.status, error: errorOf(answer, place), scheme: 'authorization' in sent ? ('bearer' as const) : scheme };
	}

	function errorOf({ status, headers: got, body }: Answer, place: ImageEndpoint): FoveaError | undefined {
		const text = body.toString();
		if (status < 400 && /^\s*<(!doctype|html)/i.test(text)) {
			return new FoveaError('malformedAnswer', { host });
		}
		return status >= 200 && status < 300 && parseJson(text) !== undefined && !text.includes('"error"')
			? undefined
			: failure(status, got, parseJson(text), { endpoint: place, model, bytes: 0, redact: redactor(headers) });
	}

	function unknownModel(alternatives: readonly string[]) {
		return { host, model, ...retirementOf(imageTable, knownAs ?? model, endpoint.provider), alternatives };
	}

	function tellLimits(): void {
		const rules = imageModel(knownAs ?? model, endpoint.provider);
		tell(
			finding('limits', 'right', 'imageLimits', {
				images: rules.maxN,
				references: rules.edits?.maxImages ?? 0,
				isKnown: !isUnknown(rules),
			}),
		);
	}
}

/** Where else on the same host images may be made; a key goes to no other host. */
function otherAddresses({ base, provider, route }: ImageEndpoint, model: string): string[] {
	const { origin } = base;
	const name = encodeURIComponent(model);
	const addresses =
		provider === 'azure'
			? [
					...(route === 'azureV1' ? [] : [`${origin}/openai/v1/images/generations`]),
					...(route === 'azureDeployment'
						? []
						: [`${origin}/openai/deployments/${name}/images/generations?api-version=2025-04-01-preview`]),
					...(route === 'azureInference' ? [] : [`${origin}/models/images/generations`]),
				]
			: ['/v1', '/openai/v1', '/api/v1', '/api'].map((path) => origin + path);
	return addresses.filter((address) => address !== base.href);
}
