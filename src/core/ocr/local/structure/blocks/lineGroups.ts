import type { Box } from '../../../../pdf/pageLayout.ts';
import { breaksOff, continuesSentence, dividesWord, hangsBehindMarker, roomAfter } from './betweenLines.ts';
import { type Line, around, isSameSize, overlapX, width } from '../lines/line.ts';
import { splitMarker } from './markers.ts';

/** The least line distance that ends a paragraph, relative to the usual one. */
const looseLeading = 1.3;

/** The largest distance of lines that are set widely throughout, in em, and how much their distances differ. */
const widestLeading = 2.7;
const sameLeading = 0.08;

/** The least width of a full line of a text that is narrower than its column, in em. */
const shortestFull = 20;

/** Lines on either side that are looked at. */
const nearLines = 8;

/** Groups lines of one column at the usual distance, or at one as wide as that of their neighbours, and in one size. */
export function groupsOf(lines: readonly Line[], column: Box): Line[][] {
	const leading = leadings(lines);
	const groups: Line[][] = [];
	lines.forEach((line, i) => {
		const before = lines[i - 1];
		const gap = before ? line.baseline - before.baseline : 0;
		if (
			before &&
			((isSameSize(before, line) && goesOnInFont(line, groups.at(-1)!)) || goesOnBehindTerm(line, groups.at(-1)!)) &&
			!before.endsWithValue &&
			overlapX(before, line) > 0 &&
			gap > 0 &&
			(gap < looseLeading * leading(line) || isWidelySet(lines, i, column)) &&
			!isApart(lines, i)
		) {
			groups.at(-1)!.push(line);
		} else {
			groups.push([line]);
		}
	});
	return groups;
}

/**
 * Whether a text begins in line `at`: it is further from the line before than one of the two is from its other neighbour. On slides, most paragraphs have one line,
 * so that the usual distance is the one between paragraphs.
 */
function isApart(lines: readonly Line[], at: number): boolean {
	const [before, line, next] = [lines[at - 1]!, lines[at]!, lines[at + 1]];
	const gap = line.baseline - before.baseline;
	// A hanging indent shows where texts begin, and only in comparison with the lines around it.
	const hangs = next !== undefined && next.left > line.left + 0.5 * line.size;
	const isCloser = (above: Line | undefined, below: Line | undefined) => {
		if (!above || !below || above.font !== below.font || !isSameSize(above, below) || overlapX(above, below) <= 0) {
			return false;
		}
		const other = below.baseline - above.baseline;
		return other > line.size && gap > looseLeading * other;
	};
	return (
		!line.mono &&
		!hangs &&
		!continuesSentence(before, line) &&
		!dividesWord(before, line) &&
		(isCloser(lines[at - 2], before) || isCloser(line, next))
	);
}

/** The usual distance of baselines for each font size. */
function leadings(lines: readonly Line[]): (line: Line) => number {
	const bySize = new Map<number, number[]>();
	lines.slice(1).forEach((line, i) => {
		const before = lines[i]!;
		const gap = line.baseline - before.baseline;
		if (isSameSize(before, line) && gap > 0.7 * line.size && gap < 2.2 * line.size) {
			const key = Math.round(line.size);
			bySize.set(key, [...(bySize.get(key) ?? []), gap]);
		}
	});
	return ({ size }) => {
		const gaps = bySize.get(Math.round(size)) ?? [];
		// The lower quartile: distances within paragraphs, even if most paragraphs have one line.
		const sorted = [...gaps].sort((a, b) => a - b);
		return Math.min(sorted[sorted.length >> 2] ?? 1.25 * size, 1.9 * size);
	};
}

/** Whether a line is code as the one before, or a part of prose whose code, an address for example, fills whole lines. */
function goesOnInFont(line: Line, group: readonly Line[]): boolean {
	const before = group.at(-1)!;
	return (
		before.mono === line.mono ||
		(group.some(({ mono }) => !mono) && (!line.mono || before.spans.at(-1)!.mono || endsSentence(line, before)))
	);
}

/** Whether a line of code ends with a sign of the sentence that the line before began. */
function endsSentence({ spans }: Line, before: Line): boolean {
	const last = spans.at(-1)!;
	return spans.length > 1 && !last.mono && /\S/.test(last.text) && !/[.:;!?]$/.test(before.text.trimEnd());
}

/** Whether a line is the text of an item that begins with code, which is often set smaller. */
function goesOnBehindTerm(line: Line, group: readonly Line[]): boolean {
	const first = group[0]!;
	return (
		group.length === 1 &&
		!line.mono &&
		first.spans[0]!.mono &&
		first.size > 0.85 * line.size &&
		first.size < 1.15 * line.size &&
		hangsBehindMarker(line, first)
	);
}

/** Whether a full line goes on in line `at` at the same wide distance as the lines before or after, as in double-spaced text. */
function isWidelySet(lines: readonly Line[], at: number, column: Box): boolean {
	const [before, line] = [lines[at - 1]!, lines[at]!];
	const gapAbove = (i: number) => (lines[i] && lines[i - 1] ? lines[i].baseline - lines[i - 1]!.baseline : 0);
	const gap = gapAbove(at);
	const isLikeIt = (other: number) => Math.abs(other - gap) < sameLeading * gap;
	let [first, last] = [at, at];
	while (at - first < nearLines && isLikeIt(gapAbove(first - 1))) {
		first--;
	}
	while (last - at < nearLines && isLikeIt(gapAbove(last + 1))) {
		last++;
	}
	// Paragraphs of one line each have such distances, too, but no line that begins within a sentence.
	const goesOn = lines.slice(first, last + 1).some(({ text }) => /^[\p{Ll}\p{Lo}]/u.test(text) && splitMarker(text) === undefined);
	// The text may be narrower than its column.
	const isWithin = width(before) > shortestFull * line.size && breaksOff(before);
	const edges = isWithin ? around(lines.slice(first - 1, last + 1)) : column;
	const isFull = roomAfter(before, edges) < line.firstWidth + 0.3 * line.size;
	return isFull && gap < widestLeading * line.size && last > first && goesOn;
}
