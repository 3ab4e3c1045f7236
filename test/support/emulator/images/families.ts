/** The models that the emulator can play; `diffusion` stands for those of compatible servers, `text` for one that draws nothing. */
export type ImageFamily =
	| 'dall-e-2'
	| 'dall-e-3'
	| 'gpt-image-1'
	| 'gpt-image-1-mini'
	| 'gpt-image-1.5'
	| 'gpt-image-2'
	| 'gpt-image-2.5'
	| 'gpt-image-2.6'
	| MakerFamily
	| 'diffusion'
	| 'text';

/** Of other makers, on Azure AI Foundry. */
export type MakerFamily =
	| 'mai-image-2.5'
	| 'mai-image-2.6'
	| 'mai-image-2.7'
	| 'flux.2-pro'
	| 'flux.2-flex'
	| 'flux.1-kontext-pro'
	| 'flux-1.1-pro';

/** Sizes by name, or any within gpt-image-2's bounds, or any at all. */
export type Sizes = readonly string[] | 'flexible' | 'any';

/** What a model takes: the words of its fields, in OpenAI's names. An absent field is refused. */
export interface FamilyRules {
	readonly sizes: Sizes;
	/** Fields that take one of these words. */
	readonly words: Readonly<Record<string, readonly string[]>>;
	readonly maxN: number;
	/** In characters. */
	readonly promptLength: number;
	readonly streams: boolean;
	/** Whether `response_format` is taken; otherwise an image comes as base64. */
	readonly responseFormat: boolean;
	/** Other fields that are taken as they are. */
	readonly others: readonly string[];
	readonly edits?: {
		readonly maxImages: number;
		readonly maxBytes: number;
		readonly formats: readonly string[];
		readonly inputFidelity: boolean;
	};
}

const gptEdits = { maxImages: 16, maxBytes: 50_000_000, formats: ['image/png', 'image/jpeg', 'image/webp'], inputFidelity: true };

/** `moderation` is in OpenAI's document for generations and for edits in JSON, and not for edits as a form (2026-08-21). */
const gptImage1: FamilyRules = {
	sizes: ['1024x1024', '1024x1536', '1536x1024', 'auto'],
	words: {
		quality: ['low', 'medium', 'high', 'auto'],
		background: ['transparent', 'opaque', 'auto'],
		output_format: ['png', 'webp', 'jpeg'],
		moderation: ['low', 'auto'],
	},
	maxN: 10,
	promptLength: 32_000,
	streams: true,
	responseFormat: false,
	others: ['user'],
	edits: gptEdits,
};

/** `input_fidelity`: OpenAI's document says "and later models", a tool that was tried says refused; the stricter one holds. */
const gptImage2: FamilyRules = { ...gptImage1, sizes: 'flexible', edits: { ...gptEdits, inputFidelity: false } };

const gptImage25: FamilyRules = {
	...gptImage2,
	words: { ...gptImage2.words, quality: ['low', 'medium', 'high', 'xhigh', 'max', 'auto'] },
};

const dallE: FamilyRules = {
	sizes: ['1024x1024', '1792x1024', '1024x1792'],
	words: { quality: ['standard', 'hd'], style: ['vivid', 'natural'] },
	maxN: 1,
	promptLength: 4000,
	streams: false,
	responseFormat: true,
	others: ['user'],
};

/** A model that OpenAI's form of a request draws nothing with. */
const drawsNothing: FamilyRules = { sizes: [], words: {}, maxN: 0, promptLength: 0, streams: false, responseFormat: false, others: [] };

/** FLUX.1 takes requests in OpenAI's form too (Microsoft's how-to, 2026-03): no other fields are named there. */
const flux1: FamilyRules = { ...drawsNothing, sizes: 'any', maxN: 1, promptLength: 100_000 };

/**
 * OpenAI's OpenAPI document and Azure's 2025-04-01-preview contract; sizes, qualities and formats after gpt-image-2 from OpenAI's guides as quoted
 * by others (2026-10, 2026-11). `diffusion`: what vLLM-Omni's samples send.
 */
