import { errorBody } from '../net/errorBody.ts';
import type { Answer, HttpClient } from '../net/http.ts';
import { jsonBody } from '../net/requestBody.ts';
import { parseJson } from '../json.ts';
import { type AuthScheme, authHeaders } from '../ocr/mistral/engine.ts';
import { failureOf, isUnauthorized, isUnknownModel } from '../ocr/mistral/failure.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import { ocrLimits, ocrTable } from '../ocr/mistral/models.ts';
import { type Finding, finding } from './findings.ts';
import { listModels } from './modelList.ts';
import type { ServiceCheck } from './serviceCheck.ts';

/** A service that reads documents, as it is to be checked. */
export interface DocumentSubject {
	readonly use: 'documents';
	readonly service: 'azure' | 'mistral';
	/** The OCR URL. */
	readonly endpoint: string;
	/** As sent. */
	readonly model: string;
	/** The known model behind the name. */
	readonly knownAs: string | undefined;
	readonly key: string;
	/** Whether the key is the token of somebody who is signed in. */
	readonly isToken: boolean;
	/** How the endpoint took its key before. */
	readonly authScheme?: AuthScheme | undefined;
}

/** Says that it is a PDF and is none: a service that gets so far as to open it has taken path, key, model and request, and charges nothing. */
const noDocument = `data:application/pdf;base64,${Buffer.from('This is no document.').toString('base64')}`;

/** What an answer to a request that cannot be fulfilled shows. */
type Shown =
	| { readonly kind: 'taken' | 'unauthorized' | 'forbidden' | 'quota' | 'path' | 'model' | 'redirected' | 'webPage' | 'noService' }
	| { readonly kind: 'fields'; readonly fields: readonly string[] }
	| { readonly kind: 'refused' | 'down'; readonly status: number }
	| { readonly kind: 'busy'; readonly seconds?: number };

/** An address that was asked, and what came of it. */
interface Asked {
	readonly address: URL;
	readonly shown: Shown;
	readonly scheme: AuthScheme;
	readonly answer: Answer;
}

/**
 * Asks a service for the recognition of what is no document, in all ways in which it may want to be asked, until it takes one, and tells what that shows.
 * @returns whether nothing is wrong
 * @throws {FoveaError} what kept an answer from arriving
 * @throws {DOMException} `AbortError` when the check's signal aborts
 */
