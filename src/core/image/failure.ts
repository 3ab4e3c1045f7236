import { type ContentCategory, type ErrorCode, type ErrorFacts, FoveaError, contentCategories } from '../errors.ts';
import type { Answer } from '../net/http.ts';
import { retryAfterSeconds, secondsIn } from '../net/retry.ts';
import type { ImageEndpoint } from './endpoint.ts';
import { type ErrorBody, hasCode, isOutOfMoney, readError } from '../net/errorBody.ts';
import { isRecord, records, text } from '../json.ts';
import { modelIsMissing, ourField, settingInWords, unknownFieldIn } from './errorWords.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import { imageTable } from './models.ts';
import type { Redact } from './redact.ts';

/** What was requested, for the facts of a failure. */
export interface AskedImages {
	readonly endpoint: ImageEndpoint;
	readonly model: string;
	/** Of the request's body. */
	readonly bytes: number;
	/** What was asked for; absent when nothing was to be made. */
	readonly task?: 'generations' | 'edits';
	/** Takes the key out of the service's words. */
	readonly redact: Redact;
}

/**
 * The failure behind an answer with a status other than 2xx, with 200 and an error, or with an error within a stream. It is recognized by status,
 * code and type, and by text only where a service gives no code. Of the service's text, only the rewritten prompt of a refusal is kept.
 * @param body parsed; undefined when it is not JSON
 */
export function failure(status: number, headers: Answer['headers'], body: unknown, asked: AskedImages): FoveaError {
	const { endpoint, model, bytes, redact, task } = asked;
	const { host } = endpoint.base;
	const known = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	const said = readError(body);
	const meant = meantStatus(status, said);
	const is = (...names: string[]) => hasCode(said, ...names);
	const isRefused = meant >= 400 && meant < 500;

	// The resource is blocked whatever is asked for, and gateways give it the code of a refused prompt (pollinations/pollinations#12067).
	if (/temporarily blocked/i.test(said.words)) {
		return known('resourceBlocked', { host });
	}
	if (is(...filterCodes) || googleReasons.test(said.words) || (isRefused && filterWords.test(said.words))) {
		return known('contentFiltered', { host, ...refusal(said, redact) });
	}
	if (isOutOfMoney(said) || meant === 402) {
		return known('quotaExhausted', { host });
	}
	const field = said.layers.map(({ param }) => ourField(text(param))).find((name) => name !== undefined);
	if (is('DeploymentNotFound', 'model_not_found', 'unknown_model') || (is('invalid_value') && field === 'model') || meant === 410) {
		return known('modelNotFound', { host, model, ...replacement(model, endpoint) });
	}
	if (isRefused && modelIsMissing(said.words)) {
		return known('modelNotFound', { host, model, ...replacement(model, endpoint) });
	}
	if (is('OperationNotSupported') || (isRefused && /no endpoints found/i.test(said.words))) {
		return known('modelUnsuitable', { host, model });
	}
	if (task === 'edits' && refusesForms(meant, said.words, endpoint)) {
		return known('unknownParameter', { host, field: formField });
	}
	const unknown = unknownParameter(meant, said, field, body);
	if (unknown) {
		return known('unknownParameter', { host, ...unknown });
	}
	const seconds = retryAfterSeconds(headers) ?? secondsIn(said.words);
	const wait = seconds === undefined ? {} : { seconds };
	if (meant === 429 || is('rate_limit_exceeded', 'rate_limit_error', 'rate_limited', 'too_many_requests')) {
		return known('rateLimited', { host, ...wait });
	}
	if (is('invalid_api_key', 'authentication_error', 'API_KEY_INVALID')) {
		return known('unauthorized', { host });
	}
	if (meant < 300) {
		return known('errorAnswer', { host });
	}
	if (task === 'edits' && hasNoEdits(meant, said.words)) {
		return known('editsUnsupported', { host, model });
	}
	if (/organization must be verified to use/i.test(said.words)) {
		return known('organizationUnverified', { host, model });
	}
	if (meant === 408 || meant >= 500) {
		return known('serviceFailed', { host, status: meant, ...wait });
	}
	return refusedRequest(meant, said, { host, model, bytes, field });
}

