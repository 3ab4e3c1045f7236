import { FoveaError } from '../errors.ts';
import { type ImageEndpoint, imageEndpoint, imageUrl, keyHeaders, modelsUrl, tokenHeaders } from '../image/endpoint.ts';
import { endpointFor } from '../image/modelEndpoint.ts';
import { failure } from '../image/failure.ts';
import { type ImageProvider, imageModel, imageTable, isUnknown } from '../image/models.ts';
import { redactor } from '../image/redact.ts';
import type { Answer, HttpClient } from '../net/http.ts';
import { jsonBody } from '../net/requestBody.ts';
import { parseJson, parseRefusal } from '../json.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import type { AuthScheme } from '../ocr/mistral/engine.ts';
import { type Finding, finding, isWrong, keyNotAccepted } from './findings.ts';
import { type ListedModel, listModels } from './modelList.ts';
import type { ServiceCheck } from './serviceCheck.ts';

/** An image service to check. */
export interface ImageSubject {
	readonly use: 'images';
	readonly service: ImageProvider;
	/** As the user entered it. */
	readonly endpoint: string;
	/** The name as sent. */
	readonly model: string;
	/** The known model behind the name. */
	readonly knownAs: string | undefined;
	readonly key: string;
	/** Whether the key is the token of a signed-in account. */
	readonly isToken: boolean;
}

/** The outcome of a request that cannot generate an image. */
interface Asked {
	readonly status: number;
	/** Undefined if the answer looks like that of an image service. */
	readonly error: FoveaError | undefined;
	readonly scheme: AuthScheme;
	/** The forms of the key that were tried. */
	readonly schemes: readonly AuthScheme[];
	/** Another address on the same host where the service answered instead. */
	readonly elsewhere?: string;
}

/**
 * Asks a service for an image without a prompt, or for its list of models, neither of which can generate an image, and reports what that shows.
 * @returns whether nothing is wrong
 * @throws {FoveaError} why no answer arrived
 * @throws {DOMException} `AbortError` when the check's signal aborts
 */
export async function checkImages(client: HttpClient, subject: ImageSubject, check: ServiceCheck): Promise<boolean> {
	const requests = new ImageRequests(client, subject, check);
	const listed = await requests.list();
	const findings = listed ? listFindings(subject, requests, listed) : answerFindings(subject, requests, await requests.askEverywhere());
	findings.forEach((each) => check.tell(each));
	return !findings.some(isWrong);
}

/** The requests of a check, none of which can generate an image. */
class ImageRequests {
	/** The parsed address of the connection. */
	readonly endpoint: ImageEndpoint;
	/** How the key is sent. */
	readonly scheme: AuthScheme;
	private readonly headers: Readonly<Record<string, string>>;

	constructor(
		private readonly client: HttpClient,
		private readonly subject: ImageSubject,
		private readonly check: ServiceCheck,
	) {
		const { key, isToken } = subject;
		this.endpoint = endpointFor(imageEndpoint(subject.endpoint, subject.service), subject.model, subject.knownAs);
		this.scheme = this.endpoint.provider === 'azure' && this.endpoint.route !== 'flux' && !isToken ? 'api-key' : 'bearer';
		this.headers = isToken ? tokenHeaders(key) : keyHeaders(this.endpoint, key);
	}

	/** The service's models, if it lists them. Azure is not asked, because it lists what could be deployed, nor OpenRouter, which needs no key for it. */
	async list(): Promise<readonly ListedModel[] | undefined> {
		const { route, provider } = this.endpoint;
		if (provider === 'azure' || route === 'openRouter') {
			return undefined;
		}
		return listModels(
			{ send: async (...args) => this.check.heard(await this.client.send(...args)) },
			{ url: modelsUrl(this.endpoint), headers: this.headers, use: 'images', ...this.check.limits },
		);
	}

	/** Tries the connection's address, with the key in another form if it is refused, then others on the same host, until a service answers. */
	async askEverywhere(): Promise<Asked> {
		const asked = await this.askInEveryForm();
		if (asked.error?.code !== 'notFound') {
			return asked;
		}
		for (const elsewhere of otherAddresses(this.endpoint, this.subject.model)) {
			const other = await this.ask(imageEndpoint(elsewhere, this.subject.service), this.headers);
			if (other.error?.code !== 'notFound') {
				return { ...other, schemes: asked.schemes, elsewhere };
			}
		}
		return asked;
	}

	private async askInEveryForm(): Promise<Asked> {
		const { key, isToken } = this.subject;
		const asked = await this.ask(this.endpoint, this.headers);
		if (asked.error?.code !== 'unauthorized' || key === '' || this.endpoint.provider !== 'azure' || isToken) {
			return asked;
		}
		// Gateways in front of Azure often accept this form. It is reported but not used, because such connections send `api-key`.
		const other = await this.ask(this.endpoint, { authorization: `Bearer ${key}` });
		return { ...(other.error?.code === 'unauthorized' ? asked : other), schemes: [this.scheme, 'bearer'] };
	}

	private async ask(place: ImageEndpoint, headers: Readonly<Record<string, string>>): Promise<Asked> {
		const { model } = this.subject;
		const url = imageUrl(place, 'generations', model)!;
		const answer = this.check.heard(await this.client.post({ url, headers, body: jsonBody({ model }), ...this.check.limits }));
		const scheme = 'authorization' in headers ? 'bearer' : this.scheme;
		return { status: answer.status, error: this.errorOf(answer, place), scheme, schemes: [this.scheme] };
	}

