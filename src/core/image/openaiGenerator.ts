import { FoveaError, isFoveaError } from '../errors.ts';
import type { PostRequest, StreamedAnswer } from '../net/http.ts';
import type { RequestBody } from '../net/requestBody.ts';
import { withRetries } from '../net/retry.ts';
import { answerBody } from './answerBody.ts';
import { answerBytes, bytesOf } from '../net/body.ts';
import { imageUrl, tokenHeaders } from './endpoint.ts';
import { type AskedImages, failure, formField, isHarmless } from './failure.ts';
import type { EditRequest, GenerateOptions, GenerateRequest, GenerationResult, ImageGenerator } from './generator.ts';
import { imageFormat } from '../raster/format.ts';
import { parseAnswer, parseRefusal } from '../json.ts';
import { imageModel } from './models.ts';
import { type WireImages, type WireTarget, editBody, fromWire, generationBody, imageEvents } from './openai.ts';
import { redactor } from './redact.ts';
import { followTask, pendingTask, taskResult } from './imageTask.ts';
import { serverSentEvents } from '../net/sse.ts';
import { ImageCollector } from './imageCollector.ts';
import { type GeneratorOptions } from './generatorOptions.ts';
import { type ImageTransport } from './generatorOptions.ts';
import { neverConnected } from './neverConnected.ts';
import { ofAccount, withTokens } from '../net/tokens.ts';

/** The longest answer that can be one image or ten of them: 4K PNGs have some 20 MB, base64 a third more. */
const maxAnswerBytes = 400 * 2 ** 20;
const maxEventBytes = 128 * 2 ** 20;
const maxErrorBytes = 2 ** 20;
const taskPauseMs = 3000;

/** The images API that OpenAI, Azure and compatible servers share; endpoint, key, fields and errors differ. */
export class OpenAiImageGenerator implements ImageGenerator {
	private readonly omit: Set<string>;

	constructor(
		private readonly transport: ImageTransport,
		private readonly options: GeneratorOptions,
	) {
		this.omit = new Set(options.omit);
	}

	async generate(request: GenerateRequest, options: GenerateOptions): Promise<GenerationResult> {
		return this.draw('generations', () => generationBody(request, this.target()), options);
	}

	async edit(request: EditRequest, options: GenerateOptions): Promise<GenerationResult> {
		const { endpoint, model } = this.options;
		if (!this.target().rules.edits || !imageUrl(endpoint, 'edits', model)) {
			throw new FoveaError('editsUnsupported', { host: endpoint.base.host, model });
		}
		if (endpoint.route === 'openRouter' && request.mask && !this.omit.has('mask')) {
			throw new FoveaError('unknownParameter', { host: endpoint.base.host, field: 'mask' });
		}
		return this.draw('edits', () => editBody(request, this.target()), options);
	}

	private target(): WireTarget {
		const { endpoint, model, knownAs, responseFormat } = this.options;
		return { route: endpoint.route, model, rules: imageModel(knownAs ?? model, endpoint.provider), responseFormat, omit: this.omit };
	}

	/** A retry without an unknown field costs nothing, because a refused request has not run. */
	private async draw(task: 'generations' | 'edits', body: () => RequestBody, options: GenerateOptions): Promise<GenerationResult> {
		for (;;) {
			const leftOut = new Set(this.omit);
			const attempt: Attempt = { accepted: false };
			try {
				return await this.drawOnce(task, body(), options, attempt);
			} catch (error) {
				const field = attempt.accepted ? undefined : refusedField(error);
				// If another request has found the field to be unknown, that does not prove that this request has not run.
				if (field === formField && leftOut.has(field)) {
					const { endpoint, model } = this.options;
					throw new FoveaError('editsUnsupported', { host: endpoint.base.host, model }, 'Neither a form nor JSON is accepted', {
						cause: error,
					});
				}
				if (field === undefined || leftOut.has(field)) {
					throw error;
				}
				this.leaveOut(field);
			}
		}
	}

	private leaveOut(field: string): void {
		if (this.omit.has(field)) {
			return;
		}
		this.options.log(`${this.options.endpoint.base.host} does not take ${field}; asking without it`);
		this.omit.add(field);
		if (field === 'stream') {
			this.omit.add('partial_images'); // has no meaning outside a stream
		}
		this.options.onRefusedField?.(field);
	}

