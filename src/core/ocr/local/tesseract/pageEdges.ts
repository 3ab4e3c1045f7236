import type { GreyImage } from '../../../raster/pgm.ts';
import type { TesseractBox } from './tesseractThread.ts';

/** In row heights: the least width of the blank strip beside a page, and the distance from the picture's edge within which a letter is cut off by it. */
const blankStrip = 2;
const atEdge = 0.5;

/** The largest speck, in row heights: blank strips have specks, too. */
const speck = 0.3;

/** The largest share of a picture's width that another page takes, and the largest share of its letters. */
const widest = 0.25;
const mostLetters = 0.25;

/** The fewest rows of another page, the least share of them that the picture's edge cuts off, and their letters on average. */
const fewestRows = 5;
const mostlyCut = 0.25;
const lettersOfRow = 1.3;

/** The share of a picture's width at its edge in which single pieces of ink are dirt, such as the rest of a scanner's black border. */
const dirtStrip = 0.04;

/** The part of a picture that shows the page, from 0 at its left edge to 1 at its right one. */
export interface PageEdges {
	readonly left: number;
	readonly right: number;
}

/**
 * Where a page that was scanned or photographed ends, and the cut-off lines of the page beside it or the dirt of a border begin. A blank strip separates
 * them from the page.
 * @param letters their boxes in pixels; `row` is the height of a row of text
 * @param width of the picture
 */
export function pageEdges(letters: readonly TesseractBox[], row: number, width: number): PageEdges {
	if (letters.length === 0) {
		return { left: 0, right: 1 };
	}
	const mirrored = letters.map(({ x0, x1, ...box }) => ({ ...box, x0: width - x1, x1: width - x0 }));
	return { left: edgeOf(letters, row, width) / width, right: 1 - edgeOf(mirrored, row, width) / width };
}

/** The picture, white beside the page. */
export function withinEdges(image: GreyImage, { left, right }: PageEdges): GreyImage {
	if (left === 0 && right === 1) {
		return image;
	}
	const { width, height } = image;
	const [from, to] = [Math.round(left * width), Math.round(right * width)];
	const grey = image.grey.slice();
	for (let y = 0; y < height; y++) {
		grey.fill(255, y * width, y * width + from);
		grey.fill(255, y * width + to, (y + 1) * width);
	}
	return { ...image, grey };
}

/** Where the page begins after what is at the left edge, in pixels; 0 if there is nothing else. */
function edgeOf(letters: readonly TesseractBox[], row: number, width: number): number {
	let [end, from] = [0, 0];
	const beyond: TesseractBox[] = [];
	const high = letters.filter(({ y0, y1 }) => y1 - y0 > speck * row);
	for (const box of row > 0 ? high.toSorted((a, b) => a.x0 - b.x0) : []) {
		if (box.x0 - end > blankStrip * row && beyond.length > 0 && isOther(beyond, high.length, row, end / width)) {
			from = Math.floor(end + row / 2);
		}
		beyond.push(box);
		end = Math.max(end, box.x1);
		if (end > widest * width) {
			break;
		}
	}
	return from;
}

/** Whether the letters at an edge, up to a share of the picture's width, do not belong to the page. */
function isOther(beyond: readonly TesseractBox[], all: number, row: number, part: number): boolean {
	const first = new Map<number, number>();
	for (const { x0, y0, y1 } of beyond) {
		const at = Math.round((y0 + y1) / 2 / row);
		first.set(at, Math.min(first.get(at) ?? x0, x0));
	}
	const cut = [...first.values()].filter((x) => x <= atEdge * row).length;
	const isCut = cut >= mostlyCut * first.size && beyond.length > lettersOfRow * first.size;
	const isDirt = part < dirtStrip && (beyond.length <= lettersOfRow * first.size || cut >= mostlyCut * first.size);
	return first.size >= fewestRows && ((isCut && beyond.length < mostLetters * all) || isDirt);
}
