import { errorBody } from '../net/errorBody.ts';
import type { Answer, HttpClient } from '../net/http.ts';
import { jsonBody } from '../net/requestBody.ts';
import { parseJson } from '../json.ts';
import { type AuthScheme, authHeaders } from '../ocr/mistral/engine.ts';
import { failureOf, isUnauthorized, isUnknownModel } from '../ocr/mistral/failure.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import { ocrLimits, ocrTable } from '../ocr/mistral/models.ts';
import { type Finding, finding, isWrong, keyNotAccepted } from './findings.ts';
import { listModels } from './modelList.ts';
import type { ServiceCheck } from './serviceCheck.ts';

/** A document service to check. */
export interface DocumentSubject {
	readonly use: 'documents';
	readonly service: 'azure' | 'mistral';
	/** The OCR URL. */
	readonly endpoint: string;
	/** The name as sent. */
	readonly model: string;
	/** The known model behind the name. */
	readonly knownAs: string | undefined;
	readonly key: string;
	/** Whether the key is the token of a signed-in account. */
	readonly isToken: boolean;
	/** How the endpoint took its key before. */
	readonly authScheme?: AuthScheme | undefined;
}

/** Labelled as a PDF but not one. A service that tries to open it has accepted path, key, model and request, and charges nothing. */
const noDocument = `data:application/pdf;base64,${Buffer.from('This is no document.').toString('base64')}`;

/** What the answer to such a request shows. */
type Shown =
	| { readonly kind: 'taken' | 'unauthorized' | 'forbidden' | 'quota' | 'path' | 'model' | 'redirected' | 'webPage' | 'noService' }
	| { readonly kind: 'fields'; readonly fields: readonly string[] }
	| { readonly kind: 'refused' | 'down'; readonly status: number }
	| { readonly kind: 'busy'; readonly seconds?: number };

/** A request's address and its outcome. */
interface Asked {
	readonly address: URL;
	readonly shown: Shown;
	readonly scheme: AuthScheme;
	readonly answer: Answer;
}

/**
 * Asks a service to recognize something that is not a document, with each path and form of the key until one is accepted, and reports what that
 * shows.
 * @returns whether nothing is wrong
 * @throws {FoveaError} why no answer arrived
 * @throws {DOMException} `AbortError` when the check's signal aborts
 */
export async function checkDocuments(client: HttpClient, subject: DocumentSubject, check: ServiceCheck): Promise<boolean> {
	const requests = new DocumentRequests(client, subject, check);
	const asked = await requests.askEverywhere();
	const path = pathFinding(requests.url, asked);
	check.tell(path);
	if (path.code !== 'pathFound' && path.code !== 'pathElsewhere') {
		return false;
	}
	const key = keyFinding(subject, requests, asked);
	if (key) {
		check.tell(key);
		if (isWrong(key)) {
			return false;
		}
	}
	const others = await requestFindings(subject, requests, asked);
	others.forEach((other) => check.tell(other));
	return ![path, ...others].some(isWrong);
}

/** The requests of a check. They contain no document, so they cost nothing. */
class DocumentRequests {
	/** The address of the connection. */
	readonly url: URL;
	/** The forms in which the key can be sent, the most likely one first. */
	readonly schemes: readonly AuthScheme[];

	constructor(
		private readonly client: HttpClient,
		private readonly subject: DocumentSubject,
		private readonly check: ServiceCheck,
	) {
		const { endpoint, service, isToken, authScheme } = subject;
		this.url = new URL(endpoint);
		this.schemes =
			service === 'mistral' || isToken ? ['bearer'] : [...new Set([authScheme ?? 'bearer', 'bearer', 'api-key', 'raw'] as const)];
	}

	/** Tries the connection's address, then others on the same host, until a service answers. */
	async askEverywhere(): Promise<Asked> {
		let asked = await this.askInEveryForm(this.url);
		for (const other of otherPaths(this.url)) {
			if (asked.shown.kind !== 'path') {
				break;
			}
			asked = await this.askInEveryForm(other);
		}
		return asked;
	}

	/** The models that the service lists, or is known to have. */
	async alternatives({ address, scheme }: Asked): Promise<readonly string[]> {
		const { service, key } = this.subject;
		const known = offeredModels(ocrTable, service);
		if (service === 'azure') {
			return known;
		}
		const headers = authHeaders(scheme, key);
		const listed = await listModels(this.client, { url: new URL('models', address), headers, use: 'documents', ...this.check.limits });
		return listed?.map(({ id }) => id) ?? known;
	}

	private async askInEveryForm(address: URL): Promise<Asked> {
		let first: Asked | undefined;
		for (const scheme of this.schemes) {
			const answer = await this.ask(address, scheme);
			const asked = { address, shown: shownBy(answer, scheme, this.subject, this.url.host), scheme, answer };
			if (asked.shown.kind !== 'unauthorized') {
				return asked;
			}
			first ??= asked;
		}
		// If every form is refused, the first one counts, because a conversion would have sent it.
		return first!;
	}

	private async ask(address: URL, scheme: AuthScheme): Promise<Answer> {
		const { model, key } = this.subject;
		const body = jsonBody({ model, document: { type: 'document_url', document_url: noDocument } });
		return this.check.heard(await this.client.post({ url: address, headers: authHeaders(scheme, key), body, ...this.check.limits }));
	}
}

