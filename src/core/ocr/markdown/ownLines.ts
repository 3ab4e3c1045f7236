/**
 * Adds the empty lines that the blocks of an inserted text need around them. A single line that is not a block, such as a formula, stays unchanged.
 * @param text markdown or LaTeX
 * @param before the text before it, from the start of the line above
 * @param after the text after it, up to the end of the line below
 */
export function onOwnLines(text: string, before: string, after: string): string {
	const isBlock = text.includes('\n') || /^(?:#{1,6} |[-*+>] |\d{1,9}[.)] |\||\\(?:section|begin)\b)/.test(text);
	const above = before.split('\n').reverse();
	const below = after.split('\n');
	return isBlock ? gap(above) + text + gap(below) : text;
}

/** The line ends that are missing for an empty line: two within a line with text, one if the next line has text. */
function gap([own = '', next = '']: readonly string[]): string {
	return own.trim() !== '' ? '\n\n' : next.trim() !== '' ? '\n' : '';
}
