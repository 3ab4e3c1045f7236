import { Refusal } from '../answer.ts';
import { notEmulated } from '../errors.ts';
import { imageInfo } from '../imageInfo.ts';
import { isObject } from '../schema.ts';
import { type FamilyRules, type ImageFamily, type Sizes, families, isGptImage, onAzure, retired } from './families.ts';
import { type FormPart, parseForm } from './form.ts';
import { foundryRouteOf, foundryTask } from './foundryRequest.ts';
import type { RasterFormat } from './imageFile.ts';
import * as refuse from './imageErrors.ts';
import { pngHeader } from './pngFile.ts';

/** How a request is put: OpenAI's way, one of Azure's three, or those of MAI-Image and FLUX on Foundry. */
export type ImageRoute = 'openai' | 'deployments' | 'v1' | 'inference' | 'mai' | 'flux';

/** What an address asks for. */
export interface Routed {
	readonly route: ImageRoute;
	readonly task: 'generations' | 'edits';
	/** Named by the address. */
	readonly deployment?: string;
	/** Of FLUX, what names the model in the address. */
	readonly fluxPath?: string;
}

/** The body of a request, from JSON or a form. */
export interface ImageBody {
	readonly fields: Readonly<Record<string, unknown>>;
	readonly files: readonly FormPart[];
	readonly isForm: boolean;
}

/** A request that is right: what to draw and how to answer. */
export interface ImageTask extends Routed {
	/** As asked for: a model or a deployment. */
	readonly model: string;
	readonly family: ImageFamily;
	readonly prompt: string;
	readonly n: number;
	/** In pixels. */
	readonly width: number;
	readonly height: number;
	/** As the service chose it where it was left to it. */
	readonly quality: string;
	readonly format: RasterFormat | 'svg';
	/** 0 to 100. */
	readonly compression: number;
	readonly transparent: boolean;
	readonly style?: string;
	readonly inputFidelity: string;
	readonly stream: boolean;
	readonly partials: number;
	/** What `response_format` says, if anything. */
	readonly responseFormat?: string;
	/** To edit; the mask belongs to the first. */
	readonly images: readonly Buffer[];
	readonly mask?: Buffer;
}

/** Whom requests are for. */
export interface ImageService {
	readonly profile: refuse.ImageProfile;
	/** Names that may be asked for, and the model behind each. */
	readonly models: Readonly<Record<string, ImageFamily>>;
}

/** Undefined for an address that draws nothing. `base` is where a compatible server's API begins. */
export function routeOf(profile: refuse.ImageProfile, path: string, base: string): Routed | undefined {
	if (profile !== 'azure') {
		const rest = path.startsWith(`${base}/images/`) ? path.slice(base.length + '/images/'.length) : '';
		return isTask(rest) ? { route: 'openai', task: rest } : undefined;
	}
	const [, deployment, task = ''] = /^\/openai\/deployments\/([^/]+)\/images\/([a-z]+)$/.exec(path) ?? [];
	if (deployment !== undefined) {
		return isTask(task) ? { route: 'deployments', task, deployment: decodeURIComponent(deployment) } : undefined;
	}
	const v1 = /^\/openai\/v1\/images\/([a-z]+)$/.exec(path)?.[1] ?? '';
	return isTask(v1)
		? { route: 'v1', task: v1 }
		: path === '/models/images/generations'
			? { route: 'inference', task: 'generations' }
			: foundryRouteOf(path);
}

function isTask(word: string): word is Routed['task'] {
	return word === 'generations' || word === 'edits';
}