	private async drawOnce(
		task: 'generations' | 'edits',
		body: RequestBody,
		options: GenerateOptions,
		attempt: Attempt,
	): Promise<GenerationResult> {
		const { endpoint, model, timeoutMs, limiter, attempts, authHeaders, tokens, log } = this.options;
		const { signal } = options;
		const url = imageUrl(endpoint, task, model)!;
		return withRetries(
			(number) =>
				limiter.run(async () => {
					const log = this.options.onRequest && { attempt: number, write: this.options.onRequest };
					const post = (headers: Readonly<Record<string, string>>) =>
						this.transport.stream({ url, headers, body, signal, timeoutMs, log } satisfies PostRequest);
					const read = (answer: StreamedAnswer, headers: Readonly<Record<string, string>>) => {
						attempt.accepted = answer.status < 300;
						const about = { endpoint, model, bytes: body.length, task, redact: redactor(headers) };
						return this.read(answer, { url, headers }, about, options);
					};
					if (!tokens) {
						return read(await post(authHeaders), authHeaders);
					}
					const { answer, token, account } = await withTokens(tokens, (token) => post(tokenHeaders(token)), isUnauthorized);
					return read(answer, tokenHeaders(token)).catch((error: unknown) => {
						throw ofAccount(error, account);
					});
				}, signal),
			{
				attempts,
				// An accepted request costs money, even if the answer is lost.
				mayRepeat: (error) => !attempt.accepted && (error.code === 'rateLimited' || neverConnected(error)),
				signal,
				onWait: (error, milliseconds) => {
					log(`${error.message}; asking again in ${(milliseconds / 1000).toFixed(1)} s`);
					this.options.onWait?.(milliseconds / 1000, error);
				},
			},
		);
	}

	private async read(
		answer: StreamedAnswer,
		{ url, headers: sent }: Pick<PostRequest, 'url' | 'headers'>,
		asked: AskedImages,
		options: GenerateOptions,
	): Promise<GenerationResult> {
		const { status, headers } = answer;
		if (status >= 300) {
			throw failure(status, headers, parseRefusal((await answerBytes(answer, maxErrorBytes, url.host)).toString('utf8')), asked);
		}
		const collector = new ImageCollector(this.options, this.transport, asked, options);
		try {
			const { kind, body } = await answerBody(answer.body, String(headers['content-type'] ?? ''));
			if (kind === 'json') {
				const bytes = await bytesOf(body, maxAnswerBytes, url.host);
				if (bytes.length === 0) {
					throw new FoveaError('emptyAnswer', { host: url.host }, `The answer from ${url.host} is empty`);
				}
				// Some servers answer with the image itself (Cloudflare's Workers AI, Hugging Face).
				const images = imageFormat(bytes) ? { images: [{ kind: 'bytes' as const, bytes }], actual: {} } : undefined;
				await collector.take(images ?? (await this.imagesOf(parseAnswer(bytes.toString('utf8')), { url, headers: sent }, asked, options)));
				return await collector.result();
			}
			for await (const event of serverSentEvents(body, { host: url.host, maxEventBytes })) {
				if (event.data.trim() === '[DONE]' && collector.hasImage) {
					break; // some servers leave the connection open
				}
				await collector.follow(imageEvents(event, url));
			}
		} catch (error) {
			options.signal.throwIfAborted();
			collector.failed(error);
		}
		return collector.result();
	}

	/** The images of an answer, or those of the task that a gateway has begun and that the answer names. */
	private async imagesOf(
		answer: unknown,
		{ url, headers }: Pick<PostRequest, 'url' | 'headers'>,
		asked: AskedImages,
		{ signal }: GenerateOptions,
	): Promise<WireImages> {
		const task = pendingTask(answer);
		if (task === undefined) {
			return fromWire(answer, url);
		}
		const { endpoint, timeoutMs, taskPauseMs: pauseMs = taskPauseMs, log, onRequest } = this.options;
		const line = onRequest && ({ attempt: 1, write: onRequest, hidesPath: true } as const);
		log(`${url.host} works at a task; asking about it`);
		const get = async (place: URL) => {
			const { status, body } = await this.transport.send('GET', { url: place, headers, signal, timeoutMs, log: line });
			return { status, body: parseAnswer(body.toString('utf8')) };
		};
		const done = await followTask(task, { base: endpoint.base, get, signal, pauseMs, timeoutMs });
		if (done && done.status >= 300) {
			throw failure(done.status, {}, done.body, asked);
		}
		return fromWire(taskResult(done?.body), url);
	}
}

/** One attempt of a request. */
interface Attempt {
	/** Whether the service accepted the request, which then costs money. */
	accepted: boolean;
}

/** The field for which a request was refused, or for its value, if the request can be sent without it. */
function refusedField(error: unknown): string | undefined {
	const { field } =
		isFoveaError(error) && (error.code === 'unknownParameter' || error.code === 'rejectedSetting')
			? (error as FoveaError<'unknownParameter' | 'rejectedSetting'>).facts
			: {};
	return field !== undefined && isHarmless(field) ? field : undefined;
}

function isUnauthorized({ status }: { readonly status: number }): boolean {
	return status === 401;
}
