import { isRecord, parseJson, records } from '../json.ts';

/** The error in an answer's body, without the service's text. */
export interface ErrorBody {
	/** Every code and type that it gives, in lower case and without separators, since services differ in spelling: `ratelimitexceeded`, `1300`. */
	readonly codes: ReadonlySet<string>;
	/** The HTTP status that it names, 400 to 599, whatever the status of the answer. */
	readonly status?: number;
}

const fieldsOfStatus = ['raw_status_code', 'status_code', 'statusCode', 'status', 'code'] as const;

/** The longest code in characters; longer values are sentences. */
const longestCode = 100;

/**
 * Reads the error of a JSON body; undefined when the body is not an error. Gateways send errors with any status, even 200. Known are OpenAI's and
 * Azure's `{error: {code, type, innererror}}`, Mistral's `{object: "error", type, code, raw_status_code}`, also as a JSON string in Azure's
 * `error.message` (Microsoft Q&A 5890356), FastAPI's `{detail}`, and `{message}` or `{status}` alone (API Management, Azure's serverless endpoints).
 */
export function errorBody(body: unknown): ErrorBody | undefined {
	if (!isRecord(body) || !isError(body)) {
		return undefined;
	}
	const { error, detail } = body;
	const inner = isRecord(error) ? [error['innererror'], error['inner_error'], wrapped(error['message'])] : [];
	const parts = [body, error, detail, ...inner].filter(isRecord);
	const codes = new Set(
		[
			...parts.flatMap(({ code, type, status }) => [code, type, status]),
			error,
			Array.isArray(detail) ? 'validation_error' : undefined,
		].flatMap(normalized),
	);
	const statuses = parts.flatMap((part) => fieldsOfStatus.map((name) => Number(part[name])));
	const status = statuses.find((number) => Number.isInteger(number) && number >= 400 && number < 600);
	return { codes, ...(status === undefined ? {} : { status }) };
}

/** Whether a body's error has one of these codes, in any spelling. */
export function hasCode({ codes }: ErrorBody, ...names: readonly string[]): boolean {
	return names.some((name) => normalized(name).some((code) => codes.has(code)));
}

function isError(body: Record<string, unknown>): boolean {
	const { error, detail, message, status, object } = body;
	return (
		isRecord(error) ||
		(typeof error === 'string' && error !== '') ||
		object === 'error' ||
		isRecord(detail) ||
		records(detail).length > 0 ||
		[detail, message, status].some((words) => typeof words === 'string' && words !== '')
	);
}

function wrapped(message: unknown): unknown {
	return typeof message === 'string' && message.startsWith('{') ? parseJson(message) : undefined;
}

function normalized(code: unknown): string[] {
	const text = typeof code === 'number' ? String(code) : code;
	return typeof text === 'string' && text.length <= longestCode
		? [text.toLowerCase().replace(/[^a-z\d]/g, '')].filter((word) => word !== '')
		: [];
}
