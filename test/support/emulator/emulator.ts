import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, Refusal } from './answer.ts';
import { type AuthScheme, isAuthorized } from './auth.ts';
import { EmulatedService, type ServiceOptions, readBody } from './emulatedService.ts';
import { invalidFields, invalidJson, methodNotAllowed, pathNotFound, tooLarge, unauthorized } from './errors.ts';
import { type Fault, answerInstead, encoded, withHugeFigure } from './faults.ts';
import { FileStore } from './files.ts';
import { type OcrModelId, modelList } from './models.ts';
import { type OcrService, recognize } from './ocr.ts';
import { type Limits, type ProfileName, profiles } from './profiles.ts';
import { type Quirk, withQuirks } from './quirks.ts';
import type { WirePage } from './wire.ts';
import { type EmulatorRequest, describeBody, paidFor } from './requests.ts';
import { sentDocument } from './sentDocument.ts';

export interface EmulatorOptions extends ServiceOptions<EmulatorRequest, Fault> {
	readonly profile: ProfileName;
	/** The one key that is right. */
	readonly key: string;
	/** Which Microsoft Entra tokens are taken as well. */
	readonly takesToken?: (token: string) => boolean;
	/**
	 * Names that requests may ask for and the model behind each; what the service offers in November 2026 when absent. Retired models are
	 * unknown unless named here; Azure's serverless endpoints had retired models only, so that profile needs one, such as
	 * `{ 'mistral-ocr-2503': 'mistral-ocr-2503' }`.
	 */
	readonly models?: Readonly<Record<string, OcrModelId>>;
	/** How the key may come; Bearer, and on Foundry `api-key` too, when absent. */
	readonly authSchemes?: readonly AuthScheme[];
	/** Instead of the service's own limits. */
	readonly limits?: Partial<Limits>;
	readonly quirks?: readonly Quirk[];
	/** Time that each page takes on top of the latency. */
	readonly pageSeconds?: number;
}

/** Starts a loopback server that speaks Mistral OCR as one of the real services does, and answers from the documents that it is sent. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
	const emulator = new Emulator(options);
	await emulator.listen();
	return emulator;
}

/** A running emulator. */
export class Emulator extends EmulatedService<EmulatorRequest, Fault> {
	/** May be changed at any time. */
	readonly quirks: Set<Quirk>;
	/** What becomes of the pages of each answer at last; may be changed at any time. */
	answers: ((pages: readonly WirePage[]) => WirePage[]) | undefined;
	private readonly service: OcrService;
	/** What was uploaded to the files API, which Mistral's own service alone has. */
	readonly files: FileStore;

	/** Use `startEmulator`. */
	constructor(private readonly options: EmulatorOptions) {
		super(options);
		const { profile, models, limits, quirks = [] } = options;
		this.quirks = new Set(quirks);
		this.service = {
			profile,
			models: models ?? profiles[profile].models,
			limits: { ...profiles[profile].limits, ...limits },
		};
		this.files = new FileStore(profile, this.service.limits.fileBytes);
		this.server.on('request', (incoming, response) => void this.handle(incoming, response));
	}

	/** The OCR URL. */
	get endpoint(): string {
		return this.origin + profiles[this.options.profile].path;
	}

	/** How often each document and set of pages was paid for, by `<sha256> <page>,<page>…`. */
	get paid(): ReadonlyMap<string, number> {
		return paidFor(this.requests);
	}

