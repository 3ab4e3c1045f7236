import type { Box } from '../../../../pdf/pageLayout.ts';
import { isSymbolFont } from '../../../../pdf/fontStyle.ts';
import type { Figure } from './figures.ts';
import { type Line, type Span, median, width, withText } from '../lines/line.ts';
import { isBulleted, splitMarker, tocEntry } from './markers.ts';
import { type Paragraph, isTick } from './paragraphs.ts';
import { isLarge, sectionDepth } from './sectionTitles.ts';
import type { Table } from '../tables/table.ts';
import { type Typography, headingLevel } from '../lines/typography.ts';

/** A block of a page's content. */
export type Block =
	| { readonly kind: 'heading'; readonly level: number; readonly lines: readonly Line[] }
	/** `breaks`: its line breaks are intended. */
	| { readonly kind: 'paragraph'; readonly lines: readonly Line[]; readonly breaks?: boolean }
	/** `marker` is written before it; its first `skip` letters are the document's own marker; `setIn` is its indentation in points. */
	| { readonly kind: 'item'; readonly marker: string; readonly skip: number; readonly setIn: number; readonly lines: readonly Line[] }
	/** A displayed formula in LaTeX. */
	| { readonly kind: 'formula'; readonly latex: string; readonly lines: readonly Line[] }
	| { readonly kind: 'code'; readonly lines: readonly Line[] }
	/** `continued`: its header is on the previous page. */
	| { readonly kind: 'table'; readonly table: Table; readonly continued?: boolean }
	| { readonly kind: 'figure'; readonly figure: Figure };

const captions =
	/^(?:\[)?(?:fig(?:ure)?|table|tab|abb(?:ildung)?|tabelle|listing|example|exhibit|chart|tableau|figura|tabla|표|그림|図|表)[\s.:\d]/i;

const numberedCaption =
	/^(?:fig(?:ure)?|table|tab|abb(?:ildung)?|tabelle|tableau|figura|tabla|рис(?:унок)?|таблица|表|図|图)\.?\s*[A-Z]?[-.]?\d/iu;

/** The most letters of a heading. */
const longestHeading = 200;
const longestBoldHeading = 120;

/** The least letters of a sentence, and how much larger than running text a sentence must be to be a heading. */
const sentenceLetters = 60;
const sentenceRatio = 1.4;

/** Whether a text ends like a sentence, with a mark that is not of an abbreviation as in names of companies: "Inc.", "S.A." */
function endsSentence(text: string): boolean {
	return /[.,;:!]["”)]?$/.test(text) && !/(?:\s(?:Inc|Ltd|Corp|Co|Cie|Bros|Jr|Sr)|\p{L}\.\s?\p{L})\.$/u.test(text);
}

/** Classifies a paragraph by its first word, its size and its style. `column` is the box of its column. */
export function blockOf({ lines, breaks = false }: Paragraph, column: Box, typography: Typography): Block {
	const first = lines[0]!;
	const setIn = first.rtl ? column.right - first.right : first.left - column.left;
	const text = lines.map((line) => line.text).join(' ');
	if (typography.monoIsRare && isCode(lines, text)) {
		return { kind: 'code', lines };
	}
	if (!breaks && (tocEntry.test(text) || isTick(first))) {
		const bullet = isBulleted(first.text) ? splitMarker(first.text) : undefined;
		return { kind: 'item', marker: '-', skip: bullet ? first.text.length - bullet.rest.length : 0, setIn, lines };
	}
	const found = first.spans[0]!.script ? undefined : splitMarker(first.text);
	// Small text with a star before it is a note.
	const marker = found && /^[*∗⁎]$/.test(found.marker) && first.size < 0.95 * typography.bodySize ? undefined : found;
	if (marker?.kind !== 'bullet' && !breaks) {
		const level = headingOf(lines, text, typography);
		if (level !== undefined) {
			return { kind: 'heading', level, lines };
		}
	}
	if (marker && marker.kind !== 'letter') {
		const skip = first.text.length - marker.rest.length;
		return { kind: 'item', marker: marker.kind === 'bullet' ? '-' : marker.marker, skip, setIn, lines };
	}
	return breaks ? { kind: 'paragraph', lines, breaks } : { kind: 'paragraph', lines };
}

/** Whether monospaced lines are code; a single line may be an address or a name, and lines behind a bullet are an item. */
function isCode(lines: readonly Line[], text: string): boolean {
	return (
		!isBulleted(text) &&
		lines.every(({ mono, spans }) => mono && !spans[0]!.script) &&
		(lines.length > 1 || lines[0]!.listing === true || (/\s/.test(text.trim()) && /[(){}[\];=<>$|]/.test(text)))
	);
}

function headingOf(lines: readonly Line[], text: string, typography: Typography): number | undefined {
	const isSigns = lines.every(({ font }) => isSymbolFont(font));
	if (!/\p{L}{2}|\p{Script=Han}/u.test(text) || isSigns || text.length > longestHeading || lines.length > 4) {
		return undefined;
	}
	const size = median(lines.map((line) => line.size));
	const level = headingLevel(size, typography);
	const sentence = text.length > sentenceLetters && /[.;,]$/.test(text.trim()) && size < sentenceRatio * typography.bodySize;
	const caption = numberedCaption.test(text) && size < sentenceRatio * typography.bodySize;
	if (level !== undefined && !sentence && !caption) {
		return level;
	}
	const bold = typography.boldIsRare && lines.every((line) => line.bold);
	const title = lines.length <= 3 && text.length <= longestBoldHeading && !endsSentence(text.trim()) && !captions.test(text);
	const depth = sectionDepth(lines, text, typography);
	if (depth === undefined && !(bold && title && isLarge(lines, typography))) {
		return undefined;
	}
	return Math.min(typography.headingSizes.length + (depth ?? 1), 6);
}

/** A bullet at the beginning of a formula, in LaTeX: a symbol of a font of formulas that touches the formula behind it. */
const latexBullet = /^\\(?:bullet|circ|cdot|diamond|ast|star|blacksquare|square|triangleright|blacktriangleright)(?![a-zA-Z])\s*/;

/** Removes the first letters of spans, which are the marker. */
export function withoutMarker(spans: readonly Span[], skip: number): Span[] {
	let left = skip;
	return spans.flatMap((span) => {
		const cut = Math.min(left, span.text.length);
		left -= cut;
		const rest = withText(span, span.text.slice(cut));
		return cut === span.text.length ? [] : [cut > 0 && rest.latex ? { ...rest, latex: rest.latex.replace(latexBullet, '') } : rest];
	});
}

/** The text of code lines, with the indentation and the empty lines of the page. */
export function codeText(lines: readonly Line[]): string {
	const letter = median(lines.map((line) => width(line) / Math.max(line.text.length, 1)));
	const left = Math.min(...lines.map((line) => line.left));
	const leading = median(
		lines
			.slice(1)
			.map((line, i) => line.baseline - lines[i]!.baseline)
			.filter((gap) => gap > 0),
	);
	return lines
		.map((line, i) => {
			const gap = i > 0 ? line.baseline - lines[i - 1]!.baseline : 0;
			const empty = leading > 0 && gap > 1.6 * leading ? '\n' : '';
			return `${empty}${' '.repeat(Math.max(0, Math.round((line.left - left) / Math.max(letter, 0.1))))}${line.text.trimEnd()}`;
		})
		.join('\n');
}
