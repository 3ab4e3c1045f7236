import type { RequestLog } from '../net/requestLog.ts';
import type { HttpClient } from '../net/http.ts';
import { isRecord, parseJson, records } from '../json.ts';

/** A model that a service lists. */
export interface ListedModel {
	readonly id: string;
	/** ISO date of its end, if the service says so. */
	readonly ends?: string;
}

/** The address of the list and the headers. */
export interface ModelListOptions {
	/** `…/v1/models`. */
	readonly url: URL;
	readonly headers: Readonly<Record<string, string>>;
	readonly use: 'documents' | 'images';
	readonly signal: AbortSignal;
	readonly timeoutMs: number;
	/** Receives a line about the request. */
	readonly log?: RequestLog | undefined;
}

/** The most models of a list that is offered. */
const most = 1000;

/** The longest name of a model. */
const longestId = 200;

/**
 * The models of a service that are of use, as `GET /v1/models` lists them (Mistral's and OpenAI's OpenAPI documents; compatible servers as far as
 * they have it); undefined where there is no such list for this key.
 * @throws {FoveaError} what kept the answer from arriving
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function listModels(
	client: Pick<HttpClient, 'send'>,
	{ use, ...where }: ModelListOptions,
): Promise<ListedModel[] | undefined> {
	const { status, body } = await client.send('GET', where);
	const list = status === 200 ? parseJson(body.toString('utf8')) : undefined;
	const entries = isRecord(list) ? list['data'] : list;
	if (!Array.isArray(entries)) {
		return undefined;
	}
	const models = records(entries.slice(0, most)).flatMap((entry) => {
		const { id, shutdown_date: shutdown, deprecation } = entry;
		const date = [shutdown, deprecation].find((value): value is string => typeof value === 'string' && !Number.isNaN(Date.parse(value)));
		return typeof id === 'string' && id !== '' && id.length <= longestId && isOfUse(entry, id, use)
			? [{ id, ...(date === undefined ? {} : { ends: new Date(date).toISOString().slice(0, 10) }) }]
			: [];
	});
	return models.filter(({ id }, place) => models.findIndex((other) => other.id === id) === place);
}

/** Whether a model is of use. Mistral lists capabilities, OpenAI's names show the kind; otherwise every model may be of use. */
function isOfUse({ capabilities, owned_by: owner }: Record<string, unknown>, id: string, use: ModelListOptions['use']): boolean {
	if (use === 'documents') {
		const reads = isRecord(capabilities) ? capabilities['ocr'] : undefined;
		return typeof reads === 'boolean' ? reads : /ocr|document/i.test(id);
	}
	const isOpenAis = typeof owner === 'string' && /^(openai|system)/.test(owner);
	return !isOpenAis || /image|dall-?e/i.test(id);
}
