import { type ModelFacts, type ModelTable, type Offer, factsOf, suggestedModels } from '../modelTable.ts';
import type { SizeRule } from './size.ts';

/** The kinds of image services. A `compatible` server speaks OpenAI's images API at an address of its own. */
export type ImageProvider = 'azure' | 'openai' | 'compatible';

/** Optional fields that take one of a few words, in OpenAI's names. */
export type ChoiceFieldName = 'quality' | 'style' | 'background' | 'output_format' | 'moderation' | 'input_fidelity' | 'complexity';

/** What the edits route accepts for a model. */
export interface EditRules {
	/** Reference images in one request. */
	readonly maxImages: number;
	/** Of one reference image; exclusive. */
	readonly maxBytes: number;
	readonly formats: readonly ('png' | 'jpeg' | 'webp')[];
	/**
	 * `exact`: nothing outside the mask changes; `guide`: the model may change more; `unknown`: it may be ignored altogether, and the user is told
	 * before; `none`: there is no field for it.
	 */
	readonly mask: 'exact' | 'guide' | 'unknown' | 'none';
	/** Of the mask, a PNG; exclusive. */
	readonly maxMaskBytes: number;
	/** The form field of a single reference image; several are always `image[]`. */
	readonly imageField: 'image' | 'image[]';
}

/** How Azure AI Foundry takes requests for models of other makers, at addresses of their own on the same resource. */
export type FoundryForm =
	| { readonly route: 'mai' }
	/** `path` names the model in the address, `imagesApi` says whether OpenAI's form on the deployments route works, too. */
	| { readonly route: 'flux'; readonly path: string; readonly imagesApi: boolean; readonly byRatio?: true };

/** What an image model accepts. A field without choices is never sent. */
export interface ImageModel extends ModelFacts {
	readonly family: string;
	readonly sizes: SizeRule;
	readonly choices: Readonly<Partial<Record<ChoiceFieldName, readonly string[]>>>;
	/** Output formats with which `output_compression` (0 to 100) goes. */
	readonly compression: readonly string[];
	/** Images in one request. */
	readonly maxN: number;
	/** In characters; unknown when absent. */
	readonly promptLength?: number;
	/** The most `partial_images` that a stream brings; no streaming when absent. */
	readonly maxPartials?: number;
	readonly edits?: EditRules;
	/** Whether `response_format` chooses between an address and the image itself; models without the choice refuse the field. */
	readonly responseFormat: boolean;
	readonly offers: Readonly<{ [P in 'azure' | 'openai']?: Offer }>;
	/** For a model that only Foundry has in this form; servers elsewhere that use its name speak OpenAI. */
	readonly foundry?: FoundryForm;
}

const standardSizes = ['auto', '1024x1024', '1536x1024', '1024x1536'];

const gptEdits: EditRules = {
	maxImages: 16,
	maxBytes: 50_000_000,
	formats: ['png', 'jpeg', 'webp'],
	mask: 'guide',
	maxMaskBytes: 4_000_000,
	imageField: 'image[]',
};

/**
 * The first GPT Image model (OpenAI's OpenAPI document, 2026-08-21). The mask steers and does not bind: "may not follow its exact shape" (OpenAI's
 * image guide). Azure's current REST reference has the same limits for reference images; its older ones say 25 MB.
 */
const gptImage1: ImageModel = {
	family: 'gpt-image-1',
	sizes: { kind: 'list', sizes: standardSizes },
	choices: {
		quality: ['auto', 'low', 'medium', 'high'],
		background: ['auto', 'opaque', 'transparent'],
		output_format: ['png', 'jpeg', 'webp'],
		moderation: ['auto', 'low'],
		input_fidelity: ['low', 'high'],
	},
	compression: ['jpeg', 'webp'],
	maxN: 10,
	promptLength: 32_000,
	maxPartials: 3,
	edits: gptEdits,
	responseFormat: false,
	offers: { openai: { until: '2026-10-23' }, azure: { until: '2026-10-23' } },
};

