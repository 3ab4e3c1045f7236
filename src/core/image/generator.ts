import type { ImageSettings } from './settings.ts';

/** A reference image of an edit. */
export interface ReferenceImage {
	readonly mediaType: 'image/png' | 'image/jpeg' | 'image/webp';
	readonly bytes: Uint8Array;
}

/** A request for images from a prompt. */
export interface GenerateRequest {
	readonly prompt: string;
	/** Settings as `repairSettings` returns them; fields that the model does not accept are not sent. */
	readonly settings: ImageSettings;
}

/** A request for images from a prompt and reference images. */
export interface EditRequest extends GenerateRequest {
	/** At least one; the mask belongs to the first. */
	readonly images: readonly ReferenceImage[];
	/** A PNG of the first image's size; transparent where the model may paint. */
	readonly mask?: Uint8Array;
}

/** The settings that the service says it used, in OpenAI's field names; absent if it does not say. */
export type ActualSettings = Readonly<Partial<Record<'size' | 'quality' | 'background' | 'output_format', string>>>;

/** Tokens that the service counted for billing. */
export interface ImageUsage {
	readonly input_tokens: number;
	readonly output_tokens: number;
	readonly total_tokens: number;
	readonly input_tokens_details?: { readonly text_tokens: number; readonly image_tokens: number };
	readonly output_tokens_details?: { readonly text_tokens: number; readonly image_tokens: number };
}

/** A preview of an image that is being drawn. */
export interface PartialImage {
	/** 0-based, in the order of drawing. */
	readonly partial_image_index: number;
	readonly bytes: Buffer;
}

/** A generated image. */
export interface GeneratedImage {
	/** 0-based, within the request. */
	readonly index: number;
	/** A whole image file, in the format that its content shows. */
	readonly bytes: Buffer;
	/** The prompt as the service rewrote it. */
	readonly revised_prompt?: string;
	readonly actual: ActualSettings;
	/** Whether it is only a preview: the answer ended before the image came. */
	readonly unfinished?: true;
}

/** An image whose answer has only its address. */
export interface ImageElsewhere extends Omit<GeneratedImage, 'bytes' | 'unfinished'> {
	readonly url: URL;
}

/** The result of a request. */
export interface GenerationResult {
	readonly images: readonly GeneratedImage[];
	/** Images that were not downloaded, because the user has not agreed to their hosts or because it failed; then `failures` says why. */
	readonly elsewhere: readonly ImageElsewhere[];
	/** Why requested images are missing; never for all of them. */
	readonly failures: readonly Error[];
	/** Of the whole request. */
	readonly usage?: ImageUsage;
}

/** Cancellation and callbacks of a request. */
export interface GenerateOptions {
	readonly signal: AbortSignal;
	readonly onPartial?: (image: PartialImage) => void;
	/** Called with each image as soon as it has arrived, and awaited before the next one. The image is paid for: keep it. */
	readonly onImage?: (image: GeneratedImage) => void | Promise<void>;
	/** The same for an image that is only known by its address, even after the signal has aborted. */
	readonly onElsewhere?: (image: ImageElsewhere) => void | Promise<void>;
}

/** Turns a prompt into images. */
export interface ImageGenerator {
	/**
	 * @throws {FoveaError} with a code that says why there is no image; images that `onImage` was given before are good
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	generate(request: GenerateRequest, options: GenerateOptions): Promise<GenerationResult>;
	/**
	 * As `generate`, from reference images.
	 * @throws {FoveaError} `editsUnsupported` where the route or the model has no edits
	 */
	edit(request: EditRequest, options: GenerateOptions): Promise<GenerationResult>;
}
