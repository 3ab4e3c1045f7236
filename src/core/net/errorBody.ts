import { isRecord, parseJson, records } from '../json.ts';

/** The error in an answer's body. */
export interface ErrorBody {
	/** Every code and type that it gives, in lower case and without separators, since services differ in spelling: `ratelimitexceeded`, `1300`. */
	readonly codes: ReadonlySet<string>;
	/** The HTTP status that it names, 400 to 599, whatever the status of the answer. */
	readonly status?: number;
	/** The service's sentences, for looking up phrases of errors that have no code; they go nowhere. */
	readonly words: string;
	/** The objects that it was read from, the outermost first. */
	readonly layers: readonly Readonly<Record<string, unknown>>[];
	/** Whether one of them was inside a sentence: a gateway repeats what the service behind it has answered. */
	readonly quoted: boolean;
}

const fieldsOfStatus = ['raw_status_code', 'status_code', 'statusCode', 'status', 'code'] as const;
/**
 * `name` is Stability AI's, `errorKey` of image gateways (Wei-Shaw/sub2api#7436), `reason` Google's and the responses API's; the last three say why an
 * answer ended (chats, Google).
 */
const fieldsOfCode = ['code', 'type', 'status', 'name', 'errorKey', 'reason', 'finish_reason', 'finishReason', 'blockReason'] as const;
const fieldsOfWords = ['message', 'error', 'detail', 'errorMessage', 'msg'] as const;

/** Where an error has further ones: `response` and `incomplete_details` in events of the responses API, `promptFeedback` and `candidates` at Google. */
const innerNames = ['error', 'detail', 'innererror', 'inner_error', 'response', 'incomplete_details', 'promptFeedback'] as const;
const innerLists = ['errors', 'details', 'choices', 'candidates'] as const;

/** The longest code in characters; longer values are sentences. */
const longestCode = 100;
/** The most objects of an error that are read, and the most characters of its sentences. */
const mostLayers = 12;
const mostWords = 4000;
/** Of a sentence that may hold an error in JSON. */
const longestQuotation = 100_000;

/**
 * Reads the error of a JSON body; undefined when the body is not an error. Gateways send errors with any status, even 200. Known are OpenAI's and
 * Azure's `{error: {code, type, innererror}}`, Mistral's `{object: "error", type, code, raw_status_code}`, FastAPI's `{detail}`, and `{message}` or
 * `{status}` alone (API Management, Azure's serverless endpoints).
 */
export function errorBody(body: unknown): ErrorBody | undefined {
	return isRecord(body) && isError(body) ? readError(body) : undefined;
}

/**
 * As `errorBody`, of an answer that is known to be an error. An error may be in JSON within a sentence of another, as in Azure's `error.message`
 * (Microsoft Q&A 5890356) and in what gateways say of the service behind them (pollinations/pollinations#9319, BerriAI/litellm#11660).
 */
export function readError(body: unknown): ErrorBody {
	const { layers, quoted } = layersOf(body);
	const sentences = layers.flatMap((layer) => [...fieldsOfWords.map((name) => layer[name]), ...firstOf(layer['errors'])]);
	const words = sentences
		.filter((text) => typeof text === 'string')
		.map((text) => text.slice(0, mostWords))
		.join('\n');
	const codes = new Set(
		[
			...layers.flatMap((layer) => fieldsOfCode.map((name) => layer[name])),
			...layers.map(({ error }) => error),
			layers.some(({ detail }) => Array.isArray(detail)) ? 'validation_error' : undefined,
		].flatMap(normalized),
	);
	const statuses = layers.flatMap((layer) => fieldsOfStatus.map((name) => numberIn(layer[name])));
	const status = statuses.find((number) => Number.isInteger(number) && number >= 400 && number < 600);
	return { codes, ...(status === undefined ? {} : { status }), words: words.slice(0, mostWords), layers, quoted };
}

/** Whether a body's error has one of these codes, in any spelling. */
export function hasCode({ codes }: Pick<ErrorBody, 'codes'>, ...names: readonly string[]): boolean {
	return names.some((name) => normalized(name).some((code) => codes.has(code)));
}

/**
 * Codes of an account that is empty: OpenAI and Azure; One API and the gateways made of it; image gateways (Wei-Shaw/sub2api#7436); Alibaba's
 * DashScope (1Panel-dev/MaxKB#5297); Volcengine's Ark.
 */
const moneyCodes: readonly string[] = [
	'insufficient_quota',
	'billing_hard_limit_reached',
	'billing_not_active',
	'quota_exceeded',
	'payment_required',
	'insufficient_user_quota',
	'insufficient_balance',
	'Arrearage',
	'AccountOverdueError',
];

/**
 * The same in words, of services that give no code for it: xAI (continuedev/continue#10373, warpdotdev/warp#14867), gateways (Tongyi-MAI/Z-Image#44,
 * Anil-matcha/Open-Generative-AI#72), Azure's API Management (MicrosoftDocs/azure-docs#16282).
 */
const moneyWords =
	/insufficient (?:account |credit |token |user )?(?:balance|credits?|funds)|used all available credits|spending limit|out of call volume quota|余额不足|欠费/i;

/** Whether an error says that the account has no money or quota left, whatever its status: waiting does not help. */
export function isOutOfMoney(error: ErrorBody): boolean {
	return hasCode(error, ...moneyCodes) || moneyWords.test(error.words);
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

/** The body and the errors within it: members, and JSON in sentences. */
function layersOf(body: unknown): Pick<ErrorBody, 'layers' | 'quoted'> {
	let quoted = false;
	const layers = [body].filter(isRecord);
	// The list grows while it is gone through.
	for (const layer of layers) {
		const quotations = fieldsOfWords.map((name) => quotation(layer[name])).filter(isRecord);
		quoted ||= quotations.length > 0;
		const inner = [...innerNames.map((name) => layer[name]), ...innerLists.flatMap((name) => firstOf(layer[name]))];
		layers.push(...[...inner.filter(isRecord), ...quotations].slice(0, mostLayers - layers.length));
	}
	return { layers, quoted };
}

function numberIn(value: unknown): number {
	return typeof value === 'number' ? value : typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : NaN;
}

/** The first of what may be a list. */
function firstOf(list: unknown): readonly unknown[] {
	return Array.isArray(list) ? list.slice(0, mostLayers) : [];
}

/** The object in JSON that a sentence ends with, or has in brackets; undefined when there is none. */
export function quotation(text: unknown): unknown {
	if (typeof text !== 'string' || text.length > longestQuotation) {
		return undefined;
	}
	const [start, end] = [text.indexOf('{'), text.lastIndexOf('}')];
	return start === -1 || end < start ? undefined : parseJson(text.slice(start, end + 1));
}

function normalized(code: unknown): string[] {
	const text = typeof code === 'number' ? String(code) : code;
	return typeof text === 'string' && text.length <= longestCode
		? [text.toLowerCase().replace(/[^a-z\d]/g, '')].filter((word) => word !== '')
		: [];
}
