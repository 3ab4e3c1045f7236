import type { Box } from '../../../../pdf/pageLayout.ts';
import { breaksOff, continuesSentence, dividesWord, hangsBehindMarker, roomAfter, setIn } from './betweenLines.ts';
import { groupsOf } from './lineGroups.ts';
import { type Line, around, width } from '../lines/line.ts';
import { isBulleted, splitMarker, tocEntry } from './markers.ts';
import { type Typography, footnoteRatio, headingLevel } from '../lines/typography.ts';

/** The lines of a paragraph, from top to bottom. */
export interface Paragraph {
	readonly lines: readonly Line[];
	/** Whether its line breaks are intentional, as in verse and addresses. */
	readonly breaks?: boolean;
}

/** The least indentation of a line, in em. */
const indent = 0.7;

/** Divides the lines of one column, from top to bottom, into paragraphs. */
export function paragraphsOf(lines: readonly Line[], column: Box, typography: Typography): Paragraph[] {
	return groupsOf(lines, column).flatMap((group) =>
		headingLevel(group[0]!.size, typography) === undefined && hasMeantBreaks(group, column)
			? withBreaks(group, typography)
			: splitGroup(group, typography),
	);
}

/** The most lines of an address. */
const longestAddress = 8;

/** The fewest lines of verse, and the least share of them that have room for the first word of the next line. */
const shortestVerse = 4;
const leastEarly = 0.6;

/** The largest difference between the right edges of lines that are aligned there, in em. */
const sameEdge = 0.3;

/**
 * Whether line breaks are intentional because lines have room for the next word: lines that are much shorter than the column, as in an address, or most
 * lines, as in verse, where sentences do not end with the lines.
 */
