import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBrotliCompress, createGzip } from 'node:zlib';
import { type Answer, Refusal } from '../answer.ts';
import { EmulatedService, type ServiceOptions, readBody as readWhole } from '../emulatedService.ts';
import { encoded } from '../faults.ts';
import { HeldAnswers } from '../heldAnswers.ts';
import { draw, drawFile, drawPartial } from './drawing.ts';
import { type RasterFormat, encodeImage } from './imageFile.ts';
import { type ImageFamily, offered, shutdownDates } from './families.ts';
import { type Access, authorize, checkVersion } from './imageAccess.ts';
import { Downloads, type Drawn } from './downloads.ts';
import { type AnswerImage, completedEvent, errorEvent, imagesResponse, partialEvent } from './imageAnswer.ts';
import { GatewayTasks } from './gatewayTasks.ts';
import * as refuse from './imageErrors.ts';
import { type ImageFault, refusalInstead } from './imageFaults.ts';
import { type ImageRequest, type SentImage, describeBody, sha256 } from './imageRecords.ts';
import { type ImageTask, type Routed, readBody, readTask, routeOf } from './imageRequest.ts';

export interface ImageEmulatorOptions extends ServiceOptions<ImageRequest, ImageFault> {
	readonly profile: refuse.ImageProfile;
	/** The one key that is right; `image-key` when absent. Empty for a compatible server that wants none. */
	readonly key?: string;
	/** Which Microsoft Entra tokens Azure takes as well. */
	readonly takesToken?: (token: string) => boolean;
	/**
	 * Names that may be asked for, on Azure deployments, and the model behind each; what is on offer in November 2026 when absent. Retired models
	 * are refused unless named here.
	 */
	readonly models?: Readonly<Record<string, ImageFamily>>;
	/** Which of Azure's routes `endpoint` names; all are always served. */
	readonly azureRoute?: AzureRoute;
	/**
	 * How images come where a request leaves it open: `relativeUrl`, `dataUrl` and `otherHost` (the same machine by its other name) are what
	 * compatible servers make of `url`. dall-e: `url`.
	 */
	readonly delivery?: 'b64_json' | 'url' | 'relativeUrl' | 'dataUrl' | 'otherHost';
	/** What goes wrong with the first requests that are right; wrong requests are refused and use up none. */
	readonly faults?: ServiceOptions<ImageRequest, ImageFault>['faults'];
	/** Time between the events of a stream; for demonstrations. */
	readonly partialSeconds?: number;
}

type AzureRoute = 'deployments' | 'v1' | 'inference' | 'mai' | 'flux';

/** Starts a loopback server that draws as OpenAI, Azure or a compatible server would, strictly, with what it was asked for written on each image. */
export async function startImageEmulator(options: ImageEmulatorOptions): Promise<ImageEmulator> {
	const emulator = new ImageEmulator(options);
	await emulator.listen();
	return emulator;
}

/** Reference images of 50 MB, several of them. */
const maxBodyBytes = 400_000_000;

/** The path under which a compatible server and OpenAI have their API. */
const base = '/v1';

/** A running emulator. */
export class ImageEmulator extends EmulatedService<ImageRequest, ImageFault> {
	/** Every image that was handed to the network whole; what a client that died left unread is taken back as far as that shows. */
	readonly sent: SentImage[] = [];
	/** Images at the end of streams whose previews are sent: what `hold` and `release` are for whole answers. */
	readonly finalImages = new HeldAnswers<ImageRequest>();
	/** Ids of the images that a connection brought since its last request. */
	private readonly unread = new WeakMap<Socket, readonly string[]>();
	/** Ids of the images that requests, by number, are being answered with and that have not left yet. */
	private readonly unwritten = new Map<number, readonly string[]>();
	private readonly downloads = new Downloads();
	private readonly tasks = new GatewayTasks(base);
	private readonly models: Readonly<Record<string, ImageFamily>>;
	private readonly access: Access;

	/** Use `startImageEmulator`. */
	constructor(private readonly options: ImageEmulatorOptions) {
		super(options);
		const { profile, models, key = 'image-key', takesToken } = options;
		this.models = models ?? offered[profile];
		this.access = { profile, key, takesToken };
		this.server.on('request', (incoming, response) => void this.handle(incoming, response));
		// A client that goes away with bytes unread resets the connection: what it was sent last has not arrived.
		this.server.on('connection', (socket) => socket.on('close', (hadError) => hadError && this.takeBack(this.unread.get(socket) ?? [])));
	}

