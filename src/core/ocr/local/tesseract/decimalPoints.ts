import type { GreyImage } from '../../../raster/pgm.ts';
import { turned } from '../../../raster/turnedImage.ts';
import { type InkPiece, inkPieces } from './inkPieces.ts';
import type { TesseractBox, TesseractLine, TesseractPage, TesseractWord } from './tesseractThread.ts';

/** Digits without a decimal point, perhaps with a currency symbol before them and a unit or a tax code after them. */
const unpointed = /^[$€£(]?[-+]?\d{3,8}[A-Z%)]{0,2}$/;

/** Two words between which a point may be missing. */
const before = /^[$€£(]?[-+]?\d{1,6}$/;
const behind = /^\d{1,3}[A-Z%)]{0,2}$/;

/** The height of a digit, as a fraction of the tallest piece of ink in its word. */
const digit = { lowest: 0.7, highest: 1.3 };

/**
 * Where a point is looked for: in digit heights above and below the baseline, the band above a point that must be empty, and where a comma ends. Then how
 * much darker than paper it is, of 255, and how many times as dark as what is above it: a small point is too pale to be a piece of ink.
 */
const point = { above: 0.24, below: 0.06, nothing: [0.95, 0.34], palest: 24, darker: 2.5 } as const;
const comma = { from: 0.1, to: 0.28, palest: 60 };

/** The width of a gap with a point in it: in digit heights, and as a multiple of the gaps between the other digits. */
const gap = { least: 0.2, most: 1.1, wider: 1.5 };

/**
 * The page with the decimal points that Tesseract missed: it takes the points of small print for specks, and 2.50 becomes 250. Two digits with a point
 * between them are further apart than others.
 * @param image the picture that was read
 */
export function withDecimalPoints(page: TesseractPage, image: GreyImage): TesseractPage {
	const isCandidate = ({ words }: TesseractLine) =>
		words.some(({ text }, i) => unpointed.test(text) || (before.test(text) && behind.test(words[i + 1]?.text ?? '')));
	if (!(page.blocks ?? []).some(({ paragraphs }) => paragraphs.some(({ lines }) => lines.some(isCandidate)))) {
		return page;
	}
	const upright = turned(image, page.rotateRadians);
	const pieces = inkPieces(upright);
	const mended = (line: TesseractLine): TesseractLine => {
		if (!isCandidate(line)) {
			return line;
		}
		const near = pieces.filter(({ y0, y1 }) => (y0 + y1) / 2 > line.bbox.y0 - 2 && (y0 + y1) / 2 < line.bbox.y1 + 2);
		return {
			...line,
			words: joined(line.words, near, upright).map((word) => (unpointed.test(word.text) ? pointed(word, near, upright) : word)),
		};
	};
	return {
		...page,
		blocks: (page.blocks ?? []).map(({ paragraphs }) => ({ paragraphs: paragraphs.map(({ lines }) => ({ lines: lines.map(mended) })) })),
	};
}

/** The words, where two with a point between them become one. */
function joined(words: readonly TesseractWord[], pieces: readonly InkPiece[], image: GreyImage): TesseractWord[] {
	const result: TesseractWord[] = [];
	for (const word of words) {
		const last = result.at(-1);
		if (last && before.test(last.text) && behind.test(word.text)) {
			const [[left], [right]] = [digitsIn(last.bbox, pieces).slice(-1), digitsIn(word.bbox, pieces)];
			const sign = left && right ? signBetween(left, right, image) : '';
			if (sign) {
				const bbox = around(last.bbox, word.bbox);
				result[result.length - 1] = {
					...{ text: last.text + sign + word.text, confidence: Math.min(last.confidence, word.confidence), bbox },
					symbols: [...last.symbols, ...word.symbols],
				};
				continue;
			}
		}
		result.push(word);
	}
	return result;
}

/** The word with the points that are between its digits. */
function pointed(word: TesseractWord, pieces: readonly InkPiece[], image: GreyImage): TesseractWord {
	const letters = digitsIn(word.bbox, pieces);
	const places = Array.from(word.text).flatMap((sign, i) => (/[A-Z\d]/.test(sign) ? [i] : []));
	// Where digits touch, a piece of ink cannot be assigned to one of them.
	if (letters.length !== places.length) {
		return word;
	}
	const gaps = letters.slice(1).map(({ x0 }, i) => x0 - letters[i]!.x1);
	const found = gaps.flatMap((width, i) => {
		const others = gaps.filter((_, other) => other !== i).sort((a, b) => a - b);
		const usual = others[others.length >> 1] ?? 0;
		const isDigits = /^\d\d$/.test(word.text[places[i]!]! + word.text[places[i + 1]!]!);
		const sign = isDigits && width >= gap.wider * usual ? signBetween(letters[i]!, letters[i + 1]!, image) : '';
		return sign ? [{ sign, at: places[i + 1]! }] : [];
	});
	const [only] = found;
	return only && found.length === 1 ? { ...word, text: word.text.slice(0, only.at) + only.sign + word.text.slice(only.at) } : word;
}

/** The pieces in a word's box that are as tall as digits, from left to right. */
function digitsIn(box: TesseractBox, pieces: readonly InkPiece[]): InkPiece[] {
	const inside = pieces.filter(({ x0, x1 }) => (x0 + x1) / 2 > box.x0 - 2 && (x0 + x1) / 2 < box.x1 + 2);
	const height = Math.max(0, ...inside.map(({ y0, y1 }) => y1 - y0).filter((one) => one <= digit.highest * (box.y1 - box.y0)));
	return inside.filter(({ y0, y1 }) => y1 - y0 >= digit.lowest * height && y1 - y0 <= digit.highest * height).sort((a, b) => a.x0 - b.x0);
}

/** The point or comma between two digits; empty if there is none. */
function signBetween(left: InkPiece, right: InkPiece, image: GreyImage): '.' | ',' | '' {
	const height = (left.y1 - left.y0 + right.y1 - right.y0) / 2;
	const foot = (left.y1 + right.y1) / 2;
	const width = right.x0 - left.x1;
	if (width < gap.least * height || width > gap.most * height) {
		return '';
	}
	// Without the pale edges of the digits.
	const darkness = (from: number, to: number) =>
		darkest(image, { x0: left.x1 + 1, x1: right.x0 - 1, y0: Math.round(foot - from * height), y1: Math.round(foot - to * height) });
	const here = darkness(point.above, -point.below);
	if (here < point.palest || here < point.darker * darkness(...point.nothing)) {
		return '';
	}
	return darkness(-comma.from, -comma.to) >= comma.palest ? ',' : '.';
}

/** How much darker than white the darkest square of four pixels in a box is, on average. */
function darkest({ width, height, grey }: GreyImage, box: TesseractBox): number {
	let most = 0;
	for (let y = Math.max(box.y0, 0); y < Math.min(box.y1, height) - 1; y++) {
		for (let x = Math.max(box.x0, 0); x < Math.min(box.x1, width) - 1; x++) {
			const at = y * width + x;
			most = Math.max(most, 255 - (grey[at]! + grey[at + 1]! + grey[at + width]! + grey[at + width + 1]!) / 4);
		}
	}
	return most;
}

function around(a: TesseractBox, b: TesseractBox): TesseractBox {
	return { x0: Math.min(a.x0, b.x0), y0: Math.min(a.y0, b.y0), x1: Math.max(a.x1, b.x1), y1: Math.max(a.y1, b.y1) };
}