function hasMeantBreaks(group: readonly Line[], column: Box): boolean {
	const { left, right } = around(group);
	const breaks = group.length - 1;
	if (breaks < 1 || group.some((line, i) => line.mono || (i > 0 && dividesWord(group[i - 1]!, line)))) {
		return false;
	}
	const isFlushRight =
		group.every((line) => right - line.right < sameEdge * line.size) &&
		group.some((line) => line.left - left > line.size) &&
		isRaggedLeft(group);
	const roomFor = (line: Line) => (isFlushRight && !line.rtl ? line.left - left : right - line.right);
	const early = group.slice(1).filter((line, i) => roomFor(group[i]!) > line.firstWidth + 0.3 * line.size).length;
	const isAddress = right - left < 0.5 * width(column) && group.length <= longestAddress && early * 3 >= breaks && early > 0;
	const sentences = group.filter(({ text }) => /[.:;!?。]["”’)]?$/.test(text.trimEnd())).length;
	const isMarked = group.some(({ text }) => splitMarker(text) !== undefined || tocEntry.test(text));
	const isVerse = group.length >= shortestVerse && !isMarked && early >= leastEarly * breaks && sentences < 0.5 * group.length;
	return isAddress || isVerse;
}

/** Whether no left edge is that of most lines, as it is in justified text of which one line begins further out; two lines may be equally long. */
function isRaggedLeft(group: readonly Line[]): boolean {
	const alike = (line: Line) => group.filter((other) => Math.abs(other.left - line.left) < sameEdge * line.size).length;
	return group.every((line) => alike(line) <= Math.max(2, group.length / 2));
}

/** Splits lines with intentional breaks at lines that have a marker or are bold; each of these is a paragraph. */
function withBreaks(group: readonly Line[], { boldIsRare }: Typography): Paragraph[] {
	const paragraphs: { lines: Line[]; breaks: boolean }[] = [];
	for (const line of group) {
		const alone = splitMarker(line.text) !== undefined || tocEntry.test(line.text) || isTick(line) || (line.bold && boldIsRare);
		const last = paragraphs.at(-1);
		if (last?.breaks && !alone) {
			last.lines.push(line);
		} else {
			paragraphs.push({ lines: [line], breaks: !alone });
		}
	}
	return paragraphs.map(({ lines, breaks }) => (breaks && lines.length > 1 ? { lines, breaks } : { lines }));
}

/** Whether a line begins with a tick box. */
export function isTick({ text }: Line): boolean {
	return /^[☐☑☒]\s*\S/u.test(text);
}

function splitGroup(group: readonly Line[], typography: Typography): Paragraph[] {
	const edges: Box = {
		left: Math.min(...group.map(({ left }) => left)),
		right: Math.max(...group.map(({ right }) => right)),
		top: 0,
		bottom: 0,
	};
	const paragraphs: Line[][] = [];
	const hanging = areHanging(group, edges);
	group.forEach((line, i) => {
		const current = paragraphs.at(-1);
		if (current && !begins(line, current, group[i + 1], edges, hanging, typography)) {
			current.push(line);
		} else {
			paragraphs.push([line]);
		}
	});
	return paragraphs.map((lines) => ({ lines }));
}

/**
 * Whether all lines of paragraphs except the first are indented, as in bibliographies: then they follow full lines, while indented first lines follow
 * the short last lines of other paragraphs. Undefined if that cannot be determined.
 */
function areHanging(group: readonly Line[], edges: Box): boolean | undefined {
	let [full, short] = [0, 0];
	group.slice(1).forEach((line, i) => {
		const before = group[i]!;
		if (setIn(line, edges) > setIn(before, edges) + indent * line.size && setIn(before, edges) < indent * line.size) {
			if (roomAfter(before, edges) > line.firstWidth + 0.3 * line.size) {
				short++;
			} else {
				full++;
			}
		}
	});
	return short > full ? false : full >= short + 2 ? true : undefined;
}

/** Whether a line begins a new paragraph and does not continue `current`. */
function begins(
	line: Line,
	current: readonly Line[],
	after: Line | undefined,
	edges: Box,
	hanging: boolean | undefined,
	typography: Typography,
): boolean {
	const before = current.at(-1)!;
	const first = current[0]!;
	if (line.mono && before.mono && typography.monoIsRare && !isBulleted(line.text)) {
		return false;
	}
	if (splitMarker(line.text) && !isAccidentalMarker(line, current, edges)) {
		return true;
	}
	if (isBareNumber(line, current) || isTick(line) || countsOn(first.text, line.text)) {
		return true;
	}
	if (tocEntry.test(before.text) || isNextNote(line, current, edges, typography)) {
		return true;
	}
	// No sentence begins with a comma, and no paragraph begins within a word.
	if (/^[,;]\s/.test(line.text) || dividesWord(before, line)) {
		return false;
	}
	if (isNextHeading(line, first, typography)) {
		return true;
	}
	if (hangsBehindMarker(line, first) && before.italic === line.italic && before.bold === line.bold) {
		return false;
	}
	if (isFontBreak(line, current) || isBoldBreak(line, current, typography)) {
		return true;
	}
	if (headingLevel(line.size, typography) !== undefined) {
		return false;
	}
	if (isCentered(line, edges) && (isCentered(before, edges) || goesOnCentred(before, line, edges))) {
		return false;
	}
	const startOf = (one: Line) => setIn(one, edges);
	if (goesOnRagged(before, line, edges)) {
		return false;
	}
	if (roomAfter(before, edges) > line.firstWidth + 0.3 * line.size + 0.02 * width(edges)) {
		return true;
	}
	const em = indent * line.size;
	if (startOf(line) > startOf(before) + em) {
		// Indented: a new paragraph, unless a sentence goes on, or the current one has a hanging indent, as items and bibliographies have.
		if (goesOnSetIn(before, line)) {
			return false;
		}
		const marked = splitMarker(first.text) !== undefined;
		const goesOn = after !== undefined && Math.abs(startOf(after) - startOf(line)) < em;
		const hangs = (hanging ?? goesOn) || (marked && (!after || splitMarker(after.text) !== undefined));
		return before !== first || !hangs || (marked && startOf(line) < startOf(first) + em);
	}
	if (startOf(line) < startOf(before) - em) {
		// Outdented: the next paragraph with a hanging indent, unless the line before is an indented first line.
		return before !== first;
	}
	return false;
}

/** The least room at the end of a note's last line, in em: more than the uneven edge of justified text. */
const roomAfterNote = 0.5;

/** Whether a line begins the next footnote or affiliation. In running text, the numbers of verses stand at the beginning of lines too, behind full ones. */
function isNextNote(line: Line, current: readonly Line[], edges: Box, { bodySize }: Typography): boolean {
	const [first, next] = [noteMark(current[0]!), noteMark(line)];
	const ends = roomAfter(current.at(-1)!, edges) > roomAfterNote * line.size || isCentered(line, edges);
	const isSmall = line.size < footnoteRatio * bodySize && first !== next && !current.some(hasNoteWithin);
	return first !== undefined && next !== undefined && (ends || isSmall);
}

/** The raised mark of a note. */
const noteSign = /^[\p{L}\p{N}∗*⋆†‡§¶]{1,3}$/u;

/** Whether a note begins within a line, as where notes are set as one paragraph. */
function hasNoteWithin({ spans }: Line): boolean {
	return spans.some(({ script, text }, i) => i > 0 && script === 'super' && /\s$/.test(spans[i - 1]!.text) && noteSign.test(text));
}

/** The raised mark or the mark of a note with which a line begins, if any. */
function noteMark({ spans, text }: Line): string | undefined {
	const [{ script, text: start }] = spans as [Line['spans'][number]];
	return script === 'super' && noteSign.test(start.trim()) ? start.trim() : /^([∗⋆†‡¶]+)\s*\p{L}/u.exec(text)?.[1];
}

/** The word and the number at the beginning of a paragraph of a law: "Section 4.", "Art. 12", "§ 3". */
const counted = /^(§|\p{L}+\.?)\s?(\d{1,4})(?=[.:)]?\s)/u;

/** Whether two texts begin with the same word and consecutive numbers. */
function countsOn(first: string, next: string): boolean {
	const [, word, number] = counted.exec(first) ?? [];
	const [, nextWord, nextNumber] = counted.exec(next) ?? [];
	return word !== undefined && word === nextWord && Number(nextNumber) === Number(number) + 1;
}

/** Whether a line is a bare number at the position of item markers: an item without text. */
function isBareNumber(line: Line, [first]: readonly Line[]): boolean {
	return /^\d{1,3}[.)]$/.test(line.text.trim()) && /^\d{1,3}[.)]/.test(first!.text) && Math.abs(first!.left - line.left) < 0.5 * line.size;
}