/** The failure behind a status of 300 to 499 that no code and no words explain. */
function refusedRequest(
	status: number,
	said: ErrorBody,
	{
		host,
		model,
		bytes,
		field,
	}: { readonly host: string; readonly model: string; readonly bytes: number; readonly field: string | undefined },
): FoveaError {
	const known = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	switch (status) {
		case 401:
			return known('unauthorized', { host });
		case 403:
			// Has no code of its own, only a text.
			return /organization must be verified/i.test(said.words)
				? known('organizationUnverified', { host, model })
				: known('forbidden', { host });
		case 404:
			return known('notFound', { host, model });
		case 413:
			return known('payloadTooLarge', { host, bytes });
	}
	if (status < 400) {
		return known('redirected', { host });
	}
	const image = hasCode(said, 'invalid_image_file') ? 'image' : undefined;
	const setting = field ?? image ?? (hasCode(said, ...valueCodes) ? settingInWords(said.words) : undefined);
	return setting === undefined ? known('badRequest', { host, status }) : known('rejectedSetting', { host, field: setting });
}

/** The status that an answer stands for: with one of success, the status that its body names; a gateway that fails repeats what it was refused with. */
function meantStatus(status: number, said: ErrorBody): number {
	const wasRefused = status >= 500 && said.quoted && hasCode(said, 'invalid_request_error', 'image_generation_user_error');
	return status < 300 ? (said.status ?? status) : wasRefused ? 400 : status;
}

/** Whether a service has no edits at all: another path of it has answered when it was connected, or has made images. */
function hasNoEdits(status: number, words: string): boolean {
	return status === 404 || status === 405 || status === 501 || (status === 400 && /unsupported (?:mode|api)\b/i.test(words));
}

/** Codes of content filters: OpenAI and Azure; Foundry's own models; Alibaba's DashScope; Volcengine's Ark; Stability AI. */
const filterCodes: readonly string[] = [
	'content_filter',
	'content_policy_violation',
	'moderation_blocked',
	'ResponsibleAIPolicyViolation',
	'ContentSafetyViolation',
	'BingBlocklistPrompt',
	'DataInspectionFailed',
	'InputTextSensitiveContentDetected',
	'InputImageSensitiveContentDetected',
	'OutputImageSensitiveContentDetected',
	'content_moderation',
	// Google's reasons for an answer without an image (Comfy-Org/ComfyUI#11848)
	'SAFETY',
	'BLOCKLIST',
	'PROHIBITED_CONTENT',
	'IMAGE_SAFETY',
	'IMAGE_PROHIBITED_CONTENT',
];

/** The same in the sentences of gateways to Google (CherryHQ/cherry-studio#3876). */
const googleReasons = /\b(?:IMAGE_SAFETY|(?:IMAGE_)?PROHIBITED_CONTENT)\b/;

/** Whether an answer says that a filter refused what was asked, as the reason for which it ended. */
export function endsRefused(answer: unknown): boolean {
	return hasCode(readError(answer), ...filterCodes);
}

/** The same in words: Google's models behind OpenAI's form (epam/ai-dial-adapter-vertexai#48). */
const filterWords = /\bblocked\b.{0,60}\bviolate our policies/i;

/** Codes of a value that is not accepted, where `param` does not say of what. */
const valueCodes: readonly string[] = [
	'invalid_value',
	'unsupported_value',
	'unsupported_request_value',
	'invalid_request_error',
	'image_generation_user_error',
];

/** The refusal of an image that was drawn and held back. */
export function filteredImage(results: unknown, revised: string | undefined, host: string): FoveaError<'contentFiltered'> {
	return new FoveaError(
		'contentFiltered',
		{ host, categories: filteredIn(results), stage: 'output', ...(revised === undefined ? {} : { revisedPrompt: revised }) },
		`An image from ${host} was held back`,
	);
}