	private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		const running = this.underWay;
		const number = this.requests.length;
		running.add(number);
		this.peakConcurrency = Math.max(this.peakConcurrency, running.size);
		const request: EmulatorRequest = {
			number,
			time: Date.now(),
			method: incoming.method ?? '',
			path: incoming.url ?? '',
			headers: incoming.headers,
			concurrent: running.size,
			fields: [],
			delivered: false,
			aborted: false,
		};
		this.requests.push(request);
		const gone = new AbortController();
		response.on('close', () => {
			running.delete(number);
			if (!response.writableFinished) {
				request.delivered = false;
				request.aborted = request.fault !== 'cut';
			}
			gone.abort();
			this.options.onEnd?.(request);
		});
		try {
			await this.answer(incoming, response, request, gone.signal);
		} catch (error) {
			if (!gone.signal.aborted && incoming.complete) {
				console.error(error);
				request.status = 500;
				response.writeHead(500).end(String(error));
			}
		}
	}

	private async answer(incoming: IncomingMessage, response: ServerResponse, request: EmulatorRequest, signal: AbortSignal): Promise<void> {
		const { pageSeconds = 0, profile } = this.options;
		const url = new URL(incoming.url ?? '', this.origin);
		const { bytes, fileBytes } = this.service.limits;
		const isForFiles = fileBytes > 0 && FileStore.isFor(url);
		// Base64 and the other fields of the largest document that is taken.
		const content = await readBody(incoming, (isForFiles ? fileBytes : bytes * 1.4) + 1_000_000);
		const body = content && !isForFiles ? parseJson(content) : undefined;
		const document = this.files.resolve(sentDocument(body));
		describeBody(request, body, document);
		const fault = this.takeFault(request);
		const work = async (): Promise<Answer> => {
			if (isForFiles) {
				this.checkKey(incoming);
				return this.files.answer({ method: request.method, url, contentType: incoming.headers['content-type'] ?? '', content });
			}
			if (profile === 'mistral' && request.method === 'GET' && url.pathname === '/v1/models') {
				this.checkKey(incoming);
				return modelList(Object.keys(this.service.models));
			}
			this.admit(incoming, content, body);
			const { response: recognized, pageCount, pages } = await recognize(this.service, body, document, signal);
			request.pageCount = pageCount;
			request.recognized = pages;
			const odd = withQuirks(recognized, this.quirks);
			const quirky = this.answers ? { ...odd, pages: this.answers(odd.pages) } : odd;
			return { status: 200, body: fault?.kind === 'huge' ? withHugeFigure(quirky, fault.megabytes) : quirky };
		};
		const answer = answerInstead(fault, profile) ?? (await work().catch(asAnswer));
		await this.untilAnswered(request, signal, pageSeconds * (request.recognized?.length ?? 0));
		if (fault?.kind === 'silent') {
			return;
		}
		this.underWay.delete(request.number);
		send(response, answer, fault, request);
	}

	/** @throws {Refusal} when a request is not for the OCR route, too long, without the right key, or not JSON */
	private admit(incoming: IncomingMessage, content: Buffer | undefined, body: unknown): void {
		const { profile } = this.options;
		if (new URL(incoming.url ?? '', this.origin).pathname !== profiles[profile].path) {
			throw new Refusal(pathNotFound(profile));
		}
		if (incoming.method !== 'POST') {
			throw new Refusal(methodNotAllowed(profile));
		}
		this.checkKey(incoming);
		if (!content) {
			throw new Refusal(tooLarge(profile));
		}
		if (!/^application\/json\b/i.test(incoming.headers['content-type'] ?? '')) {
			const msg = 'Input should be a valid dictionary or object to extract fields from';
			throw new Refusal(invalidFields(profile, [{ type: 'model_attributes_type', loc: ['body'], msg, input: content.toString() }]));
		}
		if (body === undefined) {
			throw new Refusal(invalidJson(profile));
		}
	}

	/** @throws {Refusal} when a request comes without the right key */
	private checkKey({ headers }: IncomingMessage): void {
		const { profile, key, authSchemes, takesToken } = this.options;
		const bearer = /^Bearer (.*)$/i.exec(headers.authorization ?? '')?.[1];
		if (!isAuthorized(headers, key, authSchemes ?? profiles[profile].authSchemes) && !(bearer !== undefined && takesToken?.(bearer))) {
			const { authorization, 'api-key': apiKey } = headers;
			throw new Refusal(unauthorized(profile, { authorization: authorization !== undefined, apiKey: apiKey !== undefined }));
		}
	}
}

function asAnswer(error: unknown): Answer {
	if (error instanceof Refusal) {
		return error.answer;
	}
	throw error;
}

function send(response: ServerResponse, { status, headers, body }: Answer, fault: Fault | undefined, request: EmulatorRequest): void {
	if (fault?.kind === 'cut' && fault.at === 'headers') {
		response.socket?.destroy();
		return;
	}
	request.status = status;
	const plain = typeof body === 'string';
	const text = Buffer.from(plain ? body : JSON.stringify(body));
	const coded = fault?.kind === 'encoded' ? encoded(text, fault.codings) : undefined;
	const whole = coded?.body ?? text;
	const half = whole.subarray(0, whole.length >> 1);
	const sent = fault?.kind === 'truncated' ? half : whole;
	response.writeHead(status, {
		'content-type': plain ? 'text/plain' : 'application/json',
		'content-length': sent.length,
		...(coded ? { 'content-encoding': coded.header } : {}),
		...headers,
	});
	if (fault?.kind === 'cut') {
		response.write(half, () => response.socket?.destroy());
		return;
	}
	// Before it is known, and taken back if the connection ends first: the client may have read the answer before Node says that it was written.
	request.delivered = fault?.kind !== 'truncated' && fault?.kind !== 'null';
	response.end(sent);
}

/** Undefined when it is not JSON. */
function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString());
	} catch {
		return undefined;
	}
}