export async function checkDocuments(client: HttpClient, subject: DocumentSubject, check: ServiceCheck): Promise<boolean> {
	const { service, model, knownAs, key } = subject;
	const url = new URL(subject.endpoint);
	const { host } = url;
	const schemes: readonly AuthScheme[] =
		service === 'mistral' || subject.isToken
			? ['bearer']
			: [...new Set([subject.authScheme ?? 'bearer', 'bearer', 'api-key', 'raw'] as const)];

	let found = await askInEveryWay(url);
	for (const other of otherPaths(url)) {
		if (found.shown.kind !== 'path') {
			break;
		}
		found = await askInEveryWay(other);
	}
	const { address, shown, scheme, answer } = found;
	const tell = (found: Finding): void => check.tell(found);
	const path = url.pathname + url.search;
	if (shown.kind === 'path') {
		tell(finding('path', 'wrong', 'pathUnknown', { host, path }));
		return false;
	}
	if (shown.kind === 'redirected' || shown.kind === 'webPage' || shown.kind === 'noService') {
		tell(finding('path', 'wrong', shown.kind, { host }));
		return false;
	}
	const isElsewhere = address.href !== url.href;
	tell(
		isElsewhere
			? finding('path', 'wrong', 'pathElsewhere', { path, right: address.pathname + address.search, endpoint: address.href })
			: finding('path', 'right', 'pathFound', { path }),
	);
	switch (shown.kind) {
		case 'unauthorized':
			tell(
				key === ''
					? finding('key', 'wrong', 'keyMissing', { host })
					: finding('key', 'wrong', 'keyRefused', { host, schemes, isToken: subject.isToken }),
			);
			return false;
		case 'forbidden':
			tell(finding('key', 'wrong', 'keyForbidden', { host }));
			return false;
		case 'quota':
			tell(finding('key', 'wrong', 'quotaExhausted', { host }));
			return false;
		case 'down':
			tell(finding('request', 'wrong', 'serviceDown', { host, status: shown.status }));
			return false;
		case 'busy':
			tell(finding('key', 'right', 'keyTaken', { host, scheme }));
			tell(finding('request', 'wrong', 'busy', { host, ...(shown.seconds === undefined ? {} : { seconds: shown.seconds }) }));
			return false;
		default:
	}
	tell(finding('key', 'right', 'keyTaken', { host, scheme }));
	if (shown.kind === 'model') {
		const facts = { host, model, ...retirementOf(ocrTable, knownAs ?? model, service), alternatives: await alternatives(address) };
		tell(finding('model', 'wrong', 'modelUnknown', facts));
		return false;
	}
	if (shown.kind === 'refused') {
		tell(finding('request', 'wrong', 'requestRefused', { host, status: shown.status }));
		return false;
	}
	if (shown.kind === 'fields') {
		tell(finding('request', 'wrong', 'fieldsRefused', { host, fields: shown.fields }));
		return false;
	}
	tell(finding('model', 'right', 'modelFound', { model }));
	tell(finding('request', 'right', 'requestUnderstood', {}));
	const remaining = remainingRequests(answer);
	tell(finding('limits', 'right', 'limits', { ...ocrLimits[service], ...(remaining === undefined ? {} : { remaining }) }));
	return !isElsewhere;

	async function askInEveryWay(address: URL): Promise<Asked> {
		const asked: Asked[] = [];
		for (const scheme of schemes) {
			const answer = await ask(address, scheme);
			asked.push({ address, shown: shownBy(answer, scheme, subject, host), scheme, answer });
			if (asked.at(-1)!.shown.kind !== 'unauthorized') {
				break;
			}
		}
		// Where every form is refused, the first is what a conversion would have sent.
		return asked.at(-1)!.shown.kind === 'unauthorized' ? asked[0]! : asked.at(-1)!;
	}

	async function ask(address: URL, scheme: AuthScheme): Promise<Answer> {
		const body = jsonBody({ model, document: { type: 'document_url', document_url: noDocument } });
		return check.heard(await client.post({ url: address, headers: authHeaders(scheme, key), body, ...check.limits }));
	}

	async function alternatives(address: URL): Promise<readonly string[]> {
		const known = offeredModels(ocrTable, service);
		if (service === 'azure') {
			return known;
		}
		const list = new URL('models', address);
		const listed = await listModels(client, { url: list, headers: authHeaders(scheme, key), use: 'documents', ...check.limits });
		return listed?.map(({ id }) => id) ?? known;
	}
}

/** Where else on the same host a service of this kind may be; a key goes to no other host. */
function otherPaths({ origin, pathname, href }: URL): URL[] {
	const prefix = /^(.*?)\/(providers|v1|ocr)(\/|$)/.exec(pathname)?.[1] ?? '';
	const paths = [...new Set([prefix, ''])].flatMap((before) => [
		`${before}/providers/mistral/azure/ocr`,
		`${before}/v1/ocr`,
		`${before}/ocr`,
		// What one of Mistral's SDKs adds to each call (client-python, packages/azure).
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
		// What cannot be opened is answered with a refusal, with nothing, or with no pages.
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
		case 'errorAnswer':
			return { kind: 'down', status };
		default:
			return { kind: 'refused', status };
	}
}

/** Requests left in this minute (Mistral: `x-ratelimit-remaining-req-minute`, client-ts#169; Azure: `x-ratelimit-remaining-requests`). */
function remainingRequests({ headers }: Answer): number | undefined {
	const [value] = ['x-ratelimit-remaining-req-minute', 'x-ratelimit-remaining-requests'].flatMap((name) => headers[name] ?? []);
	const count = Number(value ?? Number.NaN);
	return Number.isInteger(count) && count >= 0 ? count : undefined;
}
