import { type ErrorCode, type ErrorFacts, FoveaError } from '../errors.ts';
import { type Answer, retryAfterSeconds } from '../http.ts';
import { isRecord, parseJson, records } from '../json.ts';

/** What a request was about, as far as its failure tells of it. */
interface Asked {
	readonly host: string;
	readonly model: string;
	/** Of the document. */
	readonly bytes: number;
	/** Whether the document lies at the service, so that 404 may mean the document. */
	readonly held?: boolean;
}

/** The failure that an answer of Mistral's or Azure's OCR or files routes stands for. */
export function failureOf({ status, headers, body }: Answer, { host, model, bytes, held = false }: Asked): FoveaError {
	const failure = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	const seconds = retryAfterSeconds(headers);
	const wait = seconds === undefined ? {} : { seconds };
	if (status === 408 || status >= 500) {
		return failure('serviceFailed', { host, status, ...wait });
	}
	if (status >= 300 && status < 400) {
		return failure('redirected', { host });
	}
	switch (status) {
		case 401:
			return failure('unauthorized', { host });
		case 403:
			return failure('forbidden', { host });
		case 404:
			return held && !isUnknownModel(unwrapped(body)) ? failure('badRequest', { host, status }) : failure('notFound', { host, model });
		case 413:
			return failure('payloadTooLarge', { host, bytes });
		case 422:
			return failure('rejectedFields', { host, fields: knownFields(validationDetails(body).map(({ field }) => field)) });
		case 429:
			return failure('rateLimited', { host, ...wait });
		default:
			return isInvalidFile(unwrapped(body)) ? failure('rejectedDocument', { host }) : failure('badRequest', { host, status });
	}
}

/** The fields of a request that a 422 says the model does not know: the service's words. */
export function extraFields(body: Buffer): string[] {
	return validationDetails(body)
		.filter(({ type }) => type === 'extra_forbidden')
		.map(({ field }) => field);
}

/** Of a service's words, only those that are names of ours. */
export function knownFields(fields: readonly string[]): string[] {
	const ours = [
		'model',
		'document',
		'document_url',
		'image_url',
		'file_id',
		'pages',
		'include_image_base64',
		'table_format',
		'extract_header',
		'extract_footer',
		'file',
		'purpose',
		'visibility',
		'expiry',
	];
	return ours.filter((field) => fields.includes(field));
}

/** Azure puts Mistral's own error body as a JSON string into `error.message` (Microsoft Q&A 5890356). */
function unwrapped(body: Buffer): unknown {
	const answer = parseJson(body.toString('utf8'));
	const message = isRecord(answer) && isRecord(answer['error']) ? answer['error']['message'] : undefined;
	return typeof message === 'string' ? parseJson(message) : answer;
}

interface ValidationDetail {
	readonly type: string;
	readonly field: string;
}

/**
 * The fields that a 422 is about: FastAPI's `{detail:[{type, loc}]}`, or on Azure the same as a JSON string in `error.message`.
 * The rest of such a body repeats the request, document included, and is dropped here.
 */
function validationDetails(body: Buffer): ValidationDetail[] {
	const answer = unwrapped(body);
	return records(isRecord(answer) ? answer['detail'] : undefined).map(({ type, loc }) => ({
		type: String(type),
		field: String(Array.isArray(loc) ? loc.at(-1) : loc),
	}));
}

/** Code 3740, `document_parser_invalid_file`: a body seen in mistralai/client-python#485. */
function isInvalidFile(body: unknown): boolean {
	return isRecord(body) && (body['code'] === '3740' || body['type'] === 'document_parser_invalid_file');
}

/** Code 3040, `model_not_found`: a body seen in mistralai/client-python#441. */
function isUnknownModel(body: unknown): boolean {
	return isRecord(body) && (body['code'] === '3040' || body['type'] === 'model_not_found');
}
