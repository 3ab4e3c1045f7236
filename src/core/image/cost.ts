import { parseSize } from '../../shared/imageSize.ts';
import type { ImageUsage } from './generator.ts';
import type { ImageProvider } from './models.ts';
import { type ImagePrices, pricesOf } from './prices.ts';
import type { ImageSettings } from './settings.ts';

/** What a request is expected to cost, in USD. */
export interface CostEstimate {
	readonly from: number;
	/** More than `from` when the service chooses the quality or the size. */
	readonly to: number;
	/** Whether reference images, whose price is not known before, are charged in addition. */
	readonly atLeast: boolean;
	/** Whether these are OpenAI's prices or those that others quote, for a service that publishes none. */
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
	const prices = pricesOf(model, provider);
	const { images: table, tokens } = prices ?? {};
	const { size = 'auto', quality = 'auto', n = 1 } = settings;
	const flat = prices && flatPrice(prices, size);
	const isDallE = table !== undefined && 'standard' in table;
	const found = Object.entries(table ?? {})
		.filter(([name]) => name === (quality === 'auto' && isDallE ? 'standard' : quality) || (quality === 'auto' && !isDallE))
		.flatMap(([, sizes]) => Object.entries(sizes))
		.filter(([name]) => name === (size === 'auto' && isDallE ? '1024x1024' : size) || (size === 'auto' && !isDallE))
		.map(([, usd]) => usd * n)
		.concat(flat === undefined ? [] : [flat * n]);
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
 * The cost of a finished request, in USD: by the tokens that the service counted, or per image for models that count none. Undefined when no price is
 * known, or nothing was counted.
 * @param images how many images arrived
 */
export function actualCost(priced: Priced, usage: ImageUsage | undefined, images: number): number | undefined {
	const rates = pricesOf(priced.model, priced.provider)?.tokens;
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

/** Of an image whose price is not by quality; one without a size has 1024x1024 pixels. */
function flatPrice({ perImage, perMegapixel }: ImagePrices, size: string): number | undefined {
	const { width, height } = parseSize(size) ?? { width: 1024, height: 1024 };
	return perMegapixel === undefined ? perImage : (perMegapixel * width * height) / 1e6;
}