/** @throws {Refusal} when it is neither JSON nor a form, or not the one that belongs to the task */
export function readBody({ task }: Routed, contentType: string, content: Buffer, profile: refuse.ImageProfile): ImageBody {
	const isForm = /^multipart\/form-data\b/i.test(contentType);
	if (!isForm && !/^application\/json\b/i.test(contentType)) {
		throw new Refusal(refuse.unsupportedContentType(contentType));
	}
	if (isForm !== (task === 'edits')) {
		throw new Refusal(profile === 'openai' && task === 'edits' ? notEmulated('Edits in JSON') : refuse.unsupportedContentType(contentType));
	}
	if (!isForm) {
		const fields = parseJson(content);
		if (!isObject(fields)) {
			throw new Refusal(refuse.invalidBody('JSON body'));
		}
		// null is taken for a field that is not there
		return { fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)), files: [], isForm };
	}
	const parts = parseForm(contentType, content);
	if (!parts) {
		throw new Refusal(refuse.invalidBody('form data'));
	}
	const isFile = ({ name, fileName }: FormPart) => fileName !== undefined || /^(image(\[\])?|mask)$/.test(name);
	const texts = parts.filter((part) => !isFile(part)).map(({ name, data }) => [name, plainValue(name, data.toString('utf8'))] as const);
	return { fields: Object.fromEntries(texts), files: parts.filter(isFile), isForm };
}

/** A form has texts only; these fields are numbers and booleans. */
function plainValue(name: string, text: string): unknown {
	if (['n', 'output_compression', 'partial_images', 'seed', 'width', 'height'].includes(name) && /^-?\d+$/.test(text)) {
		return Number(text);
	}
	return name === 'stream' && /^(true|false)$/.test(text) ? text === 'true' : text;
}

/** @throws {Refusal} with the answer of the real service to a request that is wrong */
export function readTask(service: ImageService, routed: Routed, body: ImageBody, extraParameters: string | undefined): ImageTask {
	const { model, family } = modelOf(service, routed, body.fields['model']);
	if (routed.route === 'mai' || routed.route === 'flux') {
		return foundryTask(routed, body, { model, family });
	}
	return routed.route === 'inference'
		? inferenceTask(routed, body.fields, { model, family, extraParameters })
		: openAiTask(routed, body, { model, family });
}

function modelOf(
	{ profile, models }: ImageService,
	{ route, task, deployment }: Routed,
	asked: unknown,
): { model: string; family: ImageFamily } {
	const byDefault = { openai: task === 'edits' ? 'gpt-image-1.5' : 'dall-e-2', compatible: Object.keys(models)[0], azure: deployment };
	const model = route === 'deployments' ? deployment : (asked ?? byDefault[profile]);
	if (model === undefined) {
		if (route === 'flux') {
			// as one report has it, of a body without `n` as well (a developer's log of FLUX.2-pro, 2026-08)
			throw new Refusal(refuse.serviceFailed('azure', 500));
		}
		throw new Refusal(refuse.missingParameter('model'));
	}
	if (typeof model !== 'string') {
		throw new Refusal(refuse.invalidType('model', 'a string', model));
	}
	const family = Object.hasOwn(models, model) ? models[model] : undefined;
	if (family === undefined) {
		const gone = retired[profile].includes(model);
		throw new Refusal(
			profile === 'azure'
				? gone
					? refuse.retiredDeployment(model)
					: refuse.deploymentNotFound()
				: gone
					? refuse.retiredModel(model)
					: refuse.unknownModel(model, Object.keys(models)),
		);
	}
	const isMakers = route === 'mai' || route === 'flux';
	if (!isMakers && families[family].maxN === 0) {
		const drawing = Object.keys(models).filter((name) => models[name] !== 'text');
		throw new Refusal(profile === 'azure' ? refuse.operationNotSupported(model) : refuse.unknownModel(model, drawing));
	}
	return { model, family };
}

interface Named {
	readonly model: string;
	readonly family: ImageFamily;
}

