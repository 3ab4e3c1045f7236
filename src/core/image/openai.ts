import { type RequestBody, jsonBody } from '../http.ts';
import { FoveaError } from '../errors.ts';
import type { ImageRoute } from './endpoint.ts';
import type { ActualSettings, EditRequest, GenerateRequest, ImageUsage } from './generator.ts';
import { isRecord, records, text } from '../json.ts';
import type { ImageModel } from './models.ts';
import { type FormFile, multipartBody } from '../multipart.ts';
import type { ServerSentEvent } from './sse.ts';
import { type ImageSettings, choiceFields } from './settings.ts';

/** Whom a request is for. */
export interface WireTarget {
	readonly route: ImageRoute;
	/** Sent as `model`, but on the deployments route, where the path names it. */
	readonly model: string;
	readonly rules: ImageModel;
	/** Fields that this server has refused before. */
	readonly omit: ReadonlySet<string>;
}

/** A JSON value or one that a form writes out. */
type Fields = Record<string, string | number | boolean>;

/** The body of `/images/generations`. */
export function generationBody(request: GenerateRequest, target: WireTarget): RequestBody {
	return jsonBody(generationFields(request, target));
}

/**
 * Only what the model takes. `auto` is every service's default and goes unsaid, but for `size`, whose default differs from route to route.
 * `response_format` is for dall-e alone: "isn't supported for the GPT image models" (OpenAI's reference), who answer it with 400.
 */
export function generationFields({ prompt, settings }: GenerateRequest, target: WireTarget): Fields {
	const { route, model, rules, omit } = target;
	if (route === 'azureInference') {
		// prompt, size and n are required there, and extra fields refused unless a header says otherwise
		const { size = 'auto', n = 1 } = settings;
		return { model, prompt, n, size: size === 'auto' ? '1024x1024' : size };
	}
	const fields: Fields = {
		...(route === 'azureDeployment' ? {} : { model }),
		prompt,
		...settingFields(settings, rules),
		...(rules.responseFormat ? { response_format: 'b64_json' } : {}),
	};
	return Object.fromEntries(Object.entries(fields).filter(([name]) => !omit.has(name)));
}

