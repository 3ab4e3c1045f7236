import { randomUUID } from 'node:crypto';
import { type ImageFamily, isGptImage } from './families.ts';
import { filterResults } from './imageErrors.ts';
import type { ImageTask } from './imageRequest.ts';

/** An image in an answer. */
export interface AnswerImage {
	/** How it is handed over. */
	readonly as: { readonly b64_json: string } | { readonly url: string };
	/** Held back by the content filter for these categories: the entry has everything but the image. */
	readonly filtered?: readonly string[];
}

/** The body of a whole answer. */
export function imagesResponse(task: ImageTask, images: readonly AnswerImage[], isAzure: boolean): object {
	const created = Math.floor(Date.now() / 1000);
	const { family, route, model, prompt } = task;
	if (route === 'inference') {
		return {
			id: randomUUID(),
			object: 'image.generation',
			created,
			model,
			data: images.map(({ as }, index) => ({ image: 'b64_json' in as ? as.b64_json : as.url, seed: index })),
			usage: { image_generations: images.length },
		};
	}
	if (route === 'mai' || route === 'flux') {
		return makersResponse(task, images, created);
	}
	const data = images.map(({ as, filtered }) => ({
		...(family === 'dall-e-3' ? { revised_prompt: revised(prompt) } : {}),
		...(filtered ? {} : as),
		...(isAzure ? { content_filter_results: filterResults(filtered ?? [], false), prompt_filter_results: filterResults([], true) } : {}),
	}));
	// An image of several that was held back is missing; Azure leaves its entry.
	const kept = data.filter((_, i) => isAzure || images[i]!.filtered === undefined);
	return isGptImage(family) ? { created, ...echo(task), data: kept, usage: usage(task, images.length) } : { created, data: kept };
}

/** MAI-Image counts a token for 1,024 pixels (vercel/ai's Azure provider); FLUX has the address that it leaves empty, and counts nothing. */
function makersResponse(
	{ route, model, prompt, width, height, images: references }: ImageTask,
	images: readonly AnswerImage[],
	created: number,
) {
	const data = images.map(({ as }) => as);
	const usage = {
		num_output_tokens: Math.round((width * height) / 1024),
		num_input_text_tokens: Math.max(1, Math.ceil(prompt.length / 4)),
		num_input_image_tokens: references.length * 1024,
	};
	return route === 'mai'
		? { created, model, size: `${width}x${height}`, data, usage }
		: { created, data: data.map((as) => ('url' in as ? as : { ...as, url: null })) };
}

/** A preview, as an event of a stream. */
export function partialEvent(task: ImageTask, index: number, base64: string): string {
	return event(`${eventName(task)}.partial_image`, { b64_json: base64, ...streamed(task), partial_image_index: index });
}

/** The image, as an event of a stream. With several images each comes with its own usage, which no source describes. */
export function completedEvent(task: ImageTask, base64: string): string {
	return event(`${eventName(task)}.completed`, { b64_json: base64, ...streamed(task), usage: usage(task, 1) });
}

/** `error` events are described for other routes; the body is that of a refusal. */
export function errorEvent(body: object): string {
	return event('error', body);
}

function event(type: string, data: object): string {
	return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

function eventName({ task }: ImageTask): string {
	return task === 'edits' ? 'image_edit' : 'image_generation';
}

function streamed(task: ImageTask): object {
	return { created_at: Math.floor(Date.now() / 1000), ...echo(task) };
}

function echo({ transparent, format, quality, width, height }: ImageTask): object {
	return { background: transparent ? 'transparent' : 'opaque', output_format: format, quality, size: `${width}x${height}` };
}

/** dall-e-3 rewrote every prompt. */
function revised(prompt: string): string {
	return `A detailed picture, as the emulator would put it: ${prompt}`;
}

/** Tokens of a square of 1024 pixels by quality. gpt-image-1: OpenAI's guide; the later ones: list price of an image by that of a token. */
const squareTokens: Readonly<Record<string, { readonly first: number; readonly later: number }>> = {
	low: { first: 272, later: 200 },
	medium: { first: 1056, later: 1767 },
	high: { first: 4160, later: 7033 },
	xhigh: { first: 4160, later: 10_550 },
	max: { first: 4160, later: 14_066 },
};

/**
 * Tokens as GPT Image counts them: output by area and 100 for each preview (OpenAI's guide), a token for four characters of the prompt, and for
 * each image to edit 65 and 129 for every 512 pixels square once its shorter edge is 512 (the same guide), here always four of them; high
 * fidelity adds 4160.
 */
function usage(task: ImageTask, count: number): object {
	const { family, quality, width, height, partials, stream, prompt, images, inputFidelity } = task;
	const { first, later } = squareTokens[quality]!;
	const square = isFirstGeneration(family) ? first : later;
	const drawn = Math.round((square * width * height) / 2 ** 20) + (stream ? 100 * partials : 0);
	const text = Math.max(1, Math.ceil(prompt.length / 4));
	const image = images.length * (65 + 4 * 129 + (inputFidelity === 'high' ? 4160 : 0));
	const output = drawn * count;
	return {
		total_tokens: text + image + output,
		input_tokens: text + image,
		output_tokens: output,
		input_tokens_details: { text_tokens: text, image_tokens: image },
		...(isFirstGeneration(family) ? {} : { output_tokens_details: { text_tokens: 0, image_tokens: output } }),
	};
}

function isFirstGeneration(family: ImageFamily): boolean {
	return family.startsWith('gpt-image-1');
}
