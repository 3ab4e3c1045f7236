import type { TesseractBox, TesseractLine, TesseractPage } from './tesseractThread.ts';

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
			if (next <= word.bbox.x0 || next + most >= word.bbox.x1) {
				return word;
			}
			const upToNext = (box: TesseractBox): TesseractBox => ({ ...box, x0: Math.min(box.x0, next), x1: Math.min(box.x1, next) });
			return { ...word, bbox: upToNext(word.bbox), symbols: word.symbols.map((symbol) => ({ ...symbol, bbox: upToNext(symbol.bbox) })) };
		}),
	};
}
