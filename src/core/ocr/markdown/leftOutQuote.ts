import { escapeBlockStart, inlineMarkdown, noEmphasis } from '../local/structure/write/inline.ts';
import { safeMarkdown } from './safeMarkdown.ts';

/** Lines of a PDF's own text that a service left out, as a quotation that says what it is. */
export function leftOutQuote(lines: readonly string[]): string {
	const plain = { font: '', bold: false, italic: false, mono: false };
	const text = lines.map((line) => escapeBlockStart(inlineMarkdown([{ ...plain, text: line }], noEmphasis))).join('\\\n> ');
	const pieces = safeMarkdown(`> **The service left out this text of the page:**\n>\n> ${text}`, new Map(), () => undefined);
	return pieces.filter((piece) => typeof piece === 'string').join('');
}