	/** What a person would paste: Azure's Target URI, or the base URL of the others. */
	get endpoint(): string {
		const { profile, azureRoute = 'deployments' } = this.options;
		return profile === 'azure' ? this.azureEndpoint(azureRoute) : this.origin + base;
	}

	/** The Target URI of one of Azure's routes, with the first deployment where the path names one. */
	azureEndpoint(route: AzureRoute): string {
		const deployment = encodeURIComponent(Object.keys(this.models)[0] ?? '');
		switch (route) {
			case 'deployments':
				return `${this.origin}/openai/deployments/${deployment}/images/generations?api-version=2025-04-01-preview`;
			case 'v1':
				return `${this.origin}/openai/v1/images/generations?api-version=preview`;
			case 'inference':
				return `${this.origin}/models/images/generations?api-version=2025-05-15-preview`;
			case 'mai':
				return `${this.origin}/mai/v1/images/generations`;
			case 'flux':
				return `${this.origin}/providers/blackforestlabs/v1/flux-2-pro?api-version=preview`;
		}
	}

	/** Requests for what an identical request had been answered with before, images and all. */
	get askedTwice(): readonly ImageRequest[] {
		return this.requests.filter(({ repeats }) => repeats?.answered);
	}

	/** Requests for what had been drawn before, whether or not the answer arrived: paid twice, so only a person may have asked again. */
	get drawnTwice(): readonly ImageRequest[] {
		return this.requests.filter(({ repeats, drawn }) => repeats?.drawn && drawn);
	}

