import { type ErrorBody, errorBody, hasCode, isOutOfMoney, quotation, readError } from '../../net/errorBody.ts';
import { type ErrorCode, type ErrorFacts, FoveaError } from '../../errors.ts';
import type { Answer } from '../../net/http.ts';
import { retryAfterSeconds, secondsIn } from '../../net/retry.ts';
import { isRecord, parseJson, parseRefusal, records } from '../../json.ts';
import { retirementOf } from '../../modelTable.ts';
import { type ModelProvider, ocrTable } from './models.ts';

/** What was requested, for the facts of a failure. */
export interface AskedPages {
	readonly host: string;
	readonly model: string;
	/** The known model behind its name. */
	readonly knownAs?: string | undefined;
	readonly provider: ModelProvider;
	/** Of the document. */
	readonly bytes: number;
	/** Whether the document is stored at the service, so that a 404 can mean the document. */
	readonly uploaded?: boolean;
}

/**
 * The failure behind an answer of the OCR or files routes of Mistral or Azure, by its status and the codes in its body. With a successful status, the
 * body is an error instead of a result.
 */
export function failureOf({ status, headers, body }: Answer, asked: AskedPages): FoveaError {
	const { host, model, knownAs, provider, bytes, uploaded = false } = asked;
	const said = readError(parseRefusal(body.toString('utf8')));
	const is = (...codes: readonly string[]) => hasCode(said, ...codes);
	const failure = <C extends ErrorCode>(code: C, facts: ErrorFacts[C]) => new FoveaError(code, facts, `${status} from ${host}: ${code}`);
	const seconds = retryAfterSeconds(headers) ?? secondsIn(said.words);
	const wait = seconds === undefined ? {} : { seconds };
	const meant = status < 300 ? (said.status ?? (is('validation_error') ? 422 : status)) : status;
	if (is('content_filter', 'content_filtered', 'content_policy_violation', 'moderation_blocked', 'ResponsibleAIPolicyViolation')) {
		return failure('contentFiltered', { host, categories: [] });
	}
	if (meant === 402 || isOutOfMoney(said)) {
		return failure('quotaExhausted', { host });
	}
	// 1300: a body seen in earendil-works/pi#9815.
	if (
		meant === 429 ||
		(meant < 500 && is('1300', 'rate_limited', 'rate_limit_exceeded', 'rate_limit_error', 'RateLimitReached', 'too_many_requests'))
	) {
		return failure('rateLimited', { host, ...wait });
	}
	if (meant === 408 || meant >= 500) {
		// An answer with a successful status may have been paid for.
		return status < 300 ? failure('errorAnswer', { host }) : failure('serviceFailed', { host, status, ...wait });
	}
	if (meant >= 300 && meant < 400) {
		return failure('redirected', { host });
	}
	if (meant === 401 || isUnauthorizedCode(said)) {
		return failure('unauthorized', { host });
	}
	// 3740: a body seen in mistralai/client-python#485.
	if (is('3740', 'document_parser_invalid_file')) {
		return failure('rejectedDocument', { host });
	}
	const unknownModel = hasCode(said, ...unknownModelCodes);
	const noModel = () => {
		const retirement = retirementOf(ocrTable, knownAs ?? model, provider);
		return retirement ? failure('modelNotFound', { host, model, ...retirement }) : failure('notFound', { host, model });
	};
	switch (meant) {
		case 403:
			return failure('forbidden', { host });
		case 404:
		case 410:
			return uploaded && !unknownModel ? failure('badRequest', { host, status }) : noModel();
		case 413:
			return failure('payloadTooLarge', { host, bytes });
		case 415:
			return failure('rejectedDocument', { host });
		case 422: {
			const details = validationDetails(body);
			return details.length > 0 && details.every(isOfContent)
				? failure('rejectedDocument', { host })
				: failure('rejectedFields', { host, fields: knownFields(details.map(({ field }) => field)) });
		}
		default:
			if (unknownModel) {
				return noModel();
			}
			return status < 300 ? failure('errorAnswer', { host }) : failure('badRequest', { host, status });
	}
}

