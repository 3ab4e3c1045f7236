import { type RequestBody, jsonBody } from '../net/requestBody.ts';
import { FoveaError } from '../errors.ts';
import type { ImageRoute } from './endpoint.ts';
import type { ActualSettings, EditRequest, GenerateRequest, ImageUsage } from './generator.ts';
import { fluxEditBody, fluxFields, maiEditBody, maiFields } from './foundry.ts';
import { openRouterEditBody, openRouterFields } from './openRouter.ts';
import { referenceFile } from './referenceFile.ts';
import { wordsInAnswer } from './wordsInAnswer.ts';
import { bytesFromBase64, bytesFromDataUri, dataUri, inlineImages } from './inlineImages.ts';
import { endsRefused, formField } from './failure.ts';
import { imageFormat } from '../raster/format.ts';
import { isRecord, parseJson, records, text } from '../json.ts';
import { type ImageModel, isUnknown } from './models.ts';
import { multipartBody } from '../net/multipart.ts';
import type { ServerSentEvent } from '../net/sse.ts';
import { type ImageSettings, choiceFields } from './settings.ts';

/** The model and endpoint of a request. */
export interface WireTarget {
	readonly route: ImageRoute;
	/** Sent as `model`, except on the deployments route, where it is in the path. */
	readonly model: string;
	readonly rules: ImageModel;
	/** `b64_json` or `url` as set by the user, for unknown models. */
	readonly responseFormat?: string | undefined;
	/** Fields that this server has refused before. */
	readonly omit: ReadonlySet<string>;
}

/** Fields of a JSON body or a form. */
type Fields = Record<string, string | number | boolean>;

/** The body of `/images/generations`. */
export function generationBody(request: GenerateRequest, target: WireTarget): RequestBody {
	return jsonBody(generationFields(request, target));
}

/**
 * Only fields that the model accepts. `auto` is every service's default and is left out, except for `size`, whose default differs between routes.
 * `response_format` is sent for dall-e, and for unknown models if the user has set it; GPT Image models answer it with 400 ("isn't supported for the
 * GPT image models", OpenAI's reference).
 */
export function generationFields({ prompt, settings }: GenerateRequest, target: WireTarget): Fields {
	const { route, model, rules, responseFormat, omit } = target;
	if (route === 'mai' || route === 'flux') {
		return (route === 'mai' ? maiFields : fluxFields)({ prompt, settings }, model, rules);
	}
	if (route === 'azureInference') {
		// prompt, size and n are required there, and extra fields refused unless a header says otherwise
		const { size = 'auto', n = 1 } = settings;
		return { model, prompt, n, size: size === 'auto' ? '1024x1024' : size };
	}
	const fields: Fields =
		route === 'openRouter'
			? openRouterFields({ prompt, settings }, model)
			: {
					...(route === 'azureDeployment' ? {} : { model }),
					prompt,
					// For models with a form of their own on Foundry, nothing more is known about this form.
					...settingFields(settings, rules.foundry ? { ...rules, choices: {} } : rules),
					...(rules.responseFormat
						? { response_format: 'b64_json' }
						: isUnknown(rules) && responseFormat
							? { response_format: responseFormat }
							: {}),
				};
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.has(name)));
}

/**
 * The form of `/images/edits`, which unlike the JSON has no `moderation` (OpenAI's OpenAPI document, 2026-08-21), or JSON for a server that has refused the
 * form. Rules for edits must be there.
 */
export function editBody(request: EditRequest, target: WireTarget): RequestBody {
	const { route, model, rules, omit } = target;
	if (route === 'mai' || route === 'flux') {
		return route === 'mai' ? maiEditBody(request, model) : fluxEditBody(request, model, rules);
	}
	if (route === 'openRouter') {
		return openRouterEditBody(request, generationFields(request, target));
	}
	if (omit.has(formField)) {
		const { images, mask } = request;
		const inlined = mask && !omit.has('mask') ? { mask: { image_url: dataUri('image/png', mask) } } : {};
		return jsonBody({
			...generationFields(request, target),
			images: images.map(({ mediaType, bytes }) => ({ image_url: dataUri(mediaType, bytes) })),
			...inlined,
		});
	}
	const fields = Object.entries(generationFields(request, target))
		.filter(([name]) => name !== 'moderation')
		.map(([name, value]) => [name, String(value)] as const);
	const field = request.images.length > 1 ? 'image[]' : (rules.edits?.imageField ?? 'image');
	const files = request.images.map((image, index) => referenceFile(image, index, field));
	const mask = request.mask && !omit.has('mask') ? [{ field: 'mask', name: 'mask.png', mediaType: 'image/png', bytes: request.mask }] : [];
	return multipartBody(fields, [...files, ...mask]);
}

