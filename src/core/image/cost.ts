import type { ImageUsage } from './generator.ts';
import { type ImageProvider, imageModel } from './models.ts';
import type { ImageSettings } from './settings.ts';

/** Last compared with its sources on 2026-11-22. */
interface Prices {
	/** USD per million tokens. */
	readonly tokens?: { readonly textIn: number; readonly imageIn: number; readonly imageOut: number; readonly textOut?: number };
	/** USD per image, by quality and size, for the estimate before a request. */
	readonly images?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const threeSizes = (square: number, tall: number, wide = tall) => ({ '1024x1024': square, '1024x1536': tall, '1536x1024': wide });

/**
 * OpenAI's list prices by family, without batch and cache discounts. dall-e: OpenAI's price page as others kept it (kevinhermawan/Canvas,
 * 2023-12). gpt-image-1, -1-mini, 2.6: OpenAI's model pages (2026-11). 1.5: alasano/gpt-image-playground (2026-06), images by Runware and APIYI.
 * 2: the same playground; images by OpenAI's calculator as quoted in its forum and by others (2026-04). 2.5: APIYI, who say at the launch of 2.6
 * that rates are unchanged (2026-11). 2.5 and 2.6 have no published price per image.
 */
const prices: Readonly<Record<string, Prices>> = {
	'dall-e-2': { images: { standard: { '256x256': 0.016, '512x512': 0.018, '1024x1024': 0.02 } } },
	'dall-e-3': {
		images: {
			standard: { '1024x1024': 0.04, '1792x1024': 0.08, '1024x1792': 0.08 },
			hd: { '1024x1024': 0.08, '1792x1024': 0.12, '1024x1792': 0.12 },
		},
	},
	'gpt-image-1': {
		tokens: { textIn: 5, imageIn: 10, imageOut: 40 },
		images: { low: threeSizes(0.011, 0.016), medium: threeSizes(0.042, 0.063), high: threeSizes(0.167, 0.25) },
	},
	'gpt-image-1-mini': {
		tokens: { textIn: 2, imageIn: 2.5, imageOut: 8 },
		images: { low: threeSizes(0.005, 0.006), medium: threeSizes(0.011, 0.015), high: threeSizes(0.036, 0.052) },
	},
	'gpt-image-1.5': {
		tokens: { textIn: 5, imageIn: 8, imageOut: 32, textOut: 10 },
		images: { low: threeSizes(0.009, 0.013), medium: threeSizes(0.034, 0.051, 0.05), high: threeSizes(0.133, 0.2) },
	},
	'gpt-image-2': {
		tokens: { textIn: 5, imageIn: 8, imageOut: 30, textOut: 10 },
		images: { low: threeSizes(0.006, 0.005), medium: threeSizes(0.053, 0.041), high: threeSizes(0.211, 0.165) },
	},
	'gpt-image-2.5': { tokens: { textIn: 5, imageIn: 8, imageOut: 30 } },
	'gpt-image-2.6': { tokens: { textIn: 5, imageIn: 8, imageOut: 30 } },
};

/** What a request is expected to cost, in USD. */
export interface CostEstimate {
	readonly from: number;
	/** More than `from` when the service chooses the quality or the size. */
	readonly to: number;
	/** Whether reference images, whose price is not known before, are charged in addition. */
	readonly atLeast: boolean;
	/** Whether these are OpenAI's prices, for a service that publishes none. */
	readonly approximate: boolean;
}

/** What a request's price depends on. */
export interface Priced {
	/** The model's id, not the deployment's name. */
	readonly model: string;
	readonly provider: ImageProvider;
	readonly settings: ImageSettings;
	/** How many reference images are sent. */
	readonly references: number;
}

/** Estimates the cost of a request; undefined when no price is known. The few tokens of the prompt are ignored. */
export function estimateCost({ model, provider, settings, references }: Priced): CostEstimate | undefined {
	const { images: table, tokens } = pricesAt(model, provider) ?? {};
	const { size = 'auto', quality = 'auto', n = 1 } = settings;
	const isDallE = table !== undefined && 'standard' in table;
	const found = Object.entries(table ?? {})
		.filter(([name]) => name === (quality === 'auto' && isDallE ? 'standard' : quality) || (quality === 'auto' && !isDallE))
		.flatMap(([, sizes]) => Object.entries(sizes))
		.filter(([name]) => name === (size === 'auto' && isDallE ? '1024x1024' : size) || (size === 'auto' && !isDallE))
		.map(([, usd]) => usd * n);
	return found.length === 0
		? undefined
		: {
				from: Math.min(...found),
				to: Math.max(...found),
				atLeast: references > 0 && tokens !== undefined,
				approximate: provider === 'azure',
			};
}

/**
 * The cost of a finished request, in USD: by the tokens that the service counted, or per image for models that count none. Undefined when no price
 * is known, or nothing was counted.
 * @param images how many images arrived
 */
export function actualCost(priced: Priced, usage: ImageUsage | undefined, images: number): number | undefined {
	const rates = pricesAt(priced.model, priced.provider)?.tokens;
	if (!rates) {
		const each = estimateCost({ ...priced, settings: { ...priced.settings, n: 1 } });
		return each && each.from === each.to && !each.atLeast ? each.from * images : undefined;
	}
	if (!usage) {
		return undefined;
	}
	const { input_tokens: input, output_tokens: output, input_tokens_details: inputs, output_tokens_details: outputs } = usage;
	// Without the parts: a prompt alone is text, next to reference images it hardly counts.
	const textIn = inputs?.text_tokens ?? (priced.references > 0 ? 0 : input);
	const textOut = outputs?.text_tokens ?? 0;
	const perMillion =
		textIn * rates.textIn +
		(input - textIn) * rates.imageIn +
		textOut * (rates.textOut ?? rates.imageOut) +
		(output - textOut) * rates.imageOut;
	return perMillion / 1e6;
}

function pricesAt(model: string, provider: ImageProvider): Prices | undefined {
	return provider === 'compatible' ? undefined : prices[imageModel(model).family];
}
