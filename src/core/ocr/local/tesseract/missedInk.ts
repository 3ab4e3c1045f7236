import { inkPieces } from './inkPieces.ts';
import { type GreyImage, encodePgm } from '../../../raster/pgm.ts';
import { isBrackets, isShort, likelyLines, linesOf, usualHeight } from './recognizedRuns.ts';
import type { Recognizer } from './recognizer.ts';
import { median } from '../structure/lines/line.ts';
import { columnOf } from './shortLines.ts';
import { type Place, sheetOf } from './sheet.ts';
import type { TesseractBox, TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';
import { turned } from '../../../raster/turnedImage.ts';

/** Sizes of a letter, in row heights. */
const letter = { lowest: 0.3, highest: 1.2, narrowest: 0.06, widest: 2 };

/** The largest gap between two letters of one line, in row heights. */
const farthest = 2.5;

/** The largest gap between two pieces of one word, in row heights. */
const insideWord = 0.5;

/**
 * The most rows that are read again: on any page, and for each line that was read, because a table may have many columns of numbers. Then the ratio of
 * missed to recognized letters from which on the picture is a drawing or a photo rather than a text.
 */
const mostStrips = 120;
const mostOfLine = 8;
const mostMissed = 8;

/** The white margin around a strip, in row heights. */
const margin = 0.6;

/** Confidences, of 100: how much a row may lose when it is read again, and the least of a line that was not found before; less is enough in a column. */
const mayLose = 10;
const leastSure = 70;
const leastInColumn = 45;

/** The least share of rows away from all lines that must be readable; with fewer, what is read is part of a drawing that happens to look like letters. */
const mostlyRead = 0.5;

/** Page segmentation mode `PSM_SINGLE_BLOCK`: lines below one another, no columns. */
const singleBlock = '6';

/** A row of the picture that is read again. */
interface Strip {
	readonly box: TesseractBox;
	/** The lines in it, one after another. */
	readonly lines: readonly TesseractLine[];
}

/**
 * Reads the letters that Tesseract's search for columns has left out: it cuts numbers below one another where a column of gaps runs through them, and
 * drops lines of one letter. Rows with ink that no word covers, and rows that were cut within a word, are read again, one by one.
 * @param image the picture as it was read
 * @throws what `Recognizer.recognize` throws
 */
export async function readMissedInk(
	recognizer: Pick<Recognizer, 'recognize'>,
	image: GreyImage,
	page: TesseractPage,
	name: string,
	signal: AbortSignal,
): Promise<TesseractPage> {
	const upright = turned(image, page.rotateRadians);
	const strips = missedStrips(page, upright);
	if (strips.length === 0) {
		return page;
	}
	const row = Math.round(usualHeight(page));
	const sheet = sheetOf(upright, strips, Math.round(margin * row));
	const read = await recognizer.recognize(encodePgm(sheet.image), name, signal, { segmentation: singleBlock });
	const found = strips.map((): TesseractLine[] => []);
	for (const line of read.blocks?.flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines)) ?? []) {
		const middle = (line.bbox.y0 + line.bbox.y1) / 2;
		const index = sheet.places.findIndex(({ top, bottom }) => middle >= top && middle < bottom);
		if (index >= 0) {
			found[index]!.push(movedLine(line, sheet.places[index]!));
		}
	}
	return merged(page, strips, found);
}

/** The page, where a line that was read better replaces its strip's lines, and with the lines that it did not have. */
function merged(page: TesseractPage, strips: readonly Strip[], found: readonly (readonly TesseractLine[])[]): TesseractPage {
	const better = new Map<TesseractBox, TesseractLine | undefined>();
	const more: TesseractLine[] = [];
	const sure = linesOf(page);
	let alone = 0;
	strips.forEach(({ lines: before }, i) => {
		const after = found[i]!;
		if (before.length === 0) {
			more.push(
				...after.filter((one) => {
					const { mean } = sureness([one]);
					return mean >= leastSure || isBrackets(one) || (mean >= leastInColumn && isShort(one) && columnOf(one, sure).length > 0);
				}),
			);
			alone++;
			return;
		}
		const [only] = after;
		const [was, is] = [sureness(before), sureness(after)];
		const isMore = before.length > 1 ? is.letters >= was.letters : is.letters > was.letters;
		if (only && after.length === 1 && isMore && is.mean >= was.mean - mayLose) {
			const line = { ...only, rowAttributes: before[0]!.rowAttributes };
			before.forEach(({ bbox }, at) => better.set(bbox, at === 0 ? line : undefined));
		}
	});
	const blocks = (page.blocks ?? []).map(({ paragraphs }) => ({
		paragraphs: paragraphs.map(({ lines }) => ({
			lines: lines.flatMap((line) => (better.has(line.bbox) ? (better.get(line.bbox) ?? []) : line)),
		})),
	}));
	const added = more.length >= mostlyRead * alone ? inRowsOfPage(more, strips, found) : [];
	return { ...page, blocks: [...blocks, ...added.map((line) => ({ paragraphs: [{ lines: [line] }] }))] };
}

/** The new lines with heights as the first reading measured them, by the lines that both readings have: only heights of one reading can be compared. */
function inRowsOfPage(
	more: readonly TesseractLine[],
	strips: readonly Strip[],
	found: readonly (readonly TesseractLine[])[],
): readonly TesseractLine[] {
	const ratios = strips.flatMap(({ lines: [before] }, i) => {
		const [after] = found[i]!;
		return before && after ? [before.rowAttributes.rowHeight / after.rowAttributes.rowHeight] : [];
	});
	const ratio = ratios.length > 0 ? median(ratios) : 1;
	return more.map((line) => ({ ...line, rowAttributes: { rowHeight: line.rowAttributes.rowHeight * ratio } }));
}

