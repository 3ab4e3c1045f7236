/** What failures of image services know about themselves, beyond those of `ErrorFacts`; the same rules hold. */
export interface ImageErrorFacts {
	/** The prompt, a reference image or the result was refused. */
	contentFiltered: {
		readonly host: string;
		/** Of a fixed list of names; empty when the service named none. */
		readonly categories: readonly ContentCategory[];
		/** What was refused: the request, or the image that was drawn. */
		readonly stage?: 'input' | 'output';
		/** How the service had rewritten the prompt. Its words: shown as text in the panel only, never in a notification or a log. */
		readonly revisedPrompt?: string;
	};
	/** 403: Azure has blocked the whole resource for a time because of what it was asked; asking again makes it longer. */
	resourceBlocked: { readonly host: string };
	/** 403: OpenAI gives this model to verified organizations only. */
	organizationUnverified: { readonly host: string; readonly model: string };
	/** No model or deployment of this name; `retired` is the date since which the provider has it no more, `alternatives` what it has. */
	modelNotFound: { readonly host: string; readonly model: string; readonly retired?: string; readonly alternatives: readonly string[] };
	/** The model exists and does not draw, or does not edit. */
	modelUnsuitable: { readonly host: string; readonly model: string };
	/** A field that the model does not know: its name when it is one of ours. */
	unknownParameter: { readonly host: string; readonly field?: string };
	/** A field whose value the model does not take. */
	rejectedSetting: { readonly host: string; readonly field: string };
	/** The account has no money or quota left: waiting does not help. */
	quotaExhausted: { readonly host: string };
	/** 200 without an image. */
	noImage: { readonly host: string };
	/** The answer is an address that leads away from the service. */
	downloadRefused: { readonly host: string };
	/** The route has no edits. */
	editsUnsupported: { readonly host: string; readonly model: string };
}

export type ImageErrorCode = keyof ImageErrorFacts;

/** What content filters of OpenAI and Azure name as the reason. */
export const contentCategories = [
	'sexual',
	'sexual_minors',
	'violence',
	'hate',
	'self_harm',
	'harassment',
	'illicit',
	'jailbreak',
	'profanity',
	'custom_blocklists',
	'protected_material',
	'indirect_attack',
] as const;

export type ContentCategory = (typeof contentCategories)[number];

/** A `FoveaError` in all but its table of codes: same name, same shape. */
export class ImageError<C extends ImageErrorCode = ImageErrorCode> extends Error {
	override readonly name = 'FoveaError';

	constructor(
		readonly code: C,
		readonly facts: ImageErrorFacts[C],
		message: string = code,
		options?: ErrorOptions,
	) {
		super(message, options);
	}
}