function openAiTask(routed: Routed, { fields, files }: ImageBody, { model, family }: Named): ImageTask {
	const { route, task } = routed;
	const rules = route === 'deployments' || route === 'v1' ? onAzure(families[family], route) : families[family];
	if (task === 'edits' && !rules.edits) {
		throw new Refusal(
			family === 'diffusion' ? refuse.fastApiError(404, 'Not Found') : refuse.invalidValue('model', model, ['dall-e-2', 'gpt-image-1.5']),
		);
	}
	refuseUnknown(fields, rules, { task, model, family });
	const prompt = promptOf(fields['prompt'], rules, family);
	const words = wordsOf(fields, rules);
	const size = sizeOf(fields['size'], rules.sizes, family);
	const n = integer(fields, 'n', 1, rules.maxN) ?? 1;
	const compression = integer(fields, 'output_compression', 0, 100) ?? 100;
	const partials = integer(fields, 'partial_images', 0, 3) ?? 0;
	const stream = fields['stream'] ?? false;
	if (typeof stream !== 'boolean') {
		throw new Refusal(refuse.invalidType('stream', 'a boolean', stream));
	}
	const format = (words['output_format'] ?? 'png') as ImageTask['format'];
	if (words['background'] === 'transparent' && format === 'jpeg') {
		throw new Refusal(refuse.transparencyNotSupported('JPEG output format'));
	}
	if (compression < 100 && format !== 'jpeg' && format !== 'webp') {
		throw new Refusal(refuse.compressionNotSupported());
	}
	if (stream && (format === 'gif' || format === 'svg')) {
		throw new Refusal(notEmulated(`A stream of ${format}`));
	}
	const { images, mask } = task === 'edits' ? filesOf(files, rules.edits!) : { images: [] };
	return {
		...routed,
		model,
		family,
		prompt,
		n,
		...size,
		quality: words['quality'] === undefined || words['quality'] === 'auto' ? chosenQuality(family) : words['quality'],
		format,
		compression,
		transparent: words['background'] === 'transparent',
		...(words['style'] === undefined ? {} : { style: words['style'] }),
		inputFidelity: words['input_fidelity'] ?? 'low',
		stream,
		partials,
		...(words['response_format'] === undefined ? {} : { responseFormat: words['response_format'] }),
		images,
		...(mask ? { mask } : {}),
	};
}

/** "high", for mini "medium" (Microsoft's image how-to); dall-e draws "standard" (OpenAI's reference). */
function chosenQuality(family: ImageFamily): string {
	return family === 'gpt-image-1-mini' ? 'medium' : isGptImage(family) ? 'high' : 'standard';
}

function refuseUnknown(fields: ImageBody['fields'], rules: FamilyRules, { task, model, family }: Named & Pick<Routed, 'task'>): void {
	const known = [
		...['model', 'prompt', 'n', 'size'],
		...Object.keys(rules.words).filter((name) => task === 'generations' || !['moderation', 'style'].includes(name)),
		...(rules.words['output_format'] ? ['output_compression'] : []),
		...(rules.streams ? ['stream', 'partial_images'] : []),
		...(rules.responseFormat ? ['response_format'] : []),
		...(task === 'edits' && rules.edits?.inputFidelity ? ['input_fidelity'] : []),
		...rules.others,
	];
	const unknown = Object.keys(fields).find((name) => !known.includes(name));
	if (unknown === undefined) {
		return;
	}
	throw new Refusal(
		unknown === 'input_fidelity' && task === 'edits' && isGptImage(family)
			? refuse.fidelityNotSupported(model)
			: family === 'diffusion'
				? refuse.fastApiError(422, [
						{ type: 'extra_forbidden', loc: ['body', unknown], msg: 'Extra inputs are not permitted', input: fields[unknown] },
					])
				: refuse.unknownParameter(unknown),
	);
}

function promptOf(prompt: unknown, rules: FamilyRules, family: ImageFamily): string {
	if (prompt === undefined || prompt === '') {
		throw new Refusal(refuse.missingParameter('prompt'));
	}
	if (typeof prompt !== 'string') {
		throw new Refusal(refuse.invalidType('prompt', 'a string', prompt));
	}
	const { length } = Array.from(prompt);
	if (length > rules.promptLength) {
		throw new Refusal(refuse.promptTooLong(length, rules.promptLength, family.startsWith('dall-e')));
	}
	return prompt;
}

function wordsOf(fields: ImageBody['fields'], rules: FamilyRules): Record<string, string> {
	const all = { ...rules.words, input_fidelity: ['low', 'high'], response_format: ['url', 'b64_json'] };
	const found: Record<string, string> = {};
	for (const [name, words] of Object.entries(all)) {
		const value = fields[name];
		if (value === undefined) {
			continue;
		}
		if (typeof value !== 'string') {
			throw new Refusal(refuse.invalidType(name, `one of ${words.map((word) => `'${word}'`).join(', ')}`, value));
		}
		if (!words.includes(value)) {
			throw new Refusal(refuse.invalidValue(name, value, words));
		}
		found[name] = value;
	}
	return found;
}

