import { type Line, isSameSize, overlapX, width } from '../lines/line.ts';
import { continuesSentence } from './betweenLines.ts';
import { markerKind } from './markers.ts';

/** The most letters in a line of a note, and the fewest in a line of the text beside it. */
const longestNote = 40;
const proseLetters = 30;

/** The largest width of a note relative to the text beside it. */
const widestNote = 0.4;

/** The least gap between a note and its text, in em. */
const leastGap = 0.3;

/** The largest distance between the baselines of one text, in em. */
const widestLeading = 1.7;

/** The largest difference between the left edges of a text's lines, and between the right edges of justified ones, in em. */
const sameLeft = 0.1;
const sameRight = 0.1;

/** The number of an item, a section or a source, such as "3.1", "(iv)" or "[32]". */
const number = /^(?:\[.*\]|[(§]?\s?(?:[\d.]+|\p{L}{1,4}[).:]))$/u;

type Row = readonly Line[];
type Side = 'left' | 'right';

/**
 * Takes notes in the margin out of the paragraphs beside which they stand: those at the left come before their paragraph, and those at the right after it. Read row by
 * row, they would stand within its sentences. `rows` are from top to bottom, their lines from left to right.
 */
export function withMarginNotes(rows: readonly Row[]): Row[] {
	const texts = rows.map((row) => textOf(row));
	const notesBefore = new Map<number, Line[]>();
	const notesAfter = new Map<number, Line[]>();
	const left = [...rows];
	for (let i = 0; i < rows.length;) {
		const side = sideOf(rows[i]!);
		let end = i + 1;
		while (side && end < rows.length && sideOf(rows[end]!) === side && isBelow(texts[end - 1]!, texts[end]!)) {
			end++;
		}
		const beside = side ? Array.from({ length: end - i }, (_, k) => i + k) : [];
		const notes = beside.map((at) => rows[at]!.find((line) => line !== texts[at])!);
		if (side && beside.some((at) => goesOn(texts[at - 1], texts[at])) && areOutside(notes, texts.slice(Math.max(0, i - 1), end + 1))) {
			beside.forEach((at) => (left[at] = [texts[at]!]));
			const first = edgeOfParagraph(texts, i, -1);
			// A paragraph that goes on from the page before stays with its beginning.
			const isBefore = side === 'left' && !/^\p{Ll}/u.test(texts[first]!.text);
			const place = isBefore ? first : edgeOfParagraph(texts, end - 1, 1);
			const there = isBefore ? notesBefore : notesAfter;
			there.set(place, [...(there.get(place) ?? []), ...notes]);
		}
		i = end;
	}
	return left.flatMap((row, i) => [
		...(notesBefore.get(i) ?? []).map((note) => [note]),
		row,
		...(notesAfter.get(i) ?? []).map((note) => [note]),
	]);
}

/** The line of running text of a row that has no more than a note besides; undefined if it has none. */
function textOf(row: Row): Line | undefined {
	const [longest] = [...row].sort((a, b) => b.text.length - a.text.length);
	return row.length <= 2 && longest && longest.text.length >= proseLetters ? longest : undefined;
}

/** The side on which a row has what may be a note; undefined if there is none. */
function sideOf(row: Row): Side | undefined {
	const text = textOf(row);
	const note = row.find((line) => line !== text);
	if (!text || !note || row.length !== 2 || note.formula !== undefined || text.formula !== undefined || !isNote(note, text)) {
		return undefined;
	}
	return note.right < text.left ? 'left' : 'right';
}

/** Whether notes are beside all of these lines, unlike the last words of a justified line with wide gaps. */
function areOutside(notes: readonly Line[], texts: readonly (Line | undefined)[]): boolean {
	return notes.every((note) => texts.every((text) => !text || overlapX(note, text) <= 0));
}

function isNote(note: Line, text: Line): boolean {
	const gap = Math.max(note.left - text.right, text.left - note.right);
	const isNumber = markerKind(note.text) !== undefined || number.test(note.text) || /^[\d\s.,:%$€£¥()–-]+$/.test(note.text);
	return (
		gap > leastGap * text.size &&
		note.text.length <= longestNote &&
		width(note) < widestNote * width(text) &&
		!isNumber &&
		!note.rtl &&
		!text.rtl
	);
}

/** Whether a line is the next one of a text. */
function isBelow(before: Line, line: Line): boolean {
	const gap = line.baseline - before.baseline;
	return Math.abs(line.left - before.left) < sameLeft * line.size && isSameSize(before, line) && gap > 0 && gap < widestLeading * line.size;
}

/** Whether a paragraph goes on in a line: by its sentence, or because both lines are justified. */
function goesOn(before: Line | undefined, line: Line | undefined): boolean {
	return (
		before !== undefined &&
		line !== undefined &&
		isBelow(before, line) &&
		(continuesSentence(before, line) || Math.abs(before.right - line.right) < sameRight * line.size)
	);
}

/** The index of the first or the last row of a paragraph. */
function edgeOfParagraph(texts: readonly (Line | undefined)[], from: number, step: 1 | -1): number {
	let at = from;
	while (step < 0 ? goesOn(texts[at - 1], texts[at]) : goesOn(texts[at], texts[at + 1])) {
		at += step;
	}
	return step < 0 && isIndented(texts[at - 1], texts[at]) ? at - 1 : at;
}

/** Whether the line before is the indented first line of the same paragraph. */
function isIndented(first: Line | undefined, line: Line | undefined): boolean {
	return (
		first !== undefined &&
		line !== undefined &&
		first.left > line.left &&
		first.left - line.left < 3 * line.size &&
		goesOn({ ...first, left: line.left }, line)
	);
}