function pathFinding(url: URL, { address, shown }: Asked): Finding {
	const { host } = url;
	const path = url.pathname + url.search;
	switch (shown.kind) {
		case 'path':
			return finding('path', 'wrong', 'pathUnknown', { host, path });
		case 'redirected':
		case 'webPage':
		case 'noService':
			return finding('path', 'wrong', shown.kind, { host });
		default:
			return address.href === url.href
				? finding('path', 'right', 'pathFound', { path })
				: finding('path', 'wrong', 'pathElsewhere', { path, right: address.pathname + address.search, endpoint: address.href });
	}
}

/** The finding about the key; none if the service is down. */
function keyFinding(subject: DocumentSubject, { url: { host }, schemes }: DocumentRequests, asked: Asked): Finding | undefined {
	switch (asked.shown.kind) {
		case 'unauthorized':
			return keyNotAccepted(host, subject, schemes);
		case 'forbidden':
			return finding('key', 'wrong', 'keyForbidden', { host });
		case 'quota':
			return finding('key', 'wrong', 'quotaExhausted', { host });
		case 'down':
			return undefined;
		default:
			return finding('key', 'right', 'keyTaken', { host, scheme: asked.scheme });
	}
}

/** Reports the findings about the model and the request. Good findings are only reported if all are good. */
async function requestFindings(
	{ service, model, knownAs }: DocumentSubject,
	requests: DocumentRequests,
	asked: Asked,
): Promise<readonly Finding[]> {
	const { host } = requests.url;
	const { shown } = asked;
	switch (shown.kind) {
		case 'down':
			return [finding('request', 'wrong', 'serviceDown', { host, status: shown.status })];
		case 'busy':
			return [finding('request', 'wrong', 'busy', { host, ...(shown.seconds === undefined ? {} : { seconds: shown.seconds }) })];
		case 'model': {
			const retirement = retirementOf(ocrTable, knownAs ?? model, service);
			const alternatives = await requests.alternatives(asked);
			return [finding('model', 'wrong', 'modelUnknown', { host, model, ...retirement, alternatives })];
		}
		case 'refused':
			return [finding('request', 'wrong', 'requestRefused', { host, status: shown.status })];
		case 'fields':
			return [finding('request', 'wrong', 'fieldsRefused', { host, fields: shown.fields })];
		default: {
			const remaining = remainingRequests(asked.answer);
			return [
				finding('model', 'right', 'modelFound', { model }),
				finding('request', 'right', 'requestUnderstood', {}),
				finding('limits', 'right', 'limits', { ...ocrLimits[service], ...(remaining === undefined ? {} : { remaining }) }),
			];
		}
	}
}

/** Other addresses on the same host where such a service may be. A key is never sent to another host. */
function otherPaths({ origin, pathname, href }: URL): URL[] {
	const prefix = /^(.*?)\/(providers|v1|ocr)(\/|$)/.exec(pathname)?.[1] ?? '';
	const paths = [...new Set([prefix, ''])].flatMap((before) => [
		`${before}/providers/mistral/azure/ocr`,
		`${before}/v1/ocr`,
		`${before}/ocr`,
		// One of Mistral's SDKs adds this to each call (client-python, packages/azure).
		`${before}/providers/mistral/azure/ocr?api-version=2024-05-01-preview`,
	]);
	return paths.map((path) => new URL(path, origin)).filter((url) => url.href !== href);
}

function shownBy(answer: Answer, scheme: AuthScheme, { service, model }: DocumentSubject, host: string): Shown {
	const { status, body } = answer;
	if (isUnauthorized(answer, scheme !== 'api-key')) {
		return { kind: 'unauthorized' };
	}
	const text = body.toString('utf8').trimStart();
	const isPage = /^<(!doctype|html)/i.test(text);
	if (isPage && status < 400) {
		return { kind: 'webPage' };
	}
	if (status === 405 || ((status === 404 || status === 410) && !isUnknownModel(answer))) {
		return { kind: 'path' };
	}
	const json = parseJson(text);
	if (status < 300 && !errorBody(json)) {
		// For a document that cannot be opened, services answer a refusal, nothing, or no pages.
		return { kind: json === undefined && text !== '' ? 'noService' : 'taken' };
	}
	const { code, facts } = failureOf(answer, { host, model, provider: service, bytes: noDocument.length });
	switch (code) {
		case 'rejectedDocument':
		case 'contentFiltered':
			return { kind: 'taken' };
		case 'forbidden':
		case 'redirected':
			return { kind: code };
		case 'quotaExhausted':
			return { kind: 'quota' };
		case 'notFound':
		case 'modelNotFound':
			return { kind: 'model' };
		case 'rateLimited':
			return { kind: 'busy', ...(facts as { readonly seconds?: number }) };
		case 'rejectedFields': {
			const { fields } = facts as { readonly fields: readonly string[] };
			return fields.includes('model')
				? { kind: 'model' }
				: fields.some((field) => !field.startsWith('document'))
					? { kind: 'fields', fields }
					: { kind: 'taken' };
		}
		case 'serviceFailed':
			// With a successful status, the body has the status of the failure.
			return { kind: 'down', status: (facts as { readonly status: number }).status };
		case 'errorAnswer':
			return { kind: 'down', status };
		default:
			// Half of a refusal does not say what is refused.
			return { kind: json === undefined && /^[{[]/.test(text) ? 'down' : 'refused', status };
	}
}

/** Requests left in this minute (Mistral: `x-ratelimit-remaining-req-minute`, client-ts#169; Azure: `x-ratelimit-remaining-requests`). */
function remainingRequests({ headers }: Answer): number | undefined {
	const [value] = ['x-ratelimit-remaining-req-minute', 'x-ratelimit-remaining-requests'].flatMap((name) => headers[name] ?? []);
	const count = Number(value ?? Number.NaN);
	return Number.isInteger(count) && count >= 0 ? count : undefined;
}