	private async handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
		this.unread.delete(incoming.socket);
		const { profile } = this.options;
		const url = new URL(incoming.url ?? '', this.origin);
		const routed = routeOf(profile, url.pathname, base);
		const request: ImageRequest = {
			number: this.requests.length,
			time: Date.now(),
			method: incoming.method ?? '',
			path: incoming.url ?? '',
			headers: incoming.headers,
			kind: routed?.task ?? this.kindOf(url.pathname),
			fields: {},
			files: [],
			drawn: false,
			images: [],
			delivered: false,
			aborted: false,
		};
		this.requests.push(request);
		if (routed) {
			this.underWay.add(request.number);
			this.peakConcurrency = Math.max(this.peakConcurrency, this.underWay.size);
		}
		const gone = new AbortController();
		response.on('close', () => {
			this.underWay.delete(request.number);
			request.delivered = response.writableFinished;
			if (!response.writableFinished) {
				this.takeBack(this.unwritten.get(request.number) ?? []);
			}
			request.aborted = !response.writableFinished && request.fault !== 'cut';
			gone.abort();
			this.options.onEnd?.(request);
		});
		try {
			await this.answer({ incoming, response, request, url, routed, signal: gone.signal });
		} catch (error) {
			if (error instanceof Refusal) {
				send(response, error.answer, request);
			} else if (!gone.signal.aborted && incoming.complete) {
				console.error(error);
				request.status = 500;
				response.writeHead(500).end(String(error));
			}
		}
	}

	private async answer(exchange: Exchange): Promise<void> {
		const { incoming, response, request, url, routed } = exchange;
		const content = await readWhole(incoming, maxBodyBytes);
		if (request.kind === 'download') {
			this.downloads.send(response, request, (image) => this.noteSent([image], exchange));
			return;
		}
		if (request.kind === 'task' && request.method === 'GET') {
			authorize(this.access, request, 'openai');
			await this.untilAnswered(request, exchange.signal);
			const { answer, images } = this.tasks.ask(url.pathname);
			this.noteSent(images, exchange);
			send(response, answer, request);
			return;
		}
		if (request.kind === 'models' && this.options.profile !== 'azure') {
			authorize(this.access, request, 'openai');
			const id = decodeURIComponent(url.pathname.slice(`${base}/models/`.length));
			const model = this.modelList().data.find((entry) => entry.id === id);
			if (id && !model) {
				throw new Refusal(refuse.retiredModel(id));
			}
			send(response, { status: 200, body: model ?? this.modelList() }, request);
			return;
		}
		if (!routed || request.method !== 'POST') {
			throw new Refusal(refuse.pathNotFound(this.options.profile, request.method, url.pathname));
		}
		authorize(this.access, request, routed.route);
		checkVersion(routed, url.searchParams.get('api-version'), this.models[routed.deployment ?? '']);
		if (routed.route === 'flux' && incoming.headers['content-length'] === undefined) {
			throw new Refusal(refuse.noContentLength());
		}
		if (!content) {
			throw new Refusal(refuse.tooLarge(this.options.profile));
		}
		const body = readBody(routed, incoming.headers['content-type'] ?? '', content, this.options.profile);
		describeBody(request, routed, body);
		const extraParameters = [incoming.headers['extra-parameters']].flat()[0];
		const task = readTask({ profile: this.options.profile, models: this.models }, routed, body, extraParameters);
		await this.drawAndSend(exchange, task);
	}

	/** What a request for a path is that draws nothing. */
	private kindOf(path: string): ImageRequest['kind'] {
		if (this.downloads.has(path)) {
			return 'download';
		}
		return this.tasks.has(path) ? 'task' : path.startsWith(`${base}/models`) ? 'models' : 'other';
	}

	private async drawAndSend(exchange: Exchange, task: ImageTask): Promise<void> {
		const { response, request, signal } = exchange;
		const { profile } = this.options;
		const same = this.requests.filter(({ number, identity }) => number !== request.number && identity === request.identity);
		if (same.length > 0) {
			request.repeats = { drawn: same.some(({ drawn }) => drawn), answered: same.some(({ images }) => images.length > 0) };
		}
		const fault = this.takeFault(request);
		const refusal = refusalInstead(fault, { profile, model: task.model, fields: Object.keys(request.fields) });
		request.drawn = refusal === undefined;
		await this.untilAnswered(request, signal);
		if (refusal) {
			throw new Refusal(refusal);
		}
		if ((fault?.kind === 'cut' || fault?.kind === 'stalled') && fault.at === 'headers') {
			if (fault.kind === 'cut') {
				response.socket?.resetAndDestroy();
			}
			return;
		}
		const isStreamed = task.stream && fault?.kind !== 'task';
		await (isStreamed ? this.sendStream(exchange, task, fault) : this.sendAnswer(exchange, task, fault));
	}

	private async sendAnswer(exchange: Exchange, task: ImageTask, fault: ImageFault | undefined): Promise<void> {
		const { response, request } = exchange;
		const isAzure = this.options.profile === 'azure';
		const spoilt = instead(fault, this.options.profile);
		if (spoilt) {
			send(response, spoilt, request);
			return;
		}
		const images = await this.drawAll(task, request);
		const entries = images.map((image): AnswerImage => {
			const filtered = fault?.kind === 'outputFiltered' && fault.only === image.index ? { filtered: fault.categories ?? ['violence'] } : {};
			return { as: this.handOver(task, image, fault), ...filtered };
		});
		if (fault?.kind === 'task') {
			send(response, this.tasks.begin(fault, { body: imagesResponse(task, entries, isAzure), images }), request);
			return;
		}
		const answer = Buffer.from(
			JSON.stringify(fault?.kind === 'noImage' ? { created: 0, data: [] } : imagesResponse(task, entries, isAzure)),
		);
		const cut = fault?.kind === 'cut' || fault?.kind === 'stalled';
		const sent = fault?.kind === 'malformed' ? answer.subarray(0, answer.length >> 1) : answer;
		request.status = 200;
		const coded = fault?.kind === 'encoded' ? encoded(sent, [fault.coding]) : undefined;
		response.writeHead(200, {
			...this.headers(),
			'content-type': fault?.kind === 'mislabelled' ? 'text/event-stream' : 'application/json',
			'content-length': (coded?.body ?? sent).length,
			...(coded ? { 'content-encoding': coded.header } : {}),
		});
		if (cut) {
			response.write(answer.subarray(0, answer.length >> 1), () => fault.kind === 'cut' && response.socket?.destroy());
			return;
		}
		if (fault?.kind !== 'malformed' && fault?.kind !== 'noImage') {
			const whole = images.filter((_, i) => entries[i]!.filtered === undefined && !isAddress(entries[i]!));
			this.noteSent(whole, exchange);
		}
		request.delivered = true;
		response.end(coded?.body ?? sent);
	}

	private async sendStream(exchange: Exchange, task: ImageTask, fault: ImageFault | undefined): Promise<void> {
		const { response, request, signal } = exchange;
		const pause = () => sleep((this.options.partialSeconds ?? 0) * 1000, undefined, { signal });
		const write = (text: string | Buffer) =>
			new Promise<void>((resolve, reject) =>
				out.write(text, (error) => (error ? reject(error) : coder ? coder.flush(resolve) : resolve())),
			);
		request.status = 200;
		response.writeHead(200, {
			...this.headers(),
			'content-type': fault?.kind === 'mislabelled' ? 'application/json' : 'text/event-stream; charset=utf-8',
			'cache-control': 'no-cache',
			...(fault?.kind === 'encoded' ? { 'content-encoding': fault.coding } : {}),
		});
		const coder = fault?.kind === 'encoded' ? (fault.coding === 'br' ? createBrotliCompress() : createGzip()) : undefined;
		coder?.pipe(response);
		const out = coder ?? response;
		response.flushHeaders();
		const format = task.format as RasterFormat; // SVG is not streamed
		const limit = fault?.kind === 'fewerPartials' ? 1 : fault?.kind === 'streamError' ? (fault.after ?? task.partials) : task.partials;
		for (let index = 0; index < task.n; index++) {
			const id = randomBytes(8).toString('hex');
			const picture = draw(task, index, id);
			for (let partial = 0; partial < Math.min(task.partials, limit); partial++) {
				const file = encodeImage(drawPartial(picture, (partial + 1) / (task.partials + 1)), format, task.compression, id);
				if (fault?.kind === 'noise') {
					await write(': hello\r\n\r\ndata: hello\n\ndata: 1\n\ndata: null\n\nevent: ping\ndata: {}\n\ndata: [DONE]\n\n');
				}
				await write(partialEvent(task, partial, file.toString('base64')));
				if (fault?.kind === 'stalled') {
					return;
				}
				await pause();
			}
			await this.finalImages.pass(request, signal);
			const error = errorWithin(fault, this.options.profile);
			if (error) {
				response.end(errorEvent(error));
				return;
			}
			if (fault?.kind === 'noImage' || fault?.kind === 'stalled') {
				break;
			}
			const image = finished(task, encodeImage(picture, format, task.compression, id), { id, request: request.number, index });
			const event = Buffer.from(completedEvent(task, image.file.toString('base64')));
			if (fault?.kind === 'malformed') {
				response.end(Buffer.concat([event.subarray(0, event.length >> 1), Buffer.from('\n\n')]));
				return;
			}
			if (fault?.kind === 'cut' && fault.at === 'body') {
				await write(event.subarray(0, event.length >> 1));
				response.socket?.destroy();
				return;
			}
			this.noteSent([image], exchange);
			await write(event);
			this.unwritten.delete(request.number);
		}
		if (fault?.kind === 'cut') {
			response.socket?.destroySoon();
		} else if (fault?.kind !== 'stalled') {
			request.delivered = true;
			out.end();
		}
	}

	private async drawAll(task: ImageTask, request: ImageRequest): Promise<Drawn[]> {
		const images: Drawn[] = [];
		for (let index = 0; index < task.n; index++) {
			const id = randomBytes(8).toString('hex');
			images.push(finished(task, drawFile(task, index, id), { id, request: request.number, index }));
			// Others that share the thread get a turn between images.
			await sleep(0);
		}
		return images;
	}

	private handOver({ family, responseFormat, route }: ImageTask, image: Drawn, fault: ImageFault | undefined): AnswerImage['as'] {
		const open = this.options.delivery ?? (family.startsWith('dall-e') ? 'url' : 'b64_json');
		const way = family.startsWith('gpt-image') || route === 'inference' || route === 'mai' ? 'b64_json' : (responseFormat ?? open);
		const b64_json = image.file.toString('base64');
		if (way === 'b64_json') {
			return { b64_json };
		}
		if (way === 'dataUrl' || (way === 'url' && this.options.delivery === 'dataUrl')) {
			return { url: `data:${image.mediaType};base64,${b64_json}` };
		}
		const path = this.downloads.add(image, fault?.kind === 'downloadFails' ? fault : undefined);
		const { delivery } = this.options;
		const origin = delivery === 'otherHost' ? this.origin.replace('127.0.0.1', 'localhost') : this.origin;
		return { url: (way === 'relativeUrl' || delivery === 'relativeUrl' ? '' : origin) + path };
	}

	/** Before it is known, and taken back if it turns out otherwise: the client may have read them before Node says that they were written. */
	private noteSent(images: readonly Drawn[], { incoming, request: { number } }: Exchange): void {
		const added = images.filter((image) => !this.sent.some(({ id }) => id === image.id));
		for (const { id, sha256, mediaType, byteLength, request, index } of added) {
			this.sent.push({ id, sha256, mediaType, byteLength, request, index });
			this.requests[request]!.images.push(id);
		}
		const ids = added.map(({ id }) => id);
		this.unwritten.set(number, ids);
		this.unread.set(incoming.socket, [...(this.unread.get(incoming.socket) ?? []), ...ids]);
	}

	private takeBack(ids: readonly string[]): void {
		for (const id of ids) {
			const place = this.sent.findIndex((image) => image.id === id);
			const [image] = place === -1 ? [] : this.sent.splice(place, 1);
			const images = image ? this.requests[image.request]!.images : [];
			images.splice(images.indexOf(id), 1);
		}
	}

	private headers(): Record<string, string> {
		return { 'x-request-id': `req_${randomBytes(16).toString('hex')}` };
	}

	private modelList(): { readonly object: string; readonly data: readonly { readonly id: string }[] } {
		const data = Object.keys(this.models).map((id) => ({
			id,
			object: 'model',
			created: 1_776_729_600,
			owned_by: 'system',
			...(shutdownDates[id] === undefined ? {} : { shutdown_date: shutdownDates[id] }),
		}));
		return { object: 'list', data };
	}
}