function integer(fields: ImageBody['fields'], name: string, least: number, most: number): number | undefined {
	const value = fields[name];
	if (value === undefined) {
		return undefined;
	}
	if (typeof value !== 'number' || !Number.isInteger(value)) {
		throw new Refusal(refuse.invalidType(name, 'an integer', value));
	}
	if (value < least || value > most) {
		throw new Refusal(refuse.outOfRange(name, value, least, most));
	}
	return value;
}

function sizeOf(size: unknown, sizes: Sizes, family: ImageFamily): { width: number; height: number } {
	const asked = size ?? 'auto';
	if (typeof asked !== 'string') {
		throw new Refusal(refuse.invalidType('size', 'a string', asked));
	}
	const [width = 0, height = 0] = /^(\d{1,5})x(\d{1,5})$/.exec(asked)?.slice(1).map(Number) ?? [];
	if (Array.isArray(sizes) && size !== undefined && !sizes.includes(asked)) {
		throw new Refusal(family === 'dall-e-3' ? refuse.invalidDallESize() : refuse.invalidValue('size', asked, sizes));
	}
	if (asked === 'auto') {
		return { width: 1024, height: 1024 };
	}
	const problem =
		width === 0 || height === 0
			? "Expected 'auto' or a size of the form 'WIDTHxHEIGHT'."
			: sizes === 'flexible'
				? flexibleProblem(width, height)
				: undefined;
	if (problem !== undefined) {
		throw new Refusal(refuse.invalidFlexibleSize(asked, problem));
	}
	return { width, height };
}

/** gpt-image-2 and later: OpenAI's OpenAPI document (2026-08-21); the range of pixels Microsoft's image how-to. */
function flexibleProblem(width: number, height: number): string | undefined {
	return width % 16 !== 0 || height % 16 !== 0
		? 'Width and height must both be divisible by 16.'
		: Math.max(width, height) > 3840
			? 'The longest edge must be at most 3840 pixels.'
			: Math.max(width / height, height / width) > 3
				? 'The aspect ratio must be between 1:3 and 3:1.'
				: width * height < 655_360 || width * height > 8_294_400
					? 'The number of pixels must be between 655360 and 8294400.'
					: undefined;
}

function filesOf(files: readonly FormPart[], edits: NonNullable<FamilyRules['edits']>): { images: Buffer[]; mask?: Buffer } {
	const unknown = files.find(({ name }) => !['image', 'image[]', 'mask'].includes(name));
	if (unknown) {
		throw new Refusal(refuse.unknownParameter(unknown.name));
	}
	const single = files.filter(({ name }) => name === 'image');
	const images = files.filter(({ name }) => name !== 'mask');
	if (single.length > 1 || (single.length === 1 && images.length > 1)) {
		const message =
			"Duplicate parameter: 'image'. You provided multiple values for this parameter, whereas only one is allowed. Use 'image[]'.";
		throw new Refusal(refuse.openAiError(400, 'duplicate_parameter', message, 'image'));
	}
	if (images.length === 0) {
		throw new Refusal(refuse.missingParameter('image'));
	}
	if (images.length > edits.maxImages) {
		throw new Refusal(refuse.invalidImage('image', `Too many images: at most ${edits.maxImages} are supported.`));
	}
	images.forEach((image) => checkImage(image, edits));
	const [mask, ...more] = files.filter(({ name }) => name === 'mask');
	if (more.length > 0) {
		throw new Refusal(refuse.openAiError(400, 'duplicate_parameter', "Duplicate parameter: 'mask'.", 'mask'));
	}
	if (mask) {
		checkMask(mask, images[0]!.data);
	}
	return { images: images.map(({ data }) => data), ...(mask ? { mask: mask.data } : {}) };
}

