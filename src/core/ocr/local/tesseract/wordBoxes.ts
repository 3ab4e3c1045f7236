import { median } from '../structure/lines/line.ts';
import type { TesseractBox, TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';

/** How far boxes of neighbouring words may overlap, as those of slanted letters do, in row heights. */
const mayOverlap = 0.25;

/**
 * The page, where no word reaches into the next one of its line. Tesseract sometimes gives a word the box of all that follows it in the line, and two columns
 * would then be one.
 */
export function withWordBoxes(page: TesseractPage): TesseractPage {
	return {
		...page,
		blocks: (page.blocks ?? []).map(({ paragraphs }) => ({
			paragraphs: paragraphs.map(({ lines }) => ({ lines: lines.map(withOwnBoxes) })),
		})),
	};
}

function withOwnBoxes(line: TesseractLine): TesseractLine {
	const most = mayOverlap * line.rowAttributes.rowHeight;
	return {
		...line,
		words: line.words.map((word, i) => {
			const next = line.words[i + 1]?.bbox.x0 ?? Infinity;
			return next <= word.bbox.x0 || next + most >= word.bbox.x1 ? word : upTo(word, next);
		}),
	};
}

/** The word, where it ends before `next`: usually only the box of its last letter is too wide, which then is as wide as the others. */
function upTo(word: TesseractWord, next: number): TesseractWord {
	const inside = word.symbols.filter(({ bbox }) => bbox.x1 <= next);
	const usual = median(inside.map(({ bbox }) => bbox.x1 - bbox.x0));
	const ends = word.symbols.map(({ bbox }) => (bbox.x1 <= next ? bbox.x1 : bbox.x0 + usual));
	const end = inside.length === 0 ? next : Math.min(Math.max(...ends), next);
	const cut = (box: TesseractBox): TesseractBox => ({ ...box, x0: Math.min(box.x0, end), x1: Math.min(box.x1, end) });
	return { ...word, bbox: cut(word.bbox), symbols: word.symbols.map((symbol) => ({ ...symbol, bbox: cut(symbol.bbox) })) };
}