	private errorOf({ status, headers, body }: Answer, place: ImageEndpoint): FoveaError | undefined {
		const text = body.toString();
		if (status < 400 && /^\s*<(!doctype|html)/i.test(text)) {
			return new FoveaError('malformedAnswer', { host: this.endpoint.base.host });
		}
		const json = status < 300 ? parseJson(text) : parseRefusal(text);
		return status >= 200 && status < 300 && json !== undefined && !text.includes('"error"')
			? undefined
			: failure(status, headers, json, { endpoint: place, model: this.subject.model, bytes: 0, redact: redactor(this.headers) });
	}
}

function listFindings(subject: ImageSubject, { endpoint, scheme }: ImageRequests, listed: readonly ListedModel[]): readonly Finding[] {
	const { model } = subject;
	const isThere = listed.some(({ id }) => id === model);
	const found = [finding('path', 'right', 'pathFound', { path: endpoint.base.pathname }), keyAccepted(subject, endpoint, scheme)];
	if (!isThere && endpoint.provider === 'openai') {
		const names = listed.map(({ id }) => id);
		return [...found, unknownModel(subject, endpoint, names)];
	}
	// Compatible servers may have models that they do not list.
	const modelFinding = isThere ? finding('model', 'right', 'modelFound', { model }) : finding('model', 'note', 'modelUnproven', { model });
	return [...found, modelFinding, limits(subject, endpoint)];
}

function answerFindings(subject: ImageSubject, { endpoint }: ImageRequests, asked: Asked): readonly Finding[] {
	const path = pathFinding(subject, endpoint, asked);
	if (path.code !== 'pathFound' && path.code !== 'pathElsewhere') {
		return [path];
	}
	const refused = refusal(subject, endpoint, asked);
	if (refused?.step === 'key' || refused?.code === 'serviceDown') {
		return [path, refused];
	}
	const found = [path, keyAccepted(subject, endpoint, asked.scheme)];
	return refused
		? [...found, refused]
		: [
				...found,
				finding('model', 'right', 'modelFound', { model: subject.model }),
				finding('request', 'right', 'requestUnderstood', {}),
				limits(subject, endpoint),
			];
}

function pathFinding({ model }: ImageSubject, endpoint: ImageEndpoint, { error, elsewhere }: Asked): Finding {
	const { host } = endpoint.base;
	const path = imageUrl(endpoint, 'generations', model)!.pathname;
	switch (error?.code) {
		case 'notFound':
			return finding('path', 'wrong', 'pathUnknown', { host, path });
		case 'redirected':
			return finding('path', 'wrong', 'redirected', { host });
		case 'malformedAnswer':
			return finding('path', 'wrong', 'webPage', { host });
		default:
			return elsewhere === undefined
				? finding('path', 'right', 'pathFound', { path })
				: finding('path', 'wrong', 'pathElsewhere', { path, right: new URL(elsewhere).pathname, endpoint: elsewhere });
	}
}

/** Why a service refuses. Undefined if it only complains about the missing prompt. */
function refusal(subject: ImageSubject, endpoint: ImageEndpoint, { error, status, schemes }: Asked): Finding | undefined {
	const { host } = endpoint.base;
	const { model } = subject;
	switch (error?.code) {
		case undefined:
		case 'badRequest':
		case 'rejectedSetting':
		case 'unknownParameter':
		case 'contentFiltered':
			return undefined;
		case 'unauthorized':
			return keyNotAccepted(host, subject, schemes);
		case 'forbidden':
			return finding('key', 'wrong', 'keyForbidden', { host });
		case 'resourceBlocked':
			return finding('request', 'wrong', 'resourceBlocked', { host });
		case 'organizationUnverified':
			return finding('model', 'wrong', 'organizationUnverified', { host, model });
		case 'quotaExhausted':
			return finding('key', 'wrong', 'quotaExhausted', { host });
		case 'serviceFailed':
		case 'errorAnswer':
			return finding('request', 'wrong', 'serviceDown', { host, status });
		case 'rateLimited':
			return finding('request', 'wrong', 'busy', error.facts as { readonly host: string; readonly seconds?: number });
		case 'modelNotFound':
			return unknownModel(subject, endpoint, offeredModels(imageTable, endpoint.provider));
		case 'modelUnsuitable':
			return finding('model', 'wrong', 'modelUnsuitable', { host, model });
		default:
			return finding('request', 'wrong', 'requestRefused', { host, status });
	}
}

function keyAccepted({ key }: ImageSubject, { base: { host } }: ImageEndpoint, scheme: AuthScheme): Finding {
	return key === '' ? finding('key', 'right', 'keyNotNeeded', { host }) : finding('key', 'right', 'keyTaken', { host, scheme });
}

function unknownModel({ model, knownAs }: ImageSubject, { base, provider }: ImageEndpoint, alternatives: readonly string[]): Finding {
	const retirement = retirementOf(imageTable, knownAs ?? model, provider);
	return finding('model', 'wrong', 'modelUnknown', { host: base.host, model, ...retirement, alternatives });
}

function limits({ model, knownAs }: ImageSubject, { provider }: ImageEndpoint): Finding {
	const rules = imageModel(knownAs ?? model, provider);
	return finding('limits', 'right', 'imageLimits', {
		images: rules.maxN,
		references: rules.edits?.maxImages ?? 0,
		isKnown: !isUnknown(rules),
	});
}

/** Other addresses on the same host where images may be generated. A key is never sent to another host. */
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
					...(route === 'mai' ? [] : [`${origin}/mai/v1/images/generations`]),
				]
			: ['/v1', '/openai/v1', '/api/v1', '/api'].map((path) => origin + path);
	return addresses.filter((address) => address !== base.href);
}