function checkImage({ data, mediaType, fileName }: FormPart, { formats, maxBytes }: NonNullable<FamilyRules['edits']>): void {
	if (fileName === undefined || !formats.includes(mediaType)) {
		const supported = formats.map((format) => `'${format}'`).join(', ');
		const message = `Invalid file 'image': unsupported mimetype ('${mediaType}'). Supported file formats are ${supported}.`;
		throw new Refusal(refuse.openAiError(400, 'unsupported_file_mimetype', message, 'image'));
	}
	if (imageInfo(data)?.mediaType !== mediaType) {
		throw new Refusal(refuse.invalidImage('image', 'Invalid image file or mode for image 1, please check your image file.'));
	}
	if (data.length >= maxBytes) {
		throw new Refusal(refuse.invalidImage('image', `Image file is too large: it must be less than ${maxBytes / 1_000_000}MB.`));
	}
}

function checkMask({ data, mediaType, fileName }: FormPart, image: Buffer): void {
	const header = pngHeader(data);
	const size = imageInfo(image);
	if (fileName === undefined || mediaType !== 'image/png' || !header) {
		throw new Refusal(refuse.invalidImage('mask', 'Invalid mask image format - mask must be a PNG file.'));
	}
	if (data.length >= 4_000_000) {
		throw new Refusal(refuse.invalidImage('mask', 'Mask file is too large: it must be less than 4MB.'));
	}
	if (!header.hasAlpha) {
		throw new Refusal(refuse.invalidImage('mask', 'Invalid mask image format - mask image missing alpha channel.'));
	}
	if (header.width !== size?.width || header.height !== size.height) {
		throw new Refusal(refuse.invalidImage('mask', 'Invalid mask image format - mask size does not match image size.'));
	}
}

/** Azure AI Model Inference, 2025-05-15-preview: `ImageGenerationsOptions`. */
function inferenceTask(
	routed: Routed,
	fields: ImageBody['fields'],
	{ model, family, extraParameters }: Named & { readonly extraParameters: string | undefined },
): ImageTask {
	const { prompt, n, size, output_format: format = 'png', quality = 'standard' } = fields;
	const known = ['model', 'prompt', 'n', 'size', 'output_format', 'quality', 'negative_prompt', 'image_prompt', 'seed'];
	const unknown = Object.keys(fields).find((name) => !known.includes(name));
	const { sizes, maxN, promptLength } = families[family];
	const [, wide, high] = /^(\d+)x(\d+)$/.exec(typeof size === 'string' ? size : '') ?? [];
	const { width, height }: Record<string, unknown> = isObject(size) ? size : { width: Number(wide), height: Number(high) };
	const problem =
		unknown !== undefined && !['drop', 'pass-through'].includes(extraParameters ?? 'error')
			? `Extra parameter '${unknown}' is not allowed when extra-parameters is not set to be 'pass-through'.`
			: typeof prompt !== 'string' || prompt === '' || Array.from(prompt).length > promptLength
				? `prompt: a text of 1 to ${promptLength} characters is required`
				: typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > maxN
					? `n: a whole number from 1 to ${maxN} is required`
					: typeof width !== 'number' || typeof height !== 'number' || !(width >= 1) || !(height >= 1)
						? 'size: a size such as 1024x1024 is required'
						: Array.isArray(sizes) && !sizes.includes(`${width}x${height}`)
							? `size: the model draws ${sizes.join(', ')}`
							: sizes === 'flexible' && flexibleProblem(width, height) !== undefined
								? `size: ${flexibleProblem(width, height)!}`
								: !['png', 'jpg'].includes(String(format))
									? 'output_format: png or jpg'
									: !['hd', 'standard'].includes(String(quality))
										? 'quality: hd or standard'
										: undefined;
	if (problem !== undefined) {
		throw new Refusal(refuse.inferenceError(problem));
	}
	return {
		...routed,
		model,
		family,
		prompt: prompt as string,
		n: n as number,
		width: width as number,
		height: height as number,
		quality: String(quality),
		format: format === 'jpg' ? 'jpeg' : 'png',
		compression: 100,
		transparent: false,
		inputFidelity: 'low',
		stream: false,
		partials: 0,
		images: [],
	};
}

/** Undefined when it is not JSON. */
function parseJson(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString());
	} catch {
		return undefined;
	}
}