/** The form of `/images/edits`, which unlike the JSON has no `moderation` (OpenAI's OpenAPI document, 2026-08-21). Rules for edits must be there. */
export function editBody(request: EditRequest, target: WireTarget): RequestBody {
	const fields = Object.entries(generationFields(request, target))
		.filter(([name]) => name !== 'moderation')
		.map(([name, value]) => [name, String(value)] as const);
	const field = request.images.length > 1 ? 'image[]' : (target.rules.edits?.imageField ?? 'image');
	const files = request.images.map(({ mediaType, bytes }, index): FormFile => ({
		field,
		name: `image-${index + 1}.${mediaType.slice('image/'.length)}`,
		mediaType,
		bytes,
	}));
	const mask = request.mask ? [{ field: 'mask', name: 'mask.png', mediaType: 'image/png', bytes: request.mask }] : [];
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

/** An image in an answer: itself, where it is, or that it was held back. */
export type WireImage = { readonly revised_prompt?: string } & (
	| { readonly kind: 'bytes'; readonly bytes: Buffer }
	| { readonly kind: 'url'; readonly url: URL }
	| { readonly kind: 'filtered'; readonly results: unknown }
	| { readonly kind: 'nothing' }
);

export interface WireAnswer {
	readonly images: readonly WireImage[];
	readonly actual: ActualSettings;
	readonly usage?: ImageUsage;
}

/**
 * OpenAI's `ImagesResponse` and what other services make of it. Image addresses may be relative to `endpoint` or hold the image (`data:`).
 * @throws {FoveaError} `emptyAnswer` for `null`; `malformedAnswer` for what is no images response
 */
export function fromWire(answer: unknown, endpoint: URL): WireAnswer {
	const { host } = endpoint;
	if (answer === null) {
		throw new FoveaError('emptyAnswer', { host }, `The answer from ${host} is null`);
	}
	if (!isRecord(answer) || !Array.isArray(answer['data'])) {
		throw new FoveaError('malformedAnswer', { host }, `The answer from ${host} has no images`);
	}
	return {
		images: records(answer['data']).map((item) => imageFromWire(item, endpoint)),
		actual: actualFromWire(answer),
		...usageFromWire(answer['usage']),
	};
}

function imageFromWire(item: Record<string, unknown>, endpoint: URL): WireImage {
	const revised = text(item['revised_prompt']);
	const prompt = revised === undefined ? {} : { revised_prompt: revised };
	// `image`: Azure's model inference API
	const bytes = bytesFromBase64(item['b64_json']) ?? bytesFromBase64(item['image']);
	if (bytes) {
		return { kind: 'bytes', bytes, ...prompt };
	}
	const address = text(item['url']);
	if (address?.startsWith('data:')) {
		const inline = bytesFromBase64(/^data:[^,]*;base64,/i.test(address) ? address : undefined);
		return inline ? { kind: 'bytes', bytes: inline, ...prompt } : { kind: 'nothing', ...prompt };
	}
	if (address !== undefined && URL.canParse(address, endpoint.href)) {
		return { kind: 'url', url: new URL(address, endpoint), ...prompt };
	}
	const results = item['content_filter_results'] ?? item['prompt_filter_results'];
	return isRecord(results) ? { kind: 'filtered', results, ...prompt } : { kind: 'nothing', ...prompt };
}

function bytesFromBase64(value: unknown): Buffer | undefined {
	const bytes =
		typeof value === 'string' ? Buffer.from(value.slice(value.startsWith('data:') ? value.indexOf(',') + 1 : 0), 'base64') : undefined;
	return bytes?.length ? bytes : undefined;
}

/** The echo of what was drawn; any string, since the published enums are older than the models. */
function actualFromWire(answer: Record<string, unknown>): ActualSettings {
	const names = ['size', 'quality', 'background', 'output_format'] as const;
	return Object.fromEntries(names.flatMap((name) => (text(answer[name]) === undefined ? [] : [[name, answer[name]]])));
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
	const [input, output] = [number(usage['input_tokens']), number(usage['output_tokens'])];
	// the model inference API counts images, not tokens
	return input + output === 0
		? {}
		: {
				usage: {
					input_tokens: input,
					output_tokens: output,
					total_tokens: number(usage['total_tokens']) || input + output,
					...details('input_tokens_details'),
					...details('output_tokens_details'),
				},
			};
}

/** What an event of an image stream says. */
export type ImageEvent =
	| { readonly kind: 'partial'; readonly partial_image_index: number; readonly bytes: Buffer }
	| { readonly kind: 'completed'; readonly answer: WireAnswer }
	| { readonly kind: 'error'; readonly body: unknown };

/**
 * Undefined for events that are none of ours, which a stream may hold. The type is in the data, and in the event's name for servers that leave
 * it out there.
 * @throws {FoveaError} `malformedAnswer`
 */
export function imageEvent({ event, data }: ServerSentEvent, json: unknown, endpoint: URL): ImageEvent | undefined {
	if (!isRecord(json)) {
		throw new FoveaError(
			'malformedAnswer',
			{ host: endpoint.host },
			`An event from ${endpoint.host} is no object (${data.length} characters)`,
		);
	}
	const type = text(json['type']) ?? event;
	if (type === 'error' || event === 'error' || isRecord(json['error'])) {
		return { kind: 'error', body: json };
	}
	if (/^image_(generation|edit)\.partial_image$/.test(type)) {
		const bytes = bytesFromBase64(json['b64_json']);
		const index = json['partial_image_index'];
		return bytes && { kind: 'partial', partial_image_index: typeof index === 'number' ? index : 0, bytes };
	}
	if (/^image_(generation|edit)\.completed$/.test(type)) {
		return {
			kind: 'completed',
			answer: { images: [imageFromWire(json, endpoint)], actual: actualFromWire(json), ...usageFromWire(json['usage']) },
		};
	}
	return Array.isArray(json['data']) ? { kind: 'completed', answer: fromWire(json, endpoint) } : undefined;
}
