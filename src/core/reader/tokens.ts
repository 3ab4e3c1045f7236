/** Letters of one word, digits of one number, a run of one sign, a line end, anything else that is not a space. */
const pieces = /[A-Za-z\u00c0-\u024f]+|\d+|([^\sA-Za-z\d])\1*|\n+|[^\s]/gu;

/**
 * About how many tokens a language model counts in a text, for models whose tokenizer is not at hand: rather a few too many. Linear in its length.
 * Words of Latin letters have a token for six letters, numbers one for three digits (as in OpenAI's `o200k_base`), other scripts one a character.
 */
export function estimateTokens(text: string): number {
	let tokens = 0;
	for (const [piece, sign] of text.matchAll(pieces)) {
		const first = piece.charCodeAt(0);
		const isDigit = first >= 0x30 && first <= 0x39;
		if (sign !== undefined) {
			// Runs of rules and dots are few tokens; signs of other scripts are one each.
			tokens += first < 0x80 ? Math.ceil(piece.length / 4) : piece.length;
		} else {
			tokens += isDigit ? Math.ceil(piece.length / 3) : first === 0x0a ? 1 : Math.ceil(piece.length / 6);
		}
	}
	return tokens;
}