export const families: Readonly<Record<ImageFamily, FamilyRules>> = {
	'dall-e-2': {
		...dallE,
		sizes: ['256x256', '512x512', '1024x1024'],
		words: { quality: ['standard'] },
		maxN: 10,
		promptLength: 1000,
		edits: { maxImages: 1, maxBytes: 4_000_000, formats: ['image/png'], inputFidelity: false },
	},
	'dall-e-3': dallE,
	'gpt-image-1': gptImage1,
	'gpt-image-1-mini': { ...gptImage1, edits: { ...gptEdits, inputFidelity: false } },
	'gpt-image-1.5': gptImage1,
	'gpt-image-2': gptImage2,
	'gpt-image-2.5': gptImage25,
	'gpt-image-2.6': {
		...gptImage25,
		words: { ...gptImage25.words, output_format: ['png', 'webp', 'jpeg', 'gif', 'svg'], complexity: ['low', 'medium', 'high'] },
	},
	diffusion: {
		sizes: 'any',
		words: {},
		maxN: 10,
		promptLength: 100_000,
		streams: false,
		responseFormat: true,
		others: ['user', 'negative_prompt', 'num_inference_steps', 'guidance_scale', 'seed'],
	},
	text: drawsNothing,
	'mai-image-2.5': drawsNothing,
	'mai-image-2.6': drawsNothing,
	'mai-image-2.7': drawsNothing,
	'flux.2-pro': drawsNothing,
	'flux.2-flex': drawsNothing,
	'flux.1-kontext-pro': {
		...flux1,
		edits: { maxImages: 1, maxBytes: 50_000_000, formats: ['image/png', 'image/jpeg'], inputFidelity: false },
	},
	'flux-1.1-pro': flux1,
};

/** Azure returns PNG and JPEG only; `moderation` is in no contract of its deployments route. */
export function onAzure(rules: FamilyRules, route: 'deployments' | 'v1'): FamilyRules {
	const { moderation, ...words } = rules.words;
	return {
		...rules,
		words: {
			...words,
			...(words['output_format'] ? { output_format: ['png', 'jpeg'] } : {}),
			...(moderation && route === 'v1' ? { moderation } : {}),
		},
	};
}

export function isGptImage(family: ImageFamily): boolean {
	return family.startsWith('gpt-image');
}

/**
 * What OpenAI and Azure offer on 2026-11-22, by name, and when OpenAI ends it (its deprecations page). Azure's names are deployments that were
 * called as their models.
 */
export const offered = {
	openai: {
		'gpt-image-2.6-sunburst': 'gpt-image-2.6',
		'gpt-image-2.6-flare': 'gpt-image-2.6',
		'gpt-image-2.5-sunburst': 'gpt-image-2.5',
		'gpt-image-2.5-flare': 'gpt-image-2.5',
		'gpt-image-2': 'gpt-image-2',
		'gpt-image-2-2026-04-21': 'gpt-image-2',
		'gpt-image-1.5': 'gpt-image-1.5',
		'gpt-image-1-mini': 'gpt-image-1-mini',
		'chatgpt-image-latest': 'gpt-image-1.5',
		'gpt-5.2': 'text',
	},
	azure: {
		'gpt-image-2': 'gpt-image-2',
		'gpt-image-1.5': 'gpt-image-1.5',
		'gpt-image-1-mini': 'gpt-image-1-mini',
		'MAI-Image-2.5': 'mai-image-2.5',
		'MAI-Image-2.6': 'mai-image-2.6',
		'MAI-Image-2.7': 'mai-image-2.7',
		'FLUX.2-pro': 'flux.2-pro',
		'FLUX.2-flex': 'flux.2-flex',
		'FLUX.1-Kontext-pro': 'flux.1-kontext-pro',
		'FLUX-1.1-pro': 'flux-1.1-pro',
		chat: 'text',
	},
	compatible: { 'gpt-image-2': 'gpt-image-2', 'gpt-image-1': 'gpt-image-1', 'dall-e-3': 'dall-e-3', 'sdxl-turbo': 'diffusion' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ImageFamily>>>>;

/** Names that OpenAI or Azure once answered to. */
export const retired: Readonly<Record<'openai' | 'azure' | 'compatible', readonly string[]>> = {
	openai: ['dall-e-2', 'dall-e-3', 'gpt-image-1'],
	azure: ['dall-e-2', 'dall-e-3', 'gpt-image-1', 'MAI-Image-2', 'MAI-Image-2e'],
	compatible: [],
};

/** `shutdown_date` in OpenAI's list of models. */
export const shutdownDates: Readonly<Record<string, string>> = {
	'gpt-image-1.5': '2026-12-01',
	'gpt-image-1-mini': '2026-12-01',
	'chatgpt-image-latest': '2026-12-01',
};