/** Stands among the refused fields for the form of edits: its server takes JSON only. */
export const formField = 'multipart';

/** Fields that change how an image is delivered, not which: a server that refuses them can be asked again without. */
export function isHarmless(field: string): boolean {
	return ['stream', 'partial_images', 'response_format', formField].includes(field);
}

/** Whether a server wants edits as JSON (langgenius/dify-official-plugins#2881, DEEIX-AI/DEEIX-Chat#579); only OpenAI's API has both. */
function refusesForms(status: number, words: string, { route }: ImageEndpoint): boolean {
	const isOpenAi = route !== 'mai' && route !== 'flux' && route !== 'openRouter';
	return isOpenAi && (status === 415 || (status === 400 && /\bapplication\/json\b/i.test(words)));
}

function refusal({ layers, words: message }: ErrorBody, redact: Redact): Omit<ErrorFacts['contentFiltered'], 'host'> {
	const [inner = {}] = layers.filter(
		(layer) => 'content_filter_results' in layer || 'content_filter_result' in layer || 'revised_prompt' in layer,
	);
	const details = layers.map((layer) => layer['moderation_details']).find(isRecord) ?? {};
	const listed: readonly unknown[] = Array.isArray(details['categories']) ? details['categories'] : [];
	const named = /safety_violations=\[([a-z_,/ -]{0,200})\]/i.exec(message)?.[1]?.split(',') ?? [];
	const categories = [
		...filteredIn(inner['content_filter_results'] ?? inner['content_filter_result']),
		...[...listed, ...named].flatMap(category),
	];
	const stage =
		details['moderation_stage'] ??
		(/generated image|response content/i.test(message) ? 'output' : /your (prompt|request)/i.test(message) ? 'input' : '');
	const revised = text(inner['revised_prompt']);
	return {
		categories: [...new Set(categories)],
		...(stage === 'input' || stage === 'output' ? { stage } : {}),
		...(revised === undefined ? {} : { revisedPrompt: redact(revised) }),
	};
}

/** The categories that Azure's filter results mark as the reason. */
function filteredIn(results: unknown): ContentCategory[] {
	return isRecord(results)
		? Object.entries(results).flatMap(([name, result]) => (isRecord(result) && result['filtered'] === true ? category(name) : []))
		: [];
}

function category(name: unknown): ContentCategory[] {
	const word = typeof name === 'string' ? name.trim().toLowerCase().replace(/[-/ ]/g, '_') : '';
	return contentCategories.filter((known) => known === word || (known === 'protected_material' && word.startsWith('protected_material')));
}

function replacement(model: string, { provider }: ImageEndpoint): Omit<ErrorFacts['modelNotFound'], 'host' | 'model'> {
	const { alternatives = offeredModels(imageTable, provider), ...end } = retirementOf(imageTable, model, provider) ?? {};
	return { alternatives: alternatives.filter((other) => other !== model), ...end };
}

/** OpenAI's `unknown_parameter`, others' words for it, and FastAPI's list (vLLM and other compatible servers). */
function unknownParameter(
	status: number,
	said: ErrorBody,
	field: string | undefined,
	body: unknown,
): { readonly field?: string } | undefined {
	const refused = status === 400 || status === 422;
	const word = refused ? unknownFieldIn(said.words) : undefined;
	const [extra] = records(isRecord(body) ? body['detail'] : undefined).filter(({ type }) => type === 'extra_forbidden');
	const place = extra?.['loc'];
	const named = field ?? ourField(word) ?? ourField(text(Array.isArray(place) ? place.at(-1) : place));
	const found = hasCode(said, 'unknown_parameter', 'unsupported_parameter') || word !== undefined || extra !== undefined;
	return found ? (named === undefined ? {} : { field: named }) : undefined;
}