/** Whether the marker at the beginning of a line is part of a sentence, such as a number at its end. */
function isAccidentalMarker(line: Line, current: readonly Line[], edges: Box): boolean {
	const marker = splitMarker(line.text)!;
	const before = current.at(-1)!;
	const item = splitMarker(current[0]!.text);
	if (item?.kind === marker.kind && Math.abs(current[0]!.left - line.left) < 0.5 * line.size) {
		return false;
	}
	const full = edges.right - before.right < line.firstWidth + 0.3 * line.size;
	const sentenceGoesOn = !/[.:;!?)”"]$/.test(before.text.trimEnd());
	return marker.kind !== 'bullet' && full && sentenceGoesOn && Math.abs(line.left - before.left) < 0.5 * line.size;
}

/** Whether a line is in another font than the paragraph. */
function isFontBreak(line: Line, current: readonly Line[]): boolean {
	const before = current.at(-1)!;
	const uniform = (one: Line) => one.spans.every((span) => span.font === one.font || !/[\p{L}\p{N}]/u.test(span.text));
	return (
		before.font !== line.font &&
		uniform(before) &&
		uniform(line) &&
		before.bold === line.bold &&
		before.italic === line.italic &&
		!continuesSentence(before, line)
	);
}

/** Whether bold text begins or ends between a paragraph and a line; bold lines are a heading. */
function isBoldBreak(line: Line, current: readonly Line[], { boldIsRare }: Typography): boolean {
	if (!boldIsRare) {
		return false;
	}
	const before = current.at(-1)!;
	const opening = line.spans[0]!;
	if (opening.bold && /[:.]\s*$/.test(opening.text) && !before.spans.at(-1)!.bold && /[.:!?]["”’)]?$/.test(before.text.trimEnd())) {
		return true;
	}
	const allBold = current.every(({ bold }) => bold);
	if (allBold && !line.bold) {
		return !opening.bold;
	}
	return line.bold && !current.some(({ bold }) => bold) && !before.spans.at(-1)!.bold && !continuesSentence(before, line);
}

/** For text with manual line breaks: the least width of the text, in em, and the least share of it that a line fills if its sentence continues. */
const handBroken = { least: 20, fills: 0.7 };

/** Whether a sentence continues in the next line although there was room for its first word, as in text with manual line breaks. */
function goesOnRagged(before: Line, line: Line, edges: Box): boolean {
	const [start, next] = [setIn(before, edges), setIn(line, edges)];
	return (
		width(edges) > handBroken.least * line.size &&
		width(before) > handBroken.fills * width(edges) &&
		Math.abs(start - next) < 0.1 * line.size &&
		continuesSentence(before, line)
	);
}

/** The least width of a line whose sentence goes on in an indented one, in em: shorter lines may be a list. */
const shortestGoingOn = 15;

/** Whether a sentence goes on in an indented line, as that of a definition or a note does; an entry of a list may end with a number. */
function goesOnSetIn(before: Line, line: Line): boolean {
	const sameStyle = before.italic === line.italic || before.spans.at(-1)!.italic === line.spans[0]!.italic;
	return width(before) > shortestGoingOn * line.size && sameStyle && breaksOff(before) && continuesSentence(before, line);
}

function isCentered(line: Line, edges: Box): boolean {
	return Math.min(line.left - edges.left, edges.right - line.right) > line.size && isBalanced(line, edges);
}

/** Whether a line is equally far from both edges. */
function isBalanced(line: Line, edges: Box): boolean {
	return Math.abs(line.left - edges.left - (edges.right - line.right)) < line.size * 0.8;
}

/** Whether a centered text continues in the next, shorter line. */
function goesOnCentred(before: Line, line: Line, edges: Box): boolean {
	const sameStyle = before.bold === line.bold && before.italic === line.italic;
	return sameStyle && isBalanced(before, edges) && continuesSentence(before, line) && !before.text.trimEnd().endsWith(',');
}

const sectionNumber = /^\d{1,2}(?:\.\d{1,2}){1,4}\.?\s+\p{Lu}/u;

/** Whether all words of a line are italic, or none. */
function isUniform({ spans, italic }: Line): boolean {
	return spans.every((span) => span.italic === italic || !/[\p{L}\p{N}]/u.test(span.text));
}

/** Whether a line is a heading of its own after another heading: it has a number, or another style. */
function isNextHeading(line: Line, first: Line, typography: Typography): boolean {
	const isHeading = (one: Line) => headingLevel(one.size, typography) !== undefined || (typography.boldIsRare && one.bold);
	return (
		isHeading(line) &&
		isHeading(first) &&
		((sectionNumber.test(line.text) && /^\d/.test(first.text)) ||
			(line.bold === first.bold && line.italic !== first.italic && isUniform(line) && isUniform(first)))
	);
}