function sureness(lines: readonly TesseractLine[]): { readonly mean: number; readonly letters: number } {
	const words = lines.flatMap((line) => line.words);
	const letters = words.reduce((sum, { text }) => sum + text.length, 0);
	return { letters, mean: words.reduce((sum, { text, confidence }) => sum + confidence * text.length, 0) / Math.max(letters, 1) };
}

/** The rows that are to be read again. */
function missedStrips(page: TesseractPage, image: GreyImage): Strip[] {
	const row = usualHeight(page);
	const likely = likelyLines(page);
	const words = likely.flatMap((line) => line.words.map(({ bbox }) => bbox));
	// Vertical text is not a row.
	const lines = likely.filter(({ bbox }) => bbox.x1 - bbox.x0 > 0.8 * (bbox.y1 - bbox.y0));
	const letters = inkPieces(image).filter(({ x0, y0, x1, y1 }) => {
		const [width, height] = [(x1 - x0) / row, (y1 - y0) / row];
		return height >= letter.lowest && height <= letter.highest && width >= letter.narrowest && width <= letter.widest;
	});
	const missed = letters.filter((piece) => !words.some((word) => covers(word, piece)));
	if (row === 0 || missed.length > mostMissed * (letters.length - missed.length)) {
		return [];
	}
	const boxes = new Map(lines.map((line) => [line, line.bbox] as const));
	let rest = missed;
	for (let before = -1; before !== rest.length;) {
		before = rest.length;
		rest = rest.filter((piece) => {
			const line = nearestLine(boxes, piece, row);
			if (line) {
				boxes.set(line, around(boxes.get(line)!, piece));
			}
			return !line;
		});
	}
	const strips = [
		...joined(boxes, row).filter(({ lines: [first, ...others], box }) => others.length > 0 || box !== first?.bbox),
		...rowsOfPieces(rest, row).map((box): Strip => ({ lines: [], box })),
	];
	return strips.length > Math.max(mostStrips, mostOfLine * lines.length) ? [] : strips;
}

/** The lines with what was found beside them, where lines that were cut within a word become one. */
function joined(boxes: ReadonlyMap<TesseractLine, TesseractBox>, row: number): Strip[] {
	const strips: Strip[] = [];
	for (const [line, box] of [...boxes].sort(([, a], [, b]) => a.x0 - b.x0)) {
		const before = strips.findIndex(({ box: other }) => {
			const overlap = Math.min(box.y1, other.y1) - Math.max(box.y0, other.y0);
			return box.x0 - other.x1 < insideWord * row && overlap > 0.6 * Math.max(box.y1 - box.y0, other.y1 - other.y0);
		});
		if (before >= 0) {
			strips[before] = { lines: [...strips[before]!.lines, line], box: around(strips[before]!.box, box) };
		} else {
			strips.push({ lines: [line], box });
		}
	}
	return strips;
}

function covers(word: TesseractBox, piece: TesseractBox): boolean {
	const [x, y] = [(piece.x0 + piece.x1) / 2, (piece.y0 + piece.y1) / 2];
	return x > word.x0 - 2 && x < word.x1 + 2 && y > word.y0 - 2 && y < word.y1 + 2;
}

/** The nearest line in whose row a piece is, if it is near enough. */
function nearestLine(boxes: ReadonlyMap<TesseractLine, TesseractBox>, piece: TesseractBox, row: number): TesseractLine | undefined {
	let best: TesseractLine | undefined;
	let least = farthest * row;
	const middle = (piece.y0 + piece.y1) / 2;
	for (const [line, box] of boxes) {
		const gap = Math.max(box.x0 - piece.x1, piece.x0 - box.x1, 0);
		const isInRow = middle > line.bbox.y0 && middle < line.bbox.y1 && piece.y1 - piece.y0 < 1.3 * (line.bbox.y1 - line.bbox.y0);
		if (isInRow && gap < least) {
			[best, least] = [line, gap];
		}
	}
	return best;
}

/** The pieces, grouped to rows. */
function rowsOfPieces(pieces: readonly TesseractBox[], row: number): TesseractBox[] {
	const rows: TesseractBox[] = [];
	for (const piece of pieces.toSorted((a, b) => a.x0 - b.x0)) {
		const middle = (piece.y0 + piece.y1) / 2;
		const at = rows.findIndex((box) => middle > box.y0 && middle < box.y1 && piece.x0 - box.x1 < farthest * row);
		if (at >= 0) {
			rows[at] = around(rows[at]!, piece);
		} else {
			rows.push(piece);
		}
	}
	return rows.filter(({ y0, y1 }) => y1 - y0 > 0.45 * row);
}

function around(a: TesseractBox, b: TesseractBox): TesseractBox {
	return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}

function movedLine(line: TesseractLine, { dx, dy }: Place): TesseractLine {
	const moved = ({ x0, y0, x1, y1 }: TesseractBox) => ({ x0: x0 + dx, y0: y0 + dy, x1: x1 + dx, y1: y1 + dy });
	const word = (one: TesseractWord): TesseractWord => ({
		...one,
		bbox: moved(one.bbox),
		symbols: one.symbols.map((symbol) => ({ ...symbol, bbox: moved(symbol.bbox) })),
	});
	return { ...line, words: line.words.map(word), bbox: moved(line.bbox), baseline: moved(line.baseline) };
}