const withoutFidelity = without(gptImage1.choices, 'input_fidelity');

/**
 * Any size within bounds: multiples of 16, up to 3840x2160, 1:3 to 3:1, experimental above 2560x1440 (OpenAI's OpenAPI document, 2026-08-21); 655,360
 * to 8,294,400 pixels (Microsoft's image how-to, 2026-04). Transparency is a preview. `input_fidelity` is left out: sources differ on whether it is
 * refused, and without it these models look closely anyway.
 */
const gptImage2: ImageModel = {
	...gptImage1,
	family: 'gpt-image-2',
	sizes: {
		kind: 'free',
		suggested: [...standardSizes, '2048x2048', '2048x1152', '1152x2048', '3840x2160', '2160x3840'],
		rules: { multiple: 16, minEdge: 16, maxEdge: 3840, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
		experimentalAbove: 2560 * 1440,
	},
	choices: withoutFidelity,
	offers: { openai: {}, azure: { until: '2027-10-21' } },
};

/** As 2, with two more qualities (OpenAI's image guide and OpenAPI document as quoted by others, 2026-10). */
const gptImage25: ImageModel = {
	...gptImage2,
	family: 'gpt-image-2.5',
	choices: { ...gptImage2.choices, quality: ['auto', 'low', 'medium', 'high', 'xhigh', 'max'] },
	offers: { openai: {}, azure: {} },
};

const foundryModel = { choices: {}, compression: [], maxN: 1, responseFormat: false, offers: { azure: {} } } as const;

/** Bytes of a reference image are limited nowhere in Microsoft's pages: no more than OpenAI takes. */
const foundryEdits = { ...gptEdits, formats: ['png', 'jpeg'], mask: 'none', imageField: 'image' } as const satisfies EditRules;

/**
 * Sizes by pixels alone: a size that is left out is 1024x1024.
 * @param ratio no source has one for FLUX, so it is a cautious one; that of MAI-Image follows from its shortest edge
 */
function byPixels(suggested: readonly string[], maxPixels: number, multiple: number, minEdge: number, ratio?: number): SizeRule {
	const maxEdge = Math.floor(maxPixels / minEdge / multiple) * multiple;
	const rules = { multiple, minEdge, maxEdge, maxRatio: ratio ?? maxEdge / minEdge, minPixels: minEdge ** 2, maxPixels };
	return { kind: 'free', suggested: ['auto', ...suggested], rules, experimentalAbove: maxPixels };
}

/**
 * Microsoft's MAI-Image (azure-ai-docs, use-foundry-models-mai, 2026-09; the list of models sold by Azure, 2026-10): edges of 768 pixels and more,
 * one image a request, no mask, always PNG. Multiples of 16 and what a version adds: vercel/ai's Azure provider, 2026-11, and gateways' pages.
 */
function maiImage(version: string, sizes: SizeRule, more: Partial<ImageModel> = {}): ImageModel {
	return { ...foundryModel, family: `mai-image-${version}`, sizes, foundry: { route: 'mai' }, ...more };
}

const maiEdits: EditRules = { ...foundryEdits, maxImages: 5 };
const maiSizes = ['1024x1024', '1360x768', '768x1360', '1152x896', '896x1152'];
const mai25 = byPixels(maiSizes, 1_048_576, 16, 768);
const mai26 = byPixels([...maiSizes, '1536x1536', '1536x1024', '1024x1536'], 2_359_296, 16, 768);
const mai27 = byPixels([...maiSizes, '1536x1024', '1024x1536', '2048x2048'], 4_194_304, 16, 768);

/**
 * Black Forest Labs' FLUX (azure-ai-docs, use-foundry-models-flux, 2026-03; the list of models sold by Azure, 2026-10): paths, megapixels and how
 * many reference images. Multiples of 32 and edges of 256 pixels are the strictest of other hosts.
 */
function flux(family: string, path: string, sizes: SizeRule, references: number): ImageModel {
	const imagesApi = /^flux-(kontext|pro-1)/.test(path);
	return {
		...foundryModel,
		family,
		sizes,
		choices: { output_format: ['png', 'jpeg'] },
		...(references > 0 ? { edits: { ...foundryEdits, maxImages: references } } : {}),
		foundry: { route: 'flux', path, imagesApi, ...(sizes.kind === 'list' ? { byRatio: true } : {}) },
	};
}

const fluxSizes = ['1024x1024', '1536x1024', '1024x1536'];
const flux2Sizes = byPixels([...fluxSizes, '1920x1088', '1088x1920'], 4_000_000, 32, 256, 4);

/** By Foundry's ids, a dash in the place of a dot as deployments may have it. */
const foundryRows: ModelTable<ImageModel>['rows'] = [
	[/mai-image-2e?(?![\d._-]*\d)/, maiImage('2', mai25, { offers: { azure: { until: '2026-08-15' } } })],
	[/mai-image-2[._-]5/, maiImage('2.5', mai25, { edits: maiEdits })],
	[/mai-image-2[._-]6/, maiImage('2.6', mai26, { edits: maiEdits })],
	[/mai-image-2[._-]7/, maiImage('2.7', mai27, { edits: maiEdits, choices: { background: ['opaque', 'transparent'] } })],
	[/flux[._-]2-flex/, flux('flux.2-flex', 'flux-2-flex', flux2Sizes, 10)],
	[/flux[._-]2-pro/, flux('flux.2-pro', 'flux-2-pro', flux2Sizes, 8)],
	[
		/flux[._-]1-kontext-pro/,
		flux(
			'flux.1-kontext-pro',
			'flux-kontext-pro',
			{ kind: 'list', sizes: ['auto', '1024x1024', '1248x832', '832x1248', '1152x864', '864x1152'] },
			1,
		),
	],
	[/flux[._-]1[._-]1-pro/, flux('flux-1.1-pro', 'flux-pro-1.1', byPixels(['1024x1024', '1344x896', '896x1344'], 1_600_000, 32, 256, 4), 0)],
];

/**
 * The rows: a gateway may put something before a name. Dates: OpenAI's reference and deprecations page (2026-11), Microsoft's retirement schedule
 * (2026-09) and retired-models page (2026-04).
 */
const rows: ModelTable<ImageModel>['rows'] = [
	[
		/dall-?e-?2(?!\d)/,
		{
			family: 'dall-e-2',
			sizes: { kind: 'list', sizes: ['1024x1024', '512x512', '256x256'] },
			choices: {},
			compression: [],
			maxN: 10,
			promptLength: 1000,
			edits: { maxImages: 1, maxBytes: 4_000_000, formats: ['png'], mask: 'exact', maxMaskBytes: 4_000_000, imageField: 'image' },
			responseFormat: true,
			offers: { openai: { until: '2026-05-12' }, azure: { until: '2025-01-27' } },
		},
	],
	[
		/dall-?e-?3(?!\d)/,
		{
			family: 'dall-e-3',
			sizes: { kind: 'list', sizes: ['1024x1024', '1792x1024', '1024x1792'] },
			choices: { quality: ['standard', 'hd'], style: ['vivid', 'natural'] },
			compression: [],
			maxN: 1,
			promptLength: 4000,
			responseFormat: true,
			offers: { openai: { until: '2026-05-12' }, azure: { until: '2026-03-04' } },
		},
	],
	// "unsupported for gpt-image-1-mini" (input_fidelity, OpenAI's and Microsoft's references)
	[
		/gpt-image-1-mini/,
		{
			...gptImage1,
			family: 'gpt-image-1-mini',
			choices: withoutFidelity,
			offers: { openai: { until: '2026-12-01' }, azure: { until: '2027-04-07' } },
		},
	],
	[
		/gpt-image-1[._-]5(?!\d)|chatgpt-image-latest/,
		{
			...gptImage1,
			family: 'gpt-image-1.5',
			offers: { openai: { until: '2026-12-01' }, azure: { until: '2027-06-16' } },
		},
	],
	[/gpt-image-1(?![\d.])/, gptImage1],
	// SVG, animated GIF and `complexity` (low, medium, high; at no cost of its own): OpenAI's image guide and model page, 2026-11
	[
		/gpt-image-2[._-]6(?!\d)/,
		{
			...gptImage25,
			family: 'gpt-image-2.6',
			offers: { openai: {} },
			choices: {
				...gptImage25.choices,
				output_format: ['png', 'jpeg', 'webp', 'gif', 'svg'],
				complexity: ['low', 'medium', 'high'],
			},
		},
	],
	[/gpt-image-2[._-]5(?!\d)/, gptImage25],
	[/gpt-image-2(?![\d.])/, gptImage2],
	...foundryRows,
];

/** Prompt, model, n and size, which every server with this API accepts. */
const unknownModel: ImageModel = {
	family: 'unknown',
	sizes: { kind: 'unknown', suggested: ['auto', '512x512', '768x768', '1024x1024', '1536x1024', '1024x1536'] },
	choices: {},
	compression: [],
	maxN: 10,
	edits: { ...gptEdits, mask: 'unknown', imageField: 'image' },
	responseFormat: false,
	offers: {},
};

/** Whether these are the rules for unknown models. */
export function isUnknown({ family }: ImageModel): boolean {
	return family === unknownModel.family;
}

/** What a model accepts at a provider; for an unknown name, only what every model accepts. */
export function imageModel(id: string, provider: ImageProvider = 'openai'): ImageModel {
	const model = factsOf(imageTable, id) ?? unknownModel;
	return provider === 'azure' ? onAzure(model) : model.foundry ? unknownModel : model;
}

/**
 * Azure returns PNG and JPEG only and compresses JPEG only (its 2025-04-01-preview contract and how-to); `moderation` is in no contract of the
 * deployments route.
 */
function onAzure(model: ImageModel): ImageModel {
	const choices = without(model.choices, 'moderation');
	const formats = choices.output_format?.filter((format) => format === 'png' || format === 'jpeg');
	return {
		...model,
		choices: { ...choices, ...(formats ? { output_format: formats } : {}) },
		compression: model.compression.filter((format) => format === 'jpeg'),
	};
}

function without(choices: ImageModel['choices'], field: ChoiceFieldName): ImageModel['choices'] {
	return Object.fromEntries(Object.entries(choices).filter(([name]) => name !== field));
}

/** The table of image models. What is suggested: OpenAI's reference (2026-11), Microsoft's schedule and REST reference (2026-09). */
export const imageTable: ModelTable<ImageModel> = {
	rows,
	suggested: {
		azure: [
			...['gpt-image-2', 'gpt-image-2.5-sunburst', 'gpt-image-2.5-flare', 'gpt-image-1.5', 'gpt-image-1-mini', 'gpt-image-1', 'dall-e-3'],
			...['MAI-Image-2.6', 'MAI-Image-2.6-Flash', 'MAI-Image-2.7', 'MAI-Image-2.5', 'MAI-Image-2.5-Flash', 'MAI-Image-2.5-Pro'],
			...['FLUX.2-pro', 'FLUX.2-flex', 'FLUX.1-Kontext-pro', 'FLUX-1.1-pro'],
		],
		openai: [
			'gpt-image-2.6-sunburst',
			'gpt-image-2.6-flare',
			'gpt-image-2.5-sunburst',
			'gpt-image-2.5-flare',
			'gpt-image-2',
			'gpt-image-1.5',
			'gpt-image-1-mini',
			'gpt-image-1',
			'dall-e-3',
		],
	},
};

/** The suggested models, also those that a provider offers no more: deployments and servers may have them. Compatible servers borrow OpenAI's names. */
export function allImageModels(provider: ImageProvider): readonly string[] {
	return suggestedModels(imageTable, provider === 'compatible' ? 'openai' : provider);
}
