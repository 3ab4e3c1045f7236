import { type ContentCategory, type ErrorCode, type ErrorFacts, FoveaError, contentCategories } from '../errors.ts';
import { type Answer, retryAfterSeconds } from '../http.ts';
import type { ImageEndpoint } from './endpoint.ts';
import { isRecord, records, text } from '../json.ts';
import { liveModels, retirement } from './models.ts';

/** What was asked, for the facts of a failure. */
export interface Asked {
	readonly endpoint: ImageEndpoint;
	readonly model: string;
	/** Of the request's body. */
	readonly bytes: number;
}

/**
 * The failure that an answer with a status other than 2xx, or an error within a stream, means. Of the service's words none is kept but the
 * rewritten prompt of a refusal.
 * @param body parsed; undefined when it is not JSON
 */
export function failure(status: number, headers: Answer['headers'], body: unknown, { endpoint, model, bytes }: Asked): FoveaError {
	const { host } = endpoint.base;
	const known = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	const { codes, field, message, error } = described(body);
	const is = (...names: string[]) => names.some((name) => codes.has(name));

	if (is('contentfilter', 'contentpolicyviolation', 'moderationblocked', 'responsibleaipolicyviolation')) {
		return known('contentFiltered', { host, ...refusal(error, message) });
	}
	if (status === 402 || is('insufficientquota', 'billinghardlimitreached', 'billingnotactive', 'quotaexceeded')) {
		return known('quotaExhausted', { host });
	}
	if (is('deploymentnotfound', 'modelnotfound') || (is('invalidvalue') && field === 'model') || status === 410) {
		return known('modelNotFound', { host, model, ...replacement(model, endpoint) });
	}
	if (is('operationnotsupported')) {
		return known('modelUnsuitable', { host, model });
	}
	const unknown = unknownParameter(codes, field, message, body);
	if (unknown) {
		return known('unknownParameter', { host, ...unknown });
	}
	const seconds = retryAfterSeconds(headers) ?? secondsIn(message);
	const wait = seconds === undefined ? {} : { seconds };
	if (status === 429 || is('ratelimitexceeded', 'toomanyrequests')) {
		return known('rateLimited', { host, ...wait });
	}
	if (status === 408 || status >= 500 || status < 300) {
		return known('serviceFailed', { host, status, ...wait });
	}
	if (status < 400) {
		return known('redirected', { host });
	}
	switch (status) {
		case 401:
			return known('unauthorized', { host });
		case 403:
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
			return field === undefined ? known('badRequest', { host, status }) : known('rejectedSetting', { host, field });
	}
}

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
	/** Every code that the body gives, without what parts words, in lower case: services differ in spelling. */
	readonly codes: ReadonlySet<string>;
	/** The field of ours that it is about. */
	readonly field: string | undefined;
	/** For looking up phrases that have no code; goes nowhere. */
	readonly message: string;
	readonly error: Record<string, unknown>;
}

function described(body: unknown): Described {
	const outer = isRecord(body) ? body : {};
	const error = isRecord(outer['error']) ? outer['error'] : outer;
	const inner = innerError(error);
	const codes = [error['code'], error['type'], inner['code'], outer['code']].flatMap((code) =>
		typeof code === 'string' ? [code.toLowerCase().replace(/[^a-z0-9]/g, '')] : [],
	);
	const message = (text(error['message']) ?? text(outer['error']) ?? text(outer['detail']) ?? '').slice(0, 4000);
	return { codes: new Set(codes), field: ourField(text(error['param'])), message, error };
}

/** Azure writes `inner_error` for images and `innererror` elsewhere. */
function innerError(error: Record<string, unknown>): Record<string, unknown> {
	const inner = error['inner_error'] ?? error['innererror'];
	return isRecord(inner) ? inner : {};
}

function refusal(error: Record<string, unknown>, message: string): Omit<ErrorFacts['contentFiltered'], 'host'> {
	const inner = innerError(error);
	const details = isRecord(error['moderation_details']) ? error['moderation_details'] : {};
	const listed: readonly unknown[] = Array.isArray(details['categories']) ? details['categories'] : [];
	const named = /safety_violations=\[([a-z_,/ -]{0,200})\]/i.exec(message)?.[1]?.split(',') ?? [];
	const categories = [
		...filteredIn(inner['content_filter_results'] ?? inner['content_filter_result']),
		...[...listed, ...named].flatMap(category),
	];
	const stage =
		details['moderation_stage'] ?? (/generated image/i.test(message) ? 'output' : /your (prompt|request)/i.test(message) ? 'input' : '');
	const revised = text(inner['revised_prompt']);
	return {
		categories: [...new Set(categories)],
		...(stage === 'input' || stage === 'output' ? { stage } : {}),
		...(revised === undefined ? {} : { revisedPrompt: revised }),
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
	const retired = retirement(model, provider);
	return { alternatives: liveModels(provider), ...(retired ? { retired: retired.since } : {}) };
}

/** OpenAI's `unknown_parameter`, older words for it, and FastAPI's list (vLLM and other compatible servers). */
function unknownParameter(
	codes: ReadonlySet<string>,
	field: string | undefined,
	message: string,
	body: unknown,
): { readonly field?: string } | undefined {
	const phrase = /^(?:unknown parameter|unrecognized request arguments? supplied|unsupported parameter):? '?([a-z_]{1,40})/i.exec(message);
	const [extra] = records(isRecord(body) ? body['detail'] : undefined).filter(({ type }) => type === 'extra_forbidden');
	const place = extra?.['loc'];
	const named = field ?? ourField(phrase?.[1]) ?? ourField(text(Array.isArray(place) ? place.at(-1) : place));
	const found = codes.has('unknownparameter') || codes.has('unsupportedparameter') || phrase !== null || extra !== undefined;
	return found ? (named === undefined ? {} : { field: named }) : undefined;
}

/** Of a service's words, only those that are names of ours: `image[0]` is `image`. */
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
 * "Please retry after 26 seconds." (Azure); "Please try again in 1m12.5s.", "in 480ms." and "try again after 51.84 seconds" (OpenAI); never more
 * than ten minutes.
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
