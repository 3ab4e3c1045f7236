import { type FoveaError, isFoveaError } from '../errors.ts';
import type { Answer, HttpClient } from '../net/http.ts';
import { jsonBody } from '../net/requestBody.ts';
import type { RequestLog } from '../net/requestLog.ts';
import { parseRefusal } from '../json.ts';
import { type ImageEndpoint, imageUrl, modelsUrl, tokenHeaders } from './endpoint.ts';
import { type TokenSource, ofAccount, withTokens } from '../net/tokens.ts';
import { failure } from './failure.ts';
import { redactor } from './redact.ts';

/** Options of a probe. */
export interface ProbeOptions {
	readonly model: string;
	readonly headers: Readonly<Record<string, string>>;
	/** The tokens of who is signed in, in the place of a key in `headers`. */
	readonly tokens?: TokenSource | undefined;
	readonly signal: AbortSignal;
	readonly timeoutMs: number;
	/** Receives a line about each request. */
	readonly log?: RequestLog | undefined;
}

/** Refusals of the request's content: the service has accepted the address, the key and the model. */
const understood: readonly FoveaError['code'][] = ['badRequest', 'rejectedSetting', 'unknownParameter', 'contentFiltered'];

/**
 * Finds out whether a service would generate images, by requests that cannot: the model's entry in OpenAI's list, a compatible server's list, and if
 * there is none, a request without a prompt.
 * @throws {FoveaError} what the service says is wrong, or what kept it from answering
 */
export async function probeImages(client: HttpClient, endpoint: ImageEndpoint, options: ProbeOptions): Promise<void> {
	const { tokens } = options;
	if (!tokens) {
		return probe(client, endpoint, options);
	}
	const probed = await withTokens(
		tokens,
		(token) =>
			probe(client, endpoint, { ...options, headers: tokenHeaders(token) }).then(
				() => undefined,
				(error: unknown) => ({ error }),
			),
		(failed) => isFoveaError(failed?.error) && failed.error.code === 'unauthorized',
	);
	if (probed.answer) {
		throw ofAccount(probed.answer.error, probed.account);
	}
}

async function probe(
	client: HttpClient,
	endpoint: ImageEndpoint,
	{ model, headers, signal, timeoutMs, log }: Omit<ProbeOptions, 'tokens'>,
): Promise<void> {
	const asked = { endpoint, model, bytes: 0, redact: redactor(headers) };
	// OpenRouter lists its models without asking for a key.
	if (endpoint.provider !== 'azure' && endpoint.route !== 'openRouter') {
		const list = modelsUrl(endpoint);
		const url = endpoint.provider === 'openai' ? new URL(`${list.href}/${encodeURIComponent(model)}`) : list;
		const answer = await client.send('GET', { url, headers, signal, timeoutMs, log });
		const hasNoList = endpoint.provider === 'compatible' && [404, 405, 501].includes(answer.status);
		if (!hasNoList) {
			return check(answer, asked);
		}
	}
	const url = imageUrl(endpoint, 'generations', model)!;
	check(await client.post({ url, headers, body: jsonBody({ model }), signal, timeoutMs, log }), asked);
}

function check({ status, headers, body }: Answer, asked: Parameters<typeof failure>[3]): void {
	if (status >= 200 && status < 300) {
		return;
	}
	const error = failure(status, headers, parseRefusal(body.toString()), asked);
	if (!understood.includes(error.code)) {
		throw error;
	}
}