interface Exchange {
	readonly incoming: IncomingMessage;
	readonly response: ServerResponse;
	readonly request: ImageRequest;
	readonly url: URL;
	readonly routed: Routed | undefined;
	/** Aborts when the client has gone or the answer has been sent. */
	readonly signal: AbortSignal;
}

/** Faults that stand in for a whole answer after the work was done. */
function instead(fault: ImageFault | undefined, profile: refuse.ImageProfile): Answer | undefined {
	switch (fault?.kind) {
		case 'null':
			return { status: 200, body: null };
		case 'streamError':
			return refuse.serviceFailed(profile, 500);
		case 'outputFiltered':
			return fault.only === undefined ? outputRefusal(fault, profile) : undefined;
		default:
			return undefined;
	}
}

/** The body of an error event. */
function errorWithin(fault: ImageFault | undefined, profile: refuse.ImageProfile): object | undefined {
	const answer =
		fault?.kind === 'streamError'
			? refuse.openAiError(500, null, 'The server had an error while processing your request. Sorry about that!', null, 'server_error')
			: fault?.kind === 'outputFiltered'
				? outputRefusal(fault, profile)
				: undefined;
	return answer?.body as object | undefined;
}

function outputRefusal(
	{ form = 'moderation', categories = ['violence'] }: Extract<ImageFault, { kind: 'outputFiltered' }>,
	profile: refuse.ImageProfile,
): Answer {
	return refuse.contentFiltered(profile, form, { stage: 'output', categories });
}

function isAddress({ as }: AnswerImage): boolean {
	return 'url' in as && !as.url.startsWith('data:');
}

function finished({ format }: ImageTask, file: Buffer, named: Pick<SentImage, 'id' | 'request' | 'index'>): Drawn {
	return {
		...named,
		file,
		sha256: sha256(file),
		mediaType: format === 'svg' ? 'image/svg+xml' : `image/${format}`,
		byteLength: file.length,
	};
}

function send(response: ServerResponse, { status, headers, body }: Answer, request: ImageRequest): void {
	const plain = typeof body === 'string';
	const bytes = Buffer.from(plain ? body : JSON.stringify(body));
	request.status = status;
	response.writeHead(status, { 'content-type': plain ? 'text/plain' : 'application/json', 'content-length': bytes.length, ...headers });
	response.end(bytes);
}