function settingFields(settings: ImageSettings, rules: ImageModel): Fields {
	const fields: Fields = {};
	for (const name of choiceFields) {
		const value = settings[name];
		if (value !== undefined && value !== 'auto' && rules.choices[name]?.includes(value)) {
			fields[name] = value;
		}
	}
	const { n, size, output_compression: compression, stream, partial_images: partials } = settings;
	return {
		...(n === undefined ? {} : { n }),
		...(size === undefined ? {} : { size }),
		...fields,
		...(compression !== undefined && rules.compression.includes(settings.output_format ?? '') ? { output_compression: compression } : {}),
		...(stream && rules.maxPartials !== undefined ? { stream, ...(partials === undefined ? {} : { partial_images: partials }) } : {}),
	};
}

/** An image in an answer: its bytes, its address, a filter's refusal, or an error. */
export type WireImage = { readonly revised_prompt?: string } & (
	| { readonly kind: 'bytes'; readonly bytes: Buffer }
	| { readonly kind: 'url'; readonly url: URL }
	| { readonly kind: 'filtered'; readonly results: unknown }
	/** `body` has the form of a refusal's. */
	| { readonly kind: 'failed'; readonly body: unknown }
	| { readonly kind: 'nothing' }
);

/** An answer of the images API, as plain data. */
export interface WireImages {
	readonly images: readonly WireImage[];
	readonly actual: ActualSettings;
	readonly usage?: ImageUsage;
	/** The whole answer if it reports an error; services and gateways do so even with status 200. */
	readonly error?: unknown;
	/** Whether later events of the stream can repeat its images, as chats and the responses API end with a summary. */
	readonly mayRepeat?: boolean;
	/** What the model said, if there is no image. */
	readonly words?: string;
}

/** The most entries of an answer that are read; ten can be requested. */
const maxImages = 100;

/** The longest echoed setting in characters, such as `1024x1536`. */
const maxEcho = 64;

/**
 * Reads OpenAI's `ImagesResponse` and its variants of other services. Image addresses may be relative to `endpoint` or contain the image (`data:`).
 * @throws {FoveaError} `emptyAnswer` for `null`; `malformedAnswer` when it has no image, no words and is neither an images response nor an error
 */
