/**
 * Text to be inserted, with the empty lines that its blocks need around them. Text of one line that is no block of its own, such as a formula, stays as it is.
 * @param text markdown or LaTeX
 * @param before what is before it, from the start of the line above
 * @param after what is behind it, up to the end of the line below
 */
export function onOwnLines(text: string, before: string, after: string): string {
	const isBlock = text.includes('\n') || /^(?:#{1,6} |[-*+>] |\d{1,9}[.)] |\||\\(?:section|begin)\b)/.test(text);
	const above = before.split('\n').reverse();
	const below = after.split('\n');
	return isBlock ? gap(above) + text + gap(below) : text;
}

/** The line ends that are missing to an empty line: two within a line that has text, one where the next line has some. */
function gap([own = '', next = '']: readonly string[]): string {
	return own.trim() !== '' ? '\n\n' : next.trim() !== '' ? '\n' : '';
}
