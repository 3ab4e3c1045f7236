/** The letters of a word, the digits of a number, a run of one character, line ends, or any other character that is not a space. */
const pieces = /[A-Za-z\u00c0-\u024f]+|\d+|([^\sA-Za-z\d])\1*|\n+|[^\s]/gu;

/**
 * Estimates how many tokens a language model counts in a text, for models whose tokenizer is not available; rather a little too high. Takes linear time.
 * A Latin word has one token per six letters, a number one per three digits (as in OpenAI's `o200k_base`), other scripts one per character.
 */
export function estimateTokens(text: string): number {
	let tokens = 0;
	for (const [piece, sign] of text.matchAll(pieces)) {
		const first = piece.charCodeAt(0);
		const isDigit = first >= 0x30 && first <= 0x39;
		if (sign !== undefined) {
			// Runs of rules or dots take few tokens; characters of other scripts take one each.
			tokens += first < 0x80 ? Math.ceil(piece.length / 4) : piece.length;
		} else {
			tokens += isDigit ? Math.ceil(piece.length / 3) : first === 0x0a ? 1 : Math.ceil(piece.length / 6);
		}
	}
	return tokens;
}
