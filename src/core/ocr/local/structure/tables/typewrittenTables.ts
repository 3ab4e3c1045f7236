import { type Line, median, overlapX, overlapY, signsIn, width, withText } from '../lines/line.ts';
import { findAlignedTables } from './alignedTables.ts';
import type { FoundTables } from './ruledTables.ts';
import { type Table, isNumber, rowsOf } from './table.ts';

/** The least share of a page's text that is monospaced, and the largest share of its lines that end like code. */
const leastMono = 0.8;
const mostCode = 0.1;
const codeEnd = /[;{}]$/;

/** Characters that stand for lines. */
const rule = /^[-=_](?:[-=_ ]*[-=_]){2,}$/;
const separators = /(?<=^| )[*|!¦](?= |$)/g;

/** Dots from a name to its numbers. */
const dots = /^(?:\.{3,}|…+)$/;

/** How many rows on either side are compared, the fewest that have a gap at the same place, and the largest distance of two rows in em. */
const nearRows = 4;
const fewestRows = 2;
const farthest = 2.6;

/** The least part of a gap of two spaces that the gaps of two rows share, in letters. */
const leastShared = 0.6;

/** The least share of numbers among the cells behind the first ones, where nothing else tells a table from columns of text. */
const leastNumbers = 0.3;

/** A part of a line, from one character to another. */
interface Piece {
	readonly line: Line;
	readonly from: number;
	readonly to: number;
	readonly left: number;
	readonly right: number;
}

/** The rows above a row, and those below it. */
type Neighbours = readonly (readonly (readonly Piece[])[])[];

/** Finds the tables of a page in typewriter letters, whose columns have at least two spaces between them at the same place in several rows. */
export function findTypewrittenTables(lines: readonly Line[]): FoundTables {
	const mono = lines.filter((line) => line.mono && line.text.length > 0 && !line.level && line.formula === undefined);
	const code = mono.filter(({ text }) => codeEnd.test(text.trimEnd()));
	if (mono.length === 0 || signsIn(mono) < leastMono * signsIn(lines) || code.length > mostCode * mono.length) {
		return { tables: [], rest: lines };
	}
	const rules = mono.filter(({ text }) => rule.test(text.trim()));
	const rows = rowsOf(mono.filter((line) => !rules.includes(line)))
		.map((row) => row.flatMap(piecesOf))
		.filter((row) => row.length > 0);
	const cells = rows.flatMap((row, i) => dividedRow(row, near(rows, i)));
	const lineOf = new Map(cells.map((piece) => [cellOf(piece), piece.line] as const));
	// Where wide gaps alone make a longer table, that one is right.
	const longer = findAlignedTables(mono).tables;
	const isPart = (table: Table) => longer.some((other) => overlapY(other, table) > 0 && other.rows.length > table.rows.length);
	const tables = findAlignedTables([...lineOf.keys()]).tables.filter((table) => haveNumbers(table) && !isPart(table));
	const used = new Set(tables.flatMap((table) => [...table.titles, ...table.rows.flat(2)]));
	const divided = new Set([...used].map((cell) => lineOf.get(cell)!));
	const left = [...lineOf].flatMap(([cell, line]) => (divided.has(line) && !used.has(cell) ? [cell] : []));
	const isDrawn = (line: Line) => tables.some((table) => isBeside(line, table));
	return {
		tables,
		rest: [...lines.filter((line) => !divided.has(line) && !(rules.includes(line) && isDrawn(line))), ...left],
	};
}

/** The texts of a line between gaps of two spaces or more. */
function piecesOf(line: Line): Piece[] {
	return [...line.text.replace(separators, ' ').matchAll(/\S+(?: \S+)*/g)].map(({ 0: text, index }) =>
		pieceOf(line, index, index + text.length),
	);
}

function pieceOf(line: Line, from: number, to: number): Piece {
	const letter = letterOf(line);
	return { line, from, to, left: line.left + from * letter, right: line.left + to * letter };
}