export function fromWire(answer: unknown, endpoint: URL): WireImages {
	const { host } = endpoint;
	if (answer === null) {
		throw new FoveaError('emptyAnswer', { host }, `The answer from ${host} is null`);
	}
	const known = imagesIn(answer, endpoint);
	const others = known?.some(isImage) ? [] : inlineImages(answer);
	const images = others.length > 0 ? others.map((bytes): WireImage => ({ kind: 'bytes', bytes })) : known;
	const error = saysError(answer) ? { error: answer } : {};
	const words = images?.some(isImage) ? undefined : wordsInAnswer(answer);
	if (!images && words === undefined && !('error' in error)) {
		throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} has no images`);
	}
	const about = isRecord(answer) ? answer : {};
	return {
		images: images ?? [],
		actual: actualFromWire(about),
		...usageFromWire(about['usage']),
		...error,
		...(others.length > 0 ? { mayRepeat: true } : {}),
		...(words === undefined ? {} : { words }),
	};
}

/**
 * Where servers put what they drew: OpenAI's `data`; `images` (SiliconFlow, open-webui#19581), `result` (Cloudflare's Workers AI), `output`
 * (Replicate), `artifacts` (Stability AI).
 */
const imagePlaces = ['data', 'images', 'result', 'output', 'artifacts'];

/**
 * The images of an answer, which can itself be the list (Open WebUI, nextcloud/integration_openai#314); undefined if there is no place with images.
 */
function imagesIn(answer: unknown, endpoint: URL): readonly WireImage[] | undefined {
	const lists = isRecord(answer) ? imagePlaces.map((place) => answer[place]) : [answer];
	const read = lists.map((list) => {
		const items: readonly unknown[] = Array.isArray(list) ? list.slice(0, maxImages) : [list];
		return items.flatMap((item) => imageIn(item, endpoint) ?? []);
	});
	const said = isRecord(answer) && Array.isArray(answer['data']) ? read[0] : undefined;
	return read.find((images) => images.some(isImage)) ?? said;
}

function isImage({ kind }: WireImage): boolean {
	return kind === 'bytes' || kind === 'url';
}

/** An entry of a list of images: an object, an address, or an image in base64. */
function imageIn(item: unknown, endpoint: URL): WireImage | undefined {
	if (isRecord(item)) {
		return imageFromWire(item, endpoint);
	}
	const image = typeof item === 'string' ? imageFromText(item, endpoint) : undefined;
	return image?.kind === 'nothing' ? undefined : image;
}

/**
 * Whether a body reports an error despite a status of success: OpenAI's and OpenRouter's `error`, a list of `errors` (Cloudflare), FastAPI's
 * `detail`, or `code` and `message` by themselves (Azure's gateway); a `response` that failed or was cut off (Wei-Shaw/sub2api#3381), or the reason
 * why there is no image.
 */
function saysError(body: unknown): boolean {
	if (!isRecord(body)) {
		return false;
	}
	const { error, errors, detail, code, message, type, status } = body;
	return (
		isRecord(error) ||
		/\.(?:failed|incomplete)$/.test(text(type) ?? '') ||
		(!('data' in body) && /^(?:failed|incomplete)$/.test(text(status) ?? '')) ||
		endsRefused(body) ||
		text(error) !== undefined ||
		records(errors).length > 0 ||
		(!('data' in body) && (text(detail) !== undefined || records(detail).length > 0 || (code !== undefined && text(message) !== undefined)))
	);
}

function imageFromWire(item: Record<string, unknown>, endpoint: URL): WireImage {
	const revised = text(item['revised_prompt']);
	const prompt = revised === undefined ? {} : { revised_prompt: revised };
	for (const name of inlineNames) {
		const value = text(item[name]);
		const image = value !== undefined && isAddress(value) ? imageFromText(value, endpoint) : undefined;
		const bytes = image ? undefined : bytesFromBase64(value);
		if (image && image.kind !== 'nothing') {
			return { ...image, ...prompt };
		}
		if (bytes) {
			return { kind: 'bytes', bytes, ...prompt };
		}
	}
	const link = isRecord(item['image_url']) ? item['image_url']['url'] : item['image_url'];
	const address = text(item['url']) ?? text(link);
	const linked = address === undefined ? undefined : imageFromText(address, endpoint, 'relative');
	if (linked && (linked.kind !== 'nothing' || address?.startsWith('data:'))) {
		return { ...linked, ...prompt };
	}
	if (saysError({ ...item, data: undefined })) {
		return { kind: 'failed', body: item, ...prompt };
	}
	const results = item['content_filter_results'] ?? item['prompt_filter_results'];
	// How xAI marks an image that its moderation held back (vercel/ai#19168)
	return isRecord(results) || item['respect_moderation'] === false
		? { kind: 'filtered', results, ...prompt }
		: { kind: 'nothing', ...prompt };
}

/** `b64_json`, and what others call it: `image` (Azure's model inference API), `base64` (Stability AI), `b64`, `image_base64`. */
const inlineNames = ['b64_json', 'image', 'base64', 'b64', 'image_base64'];

/** Whether a text is an absolute address, and no base64, in which no colon occurs. */
function isAddress(value: string): boolean {
	return /^(https?|data):/i.test(value);
}

/**
 * The image in a text: an address, a `data:` URI, or base64, in whichever field a gateway put it.
 * @param relative accepts an address without a host, too
 */
function imageFromText(value: string, endpoint: URL, relative?: 'relative'): Extract<WireImage, { kind: 'bytes' | 'url' | 'nothing' }> {
	const isData = /^data:/i.test(value);
	const inline = isData ? bytesFromDataUri(value) : isAddress(value) ? undefined : bytesFromBase64(value);
	if (inline && (isData || imageFormat(inline))) {
		return { kind: 'bytes', bytes: inline };
	}
	// Some gateways escape addresses as in HTML; a signed one would not be accepted so.
	const address = value.replaceAll('&amp;', '&');
	const url = (relative || isAddress(value)) && URL.canParse(address, endpoint.href) ? new URL(address, endpoint) : undefined;
	return url && /^https?:$/.test(url.protocol) ? { kind: 'url', url } : { kind: 'nothing' };
}

/** The settings that the answer echoes; any string, because the published enums are older than the models. */
function actualFromWire(answer: Record<string, unknown>): ActualSettings {
	const names = ['size', 'quality', 'background', 'output_format'] as const;
	const echoes = names.map((name) => [name, text(answer[name])] as const);
	return Object.fromEntries(echoes.filter(([, echo]) => echo !== undefined && echo.length <= maxEcho));
}

function usageFromWire(usage: unknown): { readonly usage?: ImageUsage } {
	if (!isRecord(usage)) {
		return {};
	}
	const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0);
	const details = (name: 'input_tokens_details' | 'output_tokens_details') => {
		const value = usage[name];
		return isRecord(value) ? { [name]: { text_tokens: number(value['text_tokens']), image_tokens: number(value['image_tokens']) } } : {};
	};
	// MAI-Image's own names (vercel/ai's Azure provider, 2026-11; pollinations/pollinations#14469)
	const [text, image] = [number(usage['num_input_text_tokens']), number(usage['num_input_image_tokens'])];
	const input = number(usage['input_tokens']) || text + image;
	const output = number(usage['output_tokens']) || number(usage['num_output_tokens']);
	// the model inference API counts images, not tokens
	return input + output === 0
		? {}
		: {
				usage: {
					input_tokens: input,
					output_tokens: output,
					total_tokens: number(usage['total_tokens']) || input + output,
					...(text + image > 0 ? { input_tokens_details: { text_tokens: text, image_tokens: image } } : details('input_tokens_details')),
					...details('output_tokens_details'),
				},
			};
}

/** An event of an image stream. */
export type ImageEvent =
	| { readonly kind: 'partial'; readonly partial_image_index: number; readonly bytes: Buffer }
	| { readonly kind: 'completed'; readonly answer: WireImages }
	| { readonly kind: 'error'; readonly body: unknown };

/**
 * The image events in an event of a stream. None if its data is a word, a number or `[DONE]`, or if its type is unknown and it has no image. If a
 * server leaves out the empty line, two objects come as one event. The type is in the data or in the event's name; an image with an unknown type
 * counts too.
 */
export function imageEvents({ event, data }: ServerSentEvent, endpoint: URL): readonly ImageEvent[] {
	const whole = parseJson(data);
	const objects = whole === undefined ? data.split('\n', maxImages).map((line) => parseJson(line)) : [whole];
	return objects.flatMap((json) => (isRecord(json) ? (imageEvent(event, json, endpoint) ?? []) : []));
}

function imageEvent(event: string, json: Record<string, unknown>, endpoint: URL): ImageEvent | undefined {
	const type = text(json['type']) ?? event;
	const index = json['partial_image_index'];
	if (/partial/i.test(type) || (type === '' && typeof index === 'number')) {
		// The responses API calls it `partial_image_b64`.
		const bytes = bytesFromBase64(json['b64_json'] ?? json['partial_image_b64']);
		return bytes && { kind: 'partial', partial_image_index: typeof index === 'number' ? index : 0, bytes };
	}
	if (Array.isArray(json['data'])) {
		return { kind: 'completed', answer: fromWire(json, endpoint) };
	}
	const image = imageFromWire(json, endpoint);
	if (isImage(image)) {
		return { kind: 'completed', answer: { images: [image], actual: actualFromWire(json), ...usageFromWire(json['usage']) } };
	}
	if (inlineImages(json).length > 0) {
		return { kind: 'completed', answer: fromWire(json, endpoint) };
	}
	if (type === 'error' || event === 'error' || saysError(json)) {
		return { kind: 'error', body: json };
	}
	if (/\.completed$/.test(type) || image.kind === 'filtered') {
		const words = wordsInAnswer(json);
		const about = { actual: actualFromWire(json), ...usageFromWire(json['usage']), ...(words === undefined ? {} : { words }) };
		return { kind: 'completed', answer: { images: [image], ...about } };
	}
	return undefined;
}
