import { type ImageProvider, imageModel, isUnknown } from './models.ts';

/** What a model costs. */
export interface ImagePrices {
	/** USD per million tokens. */
	readonly tokens?: { readonly textIn: number; readonly imageIn: number; readonly imageOut: number; readonly textOut?: number };
	/** USD per image, by quality and size, if known before the request. */
	readonly images?: Readonly<Record<string, Readonly<Record<string, number>>>>;
	/** USD per image of any size, if known before the request. */
	readonly perImage?: number;
	/** USD per million pixels, if pixels are charged. */
	readonly perMegapixel?: number;
}

const threeSizes = (square: number, tall: number, wide = tall) => ({ '1024x1024': square, '1024x1536': tall, '1536x1024': wide });

/** MAI-Image counts a token for 1,024 pixels. */
const mai = (textIn: number, imageIn: number, imageOut: number): ImagePrices => ({
	tokens: { textIn, imageIn, imageOut },
	perMegapixel: imageOut / 1024,
});

/**
 * By a model's name, the first match counts. In a file of its own, because the table of models is part of what VS Code loads at its start.
 *
 * OpenAI's are without batch and cache discounts. dall-e: OpenAI's price page as others kept it (kevinhermawan/Canvas, 2023-12). gpt-image-1,
 * -1-mini, 2.6: OpenAI's model pages (2026-11). 1.5: alasano/gpt-image-playground (2026-06), images by Runware and APIYI. 2: the same playground; images
 * by OpenAI's calculator as quoted in its forum and by others (2026-04). 2.5: APIYI, who say at the launch of 2.6 that rates are unchanged (2026-11).
 * 2.5 and 2.6 have no published price per image.
 *
 * MAI-Image 2, 2e: Microsoft's announcement (promptfoo/promptfoo#9595); 2.5-Flash: Azure's retail meters (pollinations/pollinations#14469); 2.5, 2.5-Pro:
 * Portkey-AI/models#813, #921; 2.6, 2.7: gateways that pass Microsoft's prices on (2026-11); 2.7-Flash has none. FLUX: BerriAI/litellm's table for Azure
 * (2026-11).
 */
const rows: readonly (readonly [name: RegExp, prices: ImagePrices | undefined])[] = [
	[/dall-?e-?2(?!\d)/, { images: { standard: { '256x256': 0.016, '512x512': 0.018, '1024x1024': 0.02 } } }],
	[
		/dall-?e-?3(?!\d)/,
		{
			images: {
				standard: { '1024x1024': 0.04, '1792x1024': 0.08, '1024x1792': 0.08 },
				hd: { '1024x1024': 0.08, '1792x1024': 0.12, '1024x1792': 0.12 },
			},
		},
	],
	[
		/gpt-image-1-mini/,
		{
			tokens: { textIn: 2, imageIn: 2.5, imageOut: 8 },
			images: { low: threeSizes(0.005, 0.006), medium: threeSizes(0.011, 0.015), high: threeSizes(0.036, 0.052) },
		},
	],
	[
		/gpt-image-1[._-]5(?!\d)|chatgpt-image-latest/,
		{
			tokens: { textIn: 5, imageIn: 8, imageOut: 32, textOut: 10 },
			images: { low: threeSizes(0.009, 0.013), medium: threeSizes(0.034, 0.051, 0.05), high: threeSizes(0.133, 0.2) },
		},
	],
	[
		/gpt-image-1(?![\d.])/,
		{
			tokens: { textIn: 5, imageIn: 10, imageOut: 40 },
			images: { low: threeSizes(0.011, 0.016), medium: threeSizes(0.042, 0.063), high: threeSizes(0.167, 0.25) },
		},
	],
	[/gpt-image-2[._-][56](?!\d)/, { tokens: { textIn: 5, imageIn: 8, imageOut: 30 } }],
	[
		/gpt-image-2(?![\d.])/,
		{
			tokens: { textIn: 5, imageIn: 8, imageOut: 30, textOut: 10 },
			images: { low: threeSizes(0.006, 0.005), medium: threeSizes(0.053, 0.041), high: threeSizes(0.211, 0.165) },
		},
	],
	[/mai-image-2e/, mai(5, 5, 19.5)],
	[/mai-image-2[._-]5-flash/, mai(1.75, 1.75, 19.5)],
	[/mai-image-2[._-]5-pro/, mai(5, 8, 106)],
	[/mai-image-2[._-]5/, mai(5, 8, 47)],
	[/mai-image-2[._-]6-flash/, mai(1.75, 2.5, 19)],
	[/mai-image-2[._-]6/, mai(5, 8, 38)],
	[/mai-image-2[._-]7-flash/, undefined],
	[/mai-image-2[._-]7/, mai(5, 8, 34)],
	[/mai-image-2/, mai(5, 5, 33)],
	[/flux[._-]2-flex/, { perMegapixel: 0.05 }],
	[/flux/, { perImage: 0.04 }],
];

/** A model's list prices; undefined if none are known, as for compatible servers. */
export function pricesOf(model: string, provider: ImageProvider): ImagePrices | undefined {
	const isKnown = provider !== 'compatible' && !isUnknown(imageModel(model, provider));
	return isKnown ? rows.find(([name]) => name.test(model.toLowerCase()))?.[1] : undefined;
}
