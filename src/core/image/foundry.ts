import { parseSize } from '../../shared/imageSize.ts';
import { type RequestBody, jsonBody } from '../net/requestBody.ts';
import { multipartBody } from '../net/multipart.ts';
import type { EditRequest, GenerateRequest } from './generator.ts';
import type { ImageModel } from './models.ts';
import { referenceFile } from './referenceFile.ts';

/** The fields of a request for MAI-Image or FLUX on Foundry. */
export type FoundryFields = Record<string, string | number>;

/**
 * A request for MAI-Image: `size` and `n` would be ignored, and most other fields of OpenAI's refused. Without both edges the image is 1024x1024
 * (Microsoft's how-to, 2026-09; vercel/ai's Azure provider, 2026-11).
 */
export function maiFields({ prompt, settings: { size, background } }: GenerateRequest, model: string, rules: ImageModel): FoundryFields {
	const isOffered = background !== undefined && rules.choices.background?.includes(background);
	return { model, prompt, ...edges(size), ...(isOffered ? { background } : {}) };
}

/** A form: several reference images have the same name. Sizes are left to the service, because versions before 2.6 refuse them here. */
export function maiEditBody({ prompt, images }: EditRequest, model: string): RequestBody {
	return multipartBody(
		[
			['model', model],
			['prompt', prompt],
		],
		images.map((image, index) => referenceFile(image, index, 'image')),
	);
}

/**
 * A request for FLUX: `size` would be ignored (BerriAI/litellm#36644). Kontext has a ratio in its place (Microsoft's how-to, 2026-03). `n` is sent
 * because a body without it was answered with 500.
 */
export function fluxFields({ prompt, settings }: GenerateRequest, model: string, { foundry, choices }: ImageModel): FoundryFields {
	const { size, output_format: format } = settings;
	const byRatio = foundry?.route === 'flux' && foundry.byRatio === true;
	const isOffered = format !== undefined && choices.output_format?.includes(format);
	return { model, prompt, n: 1, ...(byRatio ? ratio(size) : edges(size)), ...(isOffered ? { output_format: format } : {}) };
}

/** The same request with the reference images in base64: `input_image`, `input_image_2`, … */
export function fluxEditBody(request: EditRequest, model: string, rules: ImageModel): RequestBody {
	const images = request.images.map(({ bytes }, index) => [
		index === 0 ? 'input_image' : `input_image_${index + 1}`,
		Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
	]);
	return jsonBody({ ...fluxFields(request, model, rules), ...Object.fromEntries(images) });
}

function edges(size: string | undefined): FoundryFields {
	const parsed = size === undefined ? undefined : parseSize(size);
	return parsed ? { width: parsed.width, height: parsed.height } : {};
}

/** `1248x832` is `3:2`. */
function ratio(size: string | undefined): FoundryFields {
	const parsed = size === undefined ? undefined : parseSize(size);
	const common = parsed ? greatestDivisor(parsed.width, parsed.height) : 1;
	return parsed ? { aspect_ratio: `${parsed.width / common}:${parsed.height / common}` } : {};
}

function greatestDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestDivisor(b, a % b);
}