function letterOf(line: Line): number {
	return width(line) / line.text.length;
}

/** The rows close above a row, and those close below it. */
function near(rows: readonly (readonly Piece[])[], index: number): Neighbours {
	return [-1, 1].map((step) => {
		const found: (readonly Piece[])[] = [];
		for (let i = index + step; i >= 0 && i < rows.length && Math.abs(i - index) <= nearRows; i += step) {
			const [{ line }, { line: last }] = [rows[i]![0]!, rows[i - step]![0]!];
			if (Math.abs(line.baseline - last.baseline) > farthest * line.size) {
				break;
			}
			found.push(rows[i]!);
		}
		return found;
	});
}

/** A row's texts, joined where other rows have no gap, and divided between two numbers where they have one. */
function dividedRow(row: readonly Piece[], neighbours: Neighbours): Piece[] {
	const pieces: Piece[] = [];
	for (const piece of row.flatMap((one) => dividedNumbers(one, neighbours))) {
		const last = pieces.at(-1);
		if (last && last.line === piece.line && !isShared(last.right, piece.left, neighbours, letterOf(piece.line))) {
			pieces[pieces.length - 1] = pieceOf(piece.line, last.from, piece.to);
		} else {
			pieces.push(piece);
		}
	}
	return pieces;
}

/** Numbers with a single space between them. */
function dividedNumbers(piece: Piece, neighbours: Neighbours): Piece[] {
	const words = [...piece.line.text.slice(piece.from, piece.to).matchAll(/\S+/g)].map(({ 0: text, index }) =>
		pieceOf(piece.line, piece.from + index, piece.from + index + text.length),
	);
	return neighbours.some((side) => side.length >= fewestRows) && words.every((word) => isNumber(textOf(word)) || dots.test(textOf(word)))
		? words
		: [piece];
}

/** Whether most of the rows above or below have a gap where two texts of a row have one. */
function isShared(left: number, right: number, neighbours: Neighbours, letter: number): boolean {
	return neighbours.some((side) => {
		const gaps = side.filter((row) =>
			row.slice(1).some((piece, i) => Math.min(piece.left, right) - Math.max(row[i]!.right, left) > leastShared * letter),
		);
		const crossing = side.filter((row) => row.some((piece) => piece.left < left + 0.5 * letter && piece.right > right - 0.5 * letter));
		return gaps.length >= fewestRows && gaps.length > crossing.length;
	});
}

function textOf({ line, from, to }: Piece): string {
	return line.text.slice(from, to);
}

/** The piece as a line of its own. */
function cellOf(piece: Piece): Line {
	const { line, from, to, left, right } = piece;
	const text = textOf(piece);
	if (text === line.text) {
		return line;
	}
	let start = 0;
	const spans = line.spans.flatMap((span) => {
		const part = span.text.slice(Math.max(0, from - start), Math.max(0, to - start));
		start += span.text.length;
		return part === '' ? [] : [withText(span, part)];
	});
	return { ...line, text, spans, left, right, firstWidth: text.split(' ')[0]!.length * letterOf(line), secondLeft: undefined };
}

/** Whether there are numbers, and the columns are no chance: at most one has a single text. */
function haveNumbers({ rows }: Table): boolean {
	const single = rows[0]!.filter((_, column) => rows.filter((row) => row[column]!.length > 0).length < 2);
	const cells = rows.slice(1).flatMap((row) => row.slice(1).flat());
	return single.length < 2 && cells.filter(({ text }) => isNumber(text)).length > leastNumbers * cells.length;
}

/** Whether a line of such characters is within a table, or close above or below it. */
function isBeside(line: Line, table: Table): boolean {
	const size = median(table.rows.flat(2).map((cell) => cell.size));
	return overlapX(line, table) > 0 && line.baseline > table.top - 1.5 * size && line.baseline < table.bottom + 2 * size;
}
