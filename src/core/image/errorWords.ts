/** Reads errors from the sentences of services that have no code for them. The results are only numbers and our own names. */

/** A request's fields, in OpenAI's names. */
const fields = [
	'model',
	'prompt',
	'n',
	'size',
	'quality',
	'style',
	'background',
	'output_format',
	'output_compression',
	'moderation',
	'input_fidelity',
	'complexity',
	'stream',
	'partial_images',
	'response_format',
	'image',
	'mask',
] as const;

/** Our field with this name; `image[0]` is `image`. */
export function ourField(name: string | undefined): string | undefined {
	const plain = name?.replace(/[[.].*$/, '');
	return fields.find((field) => field === plain);
}

/**
 * The unknown field that a service names, which can be any text: OpenAI, now and before; xAI (obot-platform/obot#2995); Google behind OpenAI's API
 * (yym68686/uni-api#129).
 */
export function unknownFieldIn(words: string): string | undefined {
	const found =
		/(?:unknown parameter|unrecognized request arguments? supplied|(?:unsupported parameter|argument not supported)|unknown name)s?:? ?['"`]?([a-z_]{1,40})/i;
	return found.exec(words)?.[1];
}

/** Fields whose names are also common words; they only count in quotation marks. */
const onlyInQuotes: readonly string[] = ['model', 'prompt', 'n', 'image', 'style', 'moderation', 'complexity'];

/** A size by its two numbers, or by one of its sides, in quotation marks. */
const sizeInWords = /(['"`])(?:\d{2,5}x\d{2,5}|width|height)\1/g;

/**
 * The field whose value is refused, if only one is named: in quotation marks, by a word that is not common, or by its value, where that can only be
 * a size (pollinations/pollinations#5037, Microsoft's MAI-Image).
 */
export function settingInWords(sentences: string): string | undefined {
	const words = sentences.replace(sizeInWords, "'size'");
	const quoted = fields.filter((field) => new RegExp(`['"\`]${field}['"\`]`).test(words));
	const spoken = fields.filter(
		(field) =>
			!onlyInQuotes.includes(field) &&
			new RegExp(`\\b${field.replace('_', '[_ ]')}${field === 'stream' ? '(?:ing)?' : ''}\\b`, 'i').test(words),
	);
	const found = quoted.length > 0 ? quoted : spoken.includes('stream') ? ['stream'] : spoken;
	return found.length === 1 ? found[0] : undefined;
}

/** Whether a service says that it does not have the model (openai/codex#25966, nearai/ironclaw#2450). */
export function modelIsMissing(words: string): boolean {
	return /\bmodel\b[^.\n]{0,20}['"`][^'"`\n]{1,200}['"`] (?:does not exist|not found|is not found)/i.test(words);
}
