const slugCharacters = 60;
/** Bytes. File names can have 255; this leaves room for what a template puts around the slug. */
const slugBytes = 180;
const altCharacters = 200;

/**
 * A short, readable part of a file name, made from a prompt in any script: letters, marks and digits in lower case, words joined by hyphens. `image`
 * if the prompt has none of these.
 */
export function promptSlug(prompt: string): string {
	const words = prompt
		.normalize('NFC')
		.toLowerCase()
		.normalize('NFC')
		.replace(/['’\p{Cf}\p{Me}\ufe00-\ufe0f]/gu, '')
		.replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
		.replace(/(^|-)\p{M}+/gu, '$1')
		.replace(/-+/g, '-')
		.replace(/^-|-$/g, '');
	return cutAtWord(words, slugCharacters, '-', slugBytes) || 'image';
}

/** A prompt as the alternative text of its image: one line without control characters, at most 200 characters. */
export function altText(prompt: string): string {
	// Bidirectional overrides could make the document's own text read differently.
	const line = prompt
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')
		.trim();
	return characters(line).length > altCharacters ? `${cutAtWord(line, altCharacters - 1, ' ')}…` : line;
}

/** As many whole words as fit; part of the first word if it alone is too long, or if the script has no spaces between words. */
function cutAtWord(text: string, most: number, gap: string, bytes = Infinity): string {
	const kept = characters(text).slice(0, most);
	while (Buffer.byteLength(kept.join('')) > bytes) {
		kept.pop();
	}
	const cut = kept.join('');
	const boundary = cut.lastIndexOf(gap);
	const inWord = cut.length < text.length && text[cut.length] !== gap;
	const shortened = inWord && boundary > cut.length / 2 ? cut.slice(0, boundary) : cut;
	return shortened.endsWith(gap) ? shortened.slice(0, -gap.length) : shortened;
}

/** Characters as a reader counts them: a letter together with its marks. */
function characters(text: string): string[] {
	return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}
