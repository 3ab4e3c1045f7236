import { Refusal } from '../answer.ts';
import { imageInfo } from '../imageInfo.ts';
import { type ImageFamily } from './families.ts';
import type { FormPart } from './form.ts';
import * as refuse from './imageErrors.ts';
import type { ImageBody, ImageTask, Routed } from './imageRequest.ts';

/*
 * MAI-Image and FLUX as Azure AI Foundry takes them: Microsoft's how-tos (azure-ai-docs, use-foundry-models-mai, 2026-09, and -flux, 2026-03), and what
 * others saw of the real services (BerriAI/litellm#40074 and #36644, vercel/ai's Azure provider, pollinations/pollinations#14469).
 */

/** What a model of another maker takes. */
interface MakerRules {
	readonly maxPixels: number;
	/** Reference images in one request. */
	readonly references: number;
	/** Fields beyond those of every model of its maker, with the words or the range of each; any value where it has neither. */
	readonly more: Readonly<Record<string, readonly string[] | Range | 'boolean'>>;
	/** Of FLUX, what names it in the address. */
	readonly path?: string;
	/** Whether an edit may name its size. */
	readonly sizedEdits?: boolean;
}

interface Range {
	readonly least: number;
	readonly most: number;
}

const maiOptions = { auto_aspect_ratio: 'boolean', web_grounding: 'boolean' } as const;
const fluxOptions = { seed: { least: 0, most: 2 ** 32 }, output_format: ['png', 'jpeg'], safety_tolerance: { least: 0, most: 5 } } as const;

const makers: Readonly<Partial<Record<ImageFamily, MakerRules>>> = {
	'mai-image-2.5': { maxPixels: 1_048_576, references: 5, more: {} },
	'mai-image-2.6': { maxPixels: 2_359_296, references: 5, more: maiOptions, sizedEdits: true },
	'mai-image-2.7': { maxPixels: 4_194_304, references: 5, more: { background: ['transparent', 'opaque'] }, sizedEdits: true },
	'flux.2-pro': { maxPixels: 4_000_000, references: 8, more: fluxOptions, path: 'flux-2-pro' },
	'flux.2-flex': {
		maxPixels: 4_000_000,
		references: 10,
		more: { ...fluxOptions, guidance: { least: 1.5, most: 10 }, steps: { least: 1, most: 50 } },
		path: 'flux-2-flex',
	},
	'flux.1-kontext-pro': {
		maxPixels: 1_000_000 * 1.05,
		references: 1,
		more: { ...fluxOptions, aspect_ratio: [] },
		path: 'flux-kontext-pro',
	},
	'flux-1.1-pro': { maxPixels: 1_600_000, references: 0, more: fluxOptions, path: 'flux-pro-1.1' },
};

/** The address of one of the two makers; undefined for any other. */
export function foundryRouteOf(path: string): Routed | undefined {
	const task = /^\/mai\/v1\/images\/(generations|edits)$/.exec(path)?.[1];
	if (task === 'generations' || task === 'edits') {
		return { route: 'mai', task };
	}
	const fluxPath = /^\/providers\/blackforestlabs\/v1\/([\w.-]+)$/.exec(path)?.[1];
	return fluxPath !== undefined && Object.values(makers).some((rules) => rules.path === fluxPath)
		? { route: 'flux', task: 'generations', fluxPath }
		: undefined;
}

/** @throws {Refusal} with the answer to a request that is wrong */
export function foundryTask(routed: Routed, body: ImageBody, { model, family }: Pick<ImageTask, 'model' | 'family'>): ImageTask {
	const rules = makers[family];
	if (!rules || (rules.path === undefined) !== (routed.route === 'mai') || rules.path !== routed.fluxPath) {
		throw new Refusal(refuse.pathNotFound('azure', 'POST', ''));
	}
	const { prompt } = body.fields;
	if (typeof prompt !== 'string' || prompt === '') {
		throw new Refusal(refuse.unsupportedRequestValue("'prompt' is required."));
	}
	// 32,000 tokens, of some four characters each
	if (prompt.length > 128_000) {
		throw new Refusal(refuse.unsupportedRequestValue("'prompt' is too long."));
	}
	const particular = routed.route === 'mai' ? mai(routed, body, rules) : flux(body, rules);
	const { fields } = body;
	return {
		...routed,
		model,
		family,
		prompt,
		n: 1,
		quality: 'standard',
		format: fields['output_format'] === 'jpeg' ? 'jpeg' : 'png',
		compression: 100,
		transparent: fields['background'] === 'transparent',
		inputFidelity: 'low',
		stream: false,
		partials: 0,
		...particular,
	};
}

type Particular = Pick<ImageTask, 'width' | 'height' | 'images' | 'task'>;