/**
 * Whether an answer rejects the key in this form: 401, or 400 with a code that means it. Serverless endpoints answer a request without an
 * `Authorization` header with 400 and only `{"status": "<words>"}` (enricoros/big-AGI#608).
 */
export function isUnauthorized({ status, body }: Answer, sentAuthorization: boolean): boolean {
	if (status === 401) {
		return true;
	}
	const answer = status === 400 ? parseRefusal(body.toString('utf8')) : undefined;
	const said = errorBody(answer);
	return said !== undefined && (said.status === 401 || isUnauthorizedCode(said) || (!sentAuthorization && isStatusAlone(answer)));
}

function isUnauthorizedCode(said: ErrorBody): boolean {
	return hasCode(
		said,
		'unauthorized',
		'invalid_api_key',
		'authentication_error',
		'invalid_authentication',
		'unauthenticated',
		'API_KEY_INVALID',
	);
}

function isStatusAlone(answer: unknown): boolean {
	return isRecord(answer) && typeof answer['status'] === 'string' && Object.keys(answer).length === 1;
}

/** 3040: a body seen in mistralai/client-python#441; `unknown_model`: Azure's model inference (microsoft/Generative-AI-for-beginners-dotnet#302). */
const unknownModelCodes = ['3040', 'model_not_found', 'unknown_model', 'DeploymentNotFound'];

/**
 * Whether a 404 means that the path is right and the model is wrong: by a code, or as Azure's serverless endpoints say it (`Serverless endpoint not
 * found`, microsoft/semantic-kernel#10339).
 */
export function isUnknownModel({ body }: Answer): boolean {
	const said = errorBody(parseRefusal(body.toString('utf8')));
	return said !== undefined && hasCode(said, ...unknownModelCodes, 'Serverless endpoint not found');
}

/** The request fields that a 422 says the model does not know, in the service's words. */
export function extraFields(body: Buffer): string[] {
	return validationDetails(body)
		.filter(({ type }) => type === 'extra_forbidden')
		.map(({ field }) => field);
}

/** The fields among a service's words that are our own field names. */
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

interface ValidationDetail {
	readonly type: string;
	readonly field: string;
}

/**
 * The fields that a 422 is about: FastAPI's `{detail:[{type, loc}]}`, which Mistral also puts into `message` (editor-code-assistant/eca#231), Azure
 * as a JSON string into `error.message` (Microsoft Q&A 5890356), and gateways into each other. The rest of such a body repeats the request, document
 * included, and is dropped here.
 */
function validationDetails(body: Buffer): ValidationDetail[] {
	return detailsIn(parseRefusal(body.toString('utf8'))).map(({ type, loc }) => ({
		type: String(type),
		field: String(Array.isArray(loc) ? loc.at(-1) : loc),
	}));
}

/** Whether a detail is about what the document holds, and not about the fields of the request (mistralai/client-ts#119). */
function isOfContent({ type, field }: ValidationDetail): boolean {
	return type === 'value_error' && ['body', 'document', 'document_url', 'image_url'].includes(field);
}

/** How many nested bodies are searched. */
const mostEnvelopes = 8;

function detailsIn(value: unknown, depth = 0): Record<string, unknown>[] {
	if (depth > mostEnvelopes) {
		return [];
	}
	if (typeof value === 'string') {
		return detailsIn(value.startsWith('[') ? parseJson(value) : quotation(value), depth + 1);
	}
	const listed = records(value).filter(({ loc }) => loc !== undefined);
	if (listed.length > 0 || !isRecord(value)) {
		return listed;
	}
	for (const name of ['detail', 'message', 'error'] as const) {
		const found = detailsIn(value[name], depth + 1);
		if (found.length > 0) {
			return found;
		}
	}
	return [];
}
