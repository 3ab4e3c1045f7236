import { type ContentCategory, type ErrorCode, type ErrorFacts, FoveaError, contentCategories } from '../errors.ts';
import type { Answer } from '../net/http.ts';
import { retryAfterSeconds } from '../net/retry.ts';
import type { ImageEndpoint } from './endpoint.ts';
import { isRecord, records, text } from '../json.ts';
import { offeredModels, retirementOf } from '../modelTable.ts';
import { imageTable } from './models.ts';
import type { Redact } from './redact.ts';

/** What was requested, for the facts of a failure. */
export interface AskedImages {
	readonly endpoint: ImageEndpoint;
	readonly model: string;
	/** Of the request's body. */
	readonly bytes: number;
	/** Takes the key out of the service's words. */
	readonly redact: Redact;
}

/**
 * The failure behind an answer with a status other than 2xx, with 200 and an error, or with an error within a stream. It is recognized by status,
 * code and type, and by text only where a service gives no code. Of the service's text, only the rewritten prompt of a refusal is kept.
 * @param body parsed; undefined when it is not JSON
 */
export function failure(status: number, headers: Answer['headers'], body: unknown, asked: AskedImages): FoveaError {
	const { endpoint, model, bytes, redact } = asked;
	const { host } = endpoint.base;
	const known = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	const { codes, field, message, error, status: said } = described(body);
	const meant = status < 300 ? (said ?? status) : status;
	const is = (...names: string[]) => names.some((name) => codes.has(name));

	if (is(...filterCodes)) {
		return known('contentFiltered', { host, ...refusal(error, message, redact) });
	}
	if (is(...quotaCodes) || meant === 402) {
		return known('quotaExhausted', { host });
	}
	if (is('deploymentnotfound', 'modelnotfound') || (is('invalidvalue') && field === 'model') || meant === 410) {
		return known('modelNotFound', { host, model, ...replacement(model, endpoint) });
	}
	if (is('operationnotsupported')) {
		return known('modelUnsuitable', { host, model });
	}
	const unknown = unknownParameter(meant, codes, field, message, body);
	if (unknown) {
		return known('unknownParameter', { host, ...unknown });
	}
	const seconds = retryAfterSeconds(headers) ?? secondsIn(message);
	const wait = seconds === undefined ? {} : { seconds };
	if (meant === 429 || is('ratelimitexceeded', 'ratelimiterror', 'ratelimited', 'toomanyrequests')) {
		return known('rateLimited', { host, ...wait });
	}
	if (is('invalidapikey', 'authenticationerror')) {
		return known('unauthorized', { host });
	}
	if (meant < 300) {
		return known('errorAnswer', { host });
	}
	if (meant === 408 || meant >= 500) {
		return known('serviceFailed', { host, status: meant, ...wait });
	}
	if (meant < 400) {
		return known('redirected', { host });
	}
	switch (meant) {
		case 401:
			return known('unauthorized', { host });
		case 403:
			// Neither has a code of its own, only a text.
			return /temporarily blocked/i.test(message)
				? known('resourceBlocked', { host })
				: /organization must be verified/i.test(message)
					? known('organizationUnverified', { host, model })
					: known('forbidden', { host });
		case 404:
			return known('notFound', { host, model });
		case 413:
			return known('payloadTooLarge', { host, bytes });
		default:
			return field === undefined ? known('badRequest', { host, status: meant }) : known('rejectedSetting', { host, field });
	}
}

/** Codes of content filters, without separators: OpenAI and Azure; Foundry's own models; Alibaba's DashScope; Volcengine's Ark. */
const filterCodes: readonly string[] = [
	'contentfilter',
	'contentpolicyviolation',
	'moderationblocked',
	'responsibleaipolicyviolation',
	'contentsafetyviolation',
	'bingblocklistprompt',
	'datainspectionfailed',
	'inputtextsensitivecontentdetected',
	'inputimagesensitivecontentdetected',
	'outputimagesensitivecontentdetected',
];

/** The same for an account that is empty: OpenAI and Azure; One API and the gateways made of it. */
const quotaCodes: readonly string[] = [
	'insufficientquota',
	'billinghardlimitreached',
	'billingnotactive',
	'quotaexceeded',
	'insufficientuserquota',
];

/** The refusal of an image that was drawn and held back. */
export function filteredImage(results: unknown, revised: string | undefined, host: string): FoveaError<'contentFiltered'> {
	return new FoveaError(
		'contentFiltered',
		{ host, categories: filteredIn(results), stage: 'output', ...(revised === undefined ? {} : { revisedPrompt: revised }) },
		`An image from ${host} was held back`,
	);
}