/** `size` and `n` are ignored, all that is not known is refused, and what is no multiple of 16 is made one. */
function mai({ task }: Routed, { fields, files }: ImageBody, rules: MakerRules): Particular {
	checkFields(fields, ['model', 'prompt', 'size', 'n', 'width', 'height'], rules, 'strict');
	if (task === 'generations') {
		return { task, images: [], ...edges(fields, 768, 16, rules) };
	}
	const images = files.map(({ data }) => data);
	if (files.some(({ name }) => name !== 'image') || images.length === 0 || images.length > rules.references) {
		throw new Refusal(refuse.unsupportedRequestValue(`'image' is required, up to ${rules.references} times, and no other file.`));
	}
	if (!files.every(isReference)) {
		throw new Refusal(refuse.unsupportedRequestValue("'image' must be a JPEG or PNG file."));
	}
	const isSized = fields['width'] !== undefined || fields['height'] !== undefined;
	if (isSized && !rules.sizedEdits) {
		throw new Refusal(refuse.unsupportedRequestValue("'width' and 'height' are not supported for edits."));
	}
	return { task, images, ...(isSized || !rules.sizedEdits ? edges(fields, 768, 16, rules) : asInput(images[0]!, rules)) };
}

function isReference({ data, mediaType, fileName }: FormPart): boolean {
	return fileName !== undefined && /^image\/(png|jpeg)$/.test(mediaType) && imageInfo(data)?.mediaType === mediaType;
}

/** Unknown fields are ignored, and so is `size`: the image is 1024x1024 without edges. */
function flux({ fields }: ImageBody, rules: MakerRules): Particular {
	checkFields(fields, [], rules, 'lax');
	const named = Object.keys(fields).filter((name) => /^input_image(_\d+)?$/.test(name));
	const images = named.map((_, index) => inputImage(fields[index === 0 ? 'input_image' : `input_image_${index + 1}`]));
	if (images.length > rules.references) {
		throw new Refusal(refuse.unsupportedRequestValue(`At most ${rules.references} input images are supported.`));
	}
	const ratio = /^([1-9]\d?):([1-9]\d?)$/.exec(text(fields['aspect_ratio']) ?? '');
	if (fields['aspect_ratio'] !== undefined && 'aspect_ratio' in rules.more) {
		if (!ratio) {
			throw new Refusal(refuse.unsupportedRequestValue("'aspect_ratio' must be two whole numbers, as in 16:9."));
		}
		const wide = Number(ratio[1]) / Number(ratio[2]);
		const step = (length: number) => Math.round(length / 16) * 16;
		return { task: taskOf(images), images, width: step(1024 * Math.sqrt(wide)), height: step(1024 / Math.sqrt(wide)) };
	}
	return { task: taskOf(images), images, ...edges(fields, 256, 32, rules) };
}

function taskOf(images: readonly Buffer[]): Routed['task'] {
	return images.length > 0 ? 'edits' : 'generations';
}

/** Base64 alone: an address, or `data:` before it, is refused. */
function inputImage(value: unknown): Buffer {
	const bytes = typeof value === 'string' && /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64') : undefined;
	if (!bytes || !imageInfo(bytes)) {
		throw new Refusal(refuse.unsupportedRequestValue("'input_image' must be an image in base64."));
	}
	return bytes;
}

function checkFields(fields: ImageBody['fields'], all: readonly string[], { more }: MakerRules, unknown: 'strict' | 'lax'): void {
	for (const [name, value] of Object.entries(fields)) {
		const rule = Object.hasOwn(more, name) ? more[name] : undefined;
		if (rule === undefined) {
			if (unknown === 'strict' && !all.includes(name)) {
				throw new Refusal(refuse.unsupportedRequestValue(`'${name}' is not supported.`));
			}
		} else if (!isWithin(value, rule)) {
			throw new Refusal(refuse.unsupportedRequestValue(`The value of '${name}' is not supported.`));
		}
	}
}

function isWithin(value: unknown, rule: MakerRules['more'][string]): boolean {
	return rule === 'boolean'
		? typeof value === 'boolean'
		: 'least' in rule
			? typeof value === 'number' && value >= rule.least && value <= rule.most
			: typeof value === 'string' && (rule.length === 0 || rule.includes(value));
}

/** Of `width` and `height`, 1024 each where neither is there; one without the other is refused (chosen: no source says what it does). */
function edges(
	fields: ImageBody['fields'],
	least: number,
	multiple: number,
	{ maxPixels }: MakerRules,
): Pick<ImageTask, 'width' | 'height'> {
	const { width, height } = fields;
	if (width === undefined && height === undefined) {
		return { width: 1024, height: 1024 };
	}
	for (const [name, edge] of [
		['width', width],
		['height', height],
	] as const) {
		if (typeof edge !== 'number' || !Number.isInteger(edge) || edge < least) {
			throw new Refusal(refuse.unsupportedRequestValue(`The value of '${name}' is invalid: '${name}' must be at least ${least} pixels.`));
		}
	}
	const snapped = (edge: unknown) => Math.floor(Number(edge) / multiple) * multiple;
	if (Number(width) * Number(height) > maxPixels) {
		throw new Refusal(refuse.unsupportedRequestValue(`'width' times 'height' must be at most ${maxPixels} pixels.`));
	}
	return { width: snapped(width), height: snapped(height) };
}

/** An edit without a size has the shape of its first image, with some million pixels. */
function asInput(image: Buffer, { maxPixels }: MakerRules): Pick<ImageTask, 'width' | 'height'> {
	const { width, height } = imageInfo(image)!;
	const scale = Math.sqrt(Math.min(maxPixels, 1_048_576) / (width * height));
	const edge = (length: number) => Math.max(16, Math.floor((length * scale) / 16) * 16);
	return { width: edge(width), height: edge(height) };
}

function text(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}
