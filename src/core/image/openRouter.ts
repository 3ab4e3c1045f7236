import { parseSize } from '../../shared/imageSize.ts';
import { type RequestBody, jsonBody } from '../net/requestBody.ts';
import type { EditRequest, GenerateRequest } from './generator.ts';
import { dataUri } from './inlineImages.ts';

/** Hosts of OpenRouter. */
export const openRouterHost = /(^|\.)openrouter\.ai$/;

/** The ratios that models there offer, not all of them by each model (clients of its image API, 2026-08). */
const ratios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

/**
 * A request to OpenRouter's image API, `POST /api/v1/images`, which has no `/images/generations` (Jamailar/Beav#21, BerriAI/litellm#34908). Models
 * refuse fields that they do not have, and nearly all have a ratio in place of a size: only what was chosen is sent, and PNG is the default of all of
 * them.
 */
export function openRouterFields({ prompt, settings }: GenerateRequest, model: string): Record<string, string | number> {
	const { n, size, quality, background, output_format: format, output_compression: compression } = settings;
	const chosen = { quality, background, output_format: format === 'png' ? undefined : format, aspect_ratio: ratioOf(size) };
	return {
		model,
		prompt,
		...(n === undefined ? {} : { n }),
		...Object.fromEntries(
			Object.entries(chosen).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== 'auto'),
		),
		...(compression === undefined || chosen.output_format === undefined ? {} : { output_compression: compression }),
	};
}

/** The same with reference images as data URIs. There is no field for a mask. */
export function openRouterEditBody(request: EditRequest, fields: Readonly<Record<string, unknown>>): RequestBody {
	const references = request.images.map(({ mediaType, bytes }) => ({
		type: 'image_url',
		image_url: { url: dataUri(mediaType, bytes) },
	}));
	return jsonBody({ ...fields, input_references: references });
}

/** The ratio closest to that of a size; undefined if the service chooses. */
function ratioOf(size: string | undefined): string | undefined {
	const parsed = size === undefined ? undefined : parseSize(size);
	if (!parsed) {
		return undefined;
	}
	const distance = (ratio: string) => {
		const [width = 1, height = 1] = ratio.split(':').map(Number);
		return Math.abs(Math.log(parsed.width / parsed.height / (width / height)));
	};
	return ratios.toSorted((a, b) => distance(a) - distance(b))[0];
}