/** Fields that change how an image is delivered, not which: a server that refuses them can be asked again without. */
export function isHarmless(field: string): boolean {
	return ['stream', 'partial_images', 'response_format'].includes(field);
}

interface Described {
	/** Every code in the body, in lower case and without separators, because services differ in spelling. */
	readonly codes: ReadonlySet<string>;
	/** The field of ours that it is about. */
	readonly field: string | undefined;
	/** For looking up phrases that have no code; goes nowhere. */
	readonly message: string;
	readonly error: Record<string, unknown>;
	/** The status that the body itself names, 400 to 599. */
	readonly status: number | undefined;
}

function described(body: unknown): Described {
	const outer = isRecord(body) ? body : {};
	const error = isRecord(outer['error']) ? outer['error'] : (records(outer['errors'])[0] ?? outer);
	const inner = innerError(error);
	const said = [error['code'], error['type'], inner['code'], outer['code'], outer['type']];
	const codes = said.flatMap((code) => (typeof code === 'string' ? [code.toLowerCase().replace(/[^a-z0-9]/g, '')] : []));
	const message = (text(error['message']) ?? text(outer['error']) ?? text(outer['detail']) ?? '').slice(0, 4000);
	// OpenRouter and others answer 200 and put the status into the body.
	const status = [error['code'], error['status'], error['status_code'], outer['code'], outer['status'], outer['status_code']]
		.map((value) => (typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value))
		.find((value): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 400 && value <= 599);
	return { codes: new Set(codes), field: ourField(text(error['param'])), message, error, status };
}

/** Azure writes `inner_error` for images and `innererror` elsewhere. */
function innerError(error: Record<string, unknown>): Record<string, unknown> {
	const inner = error['inner_error'] ?? error['innererror'];
	return isRecord(inner) ? inner : {};
}

function refusal(error: Record<string, unknown>, message: string, redact: Redact): Omit<ErrorFacts['contentFiltered'], 'host'> {
	const inner = innerError(error);
	const details = isRecord(error['moderation_details']) ? error['moderation_details'] : {};
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
	return { alternatives: offeredModels(imageTable, provider), ...retirementOf(imageTable, model, provider) };
}

/** OpenAI's `unknown_parameter`, older words for it, and FastAPI's list (vLLM and other compatible servers). */
function unknownParameter(
	status: number,
	codes: ReadonlySet<string>,
	field: string | undefined,
	message: string,
	body: unknown,
): { readonly field?: string } | undefined {
	const refused = status === 400 || status === 422;
	const phrase =
		refused && /^(?:unknown parameter|unrecognized request arguments? supplied|unsupported parameter):? '?([a-z_]{1,40})/i.exec(message);
	const [extra] = records(isRecord(body) ? body['detail'] : undefined).filter(({ type }) => type === 'extra_forbidden');
	const place = extra?.['loc'];
	const named = field ?? ourField(phrase ? phrase[1] : undefined) ?? ourField(text(Array.isArray(place) ? place.at(-1) : place));
	const found = codes.has('unknownparameter') || codes.has('unsupportedparameter') || Boolean(phrase) || extra !== undefined;
	return found ? (named === undefined ? {} : { field: named }) : undefined;
}

/** Only names of our own fields: `image[0]` is `image`. */
function ourField(name: string | undefined): string | undefined {
	const plain = name?.replace(/[[.].*$/, '');
	const ours = [
		'model',
		'prompt',
		'n',
		'size',
		'quality',
		'style',
		'background',
		'output_format',
		'output_compression',
		'moderation',
		'input_fidelity',
		'complexity',
		'stream',
		'partial_images',
		'response_format',
		'image',
		'mask',
	];
	return ours.find((field) => field === plain);
}

/**
 * "Please retry after 26 seconds." (Azure); "Please try again in 1m12.5s.", "in 480ms." and "try again after 51.84 seconds" (OpenAI); never more than
 * ten minutes.
 */
function secondsIn(message: string): number | undefined {
	const after = /(?:retry|try again) (?:after|in) (\d{1,6}(?:\.\d{1,6})?) ?(?:seconds?|s)\b/i.exec(message);
	const short = /try again (?:after|in) (?:(\d{1,4})m)?(\d{1,6}(?:\.\d{1,6})?)(ms|s)\b/i.exec(message);
	const seconds = after
		? Number(after[1])
		: short
			? Number(short[1] ?? 0) * 60 + Number(short[2]) / (short[3] === 'ms' ? 1000 : 1)
			: undefined;
	return seconds === undefined ? undefined : Math.min(seconds, 600);
}
