import { HangulSpacing } from './hangulSpacing.ts';
import { type Line, median } from './line.ts';

/** The largest size of footnotes relative to running text. */
export const footnoteRatio = 0.95;

/** The typography of a document as a whole, to which lines are compared. */
export interface Typography {
	/** The size of running text, in points. */
	readonly bodySize: number;
	/** The least size at which a line is a heading by its size alone, in points. */
	readonly leastHeading: number;
	/** The sizes of headings in points, largest first; the index is the heading's level minus one. */
	readonly headingSizes: readonly number[];
	/** Whether bold text is rare enough to stand out. */
	readonly boldIsRare: boolean;
	/** Whether monospaced text is rare enough, or only in listings. */
	readonly monoIsRare: boolean;
	/** Whether italic text is rare enough. */
	readonly italicIsRare: boolean;
	/** Words and compounds within lines, in lower case. */
	readonly vocabulary: ReadonlySet<string>;
	/** Where Korean text of the document has spaces. */
	readonly hangul: HangulSpacing;
	/** Whether the document has a space after a line that ends with a whole word, so that lines without one are broken within a word. */
	readonly linesEndWithSpaces: boolean;
}

/** The least size of a heading by size alone, relative to running text. */
const headingRatio = 1.12;

/** The largest size of other running text, relative to the usual running text. */
const largestRatio = 1.4;

/** The largest relative difference between equal sizes. */
const sameSize = 0.04;

const mostLevels = 5;

/** The same as `headingRatio` on a page whose running text is smaller than the document's. */
const smallRatio = 1.2;

/** The largest share of letters above the size of running text on a page whose running text is smaller than the document's. */
const fewLarger = 0.06;

/** The letters of a line of running text. */
const proseLetters = 40;

/** Derives the typography from all lines of a document, page by page. */
export function surveyTypography(pages: readonly (readonly Line[])[]): Typography {
	const lines = pages.flat();
	const total = Math.max(1, letters(lines));
	const monoLines = lines.filter(({ mono }) => mono);
	const monoIsRare = letters(monoLines) < total * 0.5 || isListing(monoLines);
	const prose = lines.filter(({ mono }) => !mono);
	// Listings are left out, because they have another size than the text around them.
	const bodySize = commonSize(monoIsRare && prose.some(({ text }) => text.length > proseLetters) ? prose : lines);
	const leastHeading = largestRunningSize(lines, bodySize) * headingRatio;
	const larger = pages.flatMap((page) => {
		const own = pageSizes(page, { bodySize, leastHeading });
		return page.filter(({ size }) => size >= own.leastHeading);
	});
	return {
		bodySize,
		leastHeading,
		headingSizes: headingSizes(larger),
		boldIsRare: letters(lines.filter(({ bold }) => bold)) < total * 0.5,
		monoIsRare,
		italicIsRare: letters(lines.filter(({ italic }) => italic)) < total * 0.5,
		vocabulary: vocabularyOf(lines),
		hangul: new HangulSpacing(lines.map(({ text }) => text)),
		linesEndWithSpaces: lines.filter(({ spaceAfter }) => spaceAfter).length > lines.length * 0.15,
	};
}

/** Whether most lines look like code; a typescript is monospaced, too. */
function isListing(lines: readonly Line[]): boolean {
	const code = lines.filter(
		({ text, listing }) =>
			listing === true ||
			/[{}=;<>[\]]|\w\(|[:,(]$|^\s*(?:#|\/\/|--|\*|\$ |import |from |return|end$|else|def |fi$|done$)/.test(text.trim()),
	);
	return code.length > 0.5 * lines.length;
}

/** The heading level of a size; undefined for running text and smaller. */
export function headingLevel(size: number, { headingSizes: sizes, leastHeading }: Typography): number | undefined {
	if (size < leastHeading) {
		return undefined;
	}
	const index = sizes.findIndex((known) => size > known * (1 - sameSize));
	return Math.min(index < 0 ? sizes.length : index, mostLevels - 1) + 1;
}

/** The typography of a page whose running text is larger or smaller than the document's. */
export function typographyOf(page: readonly Line[], document: Typography): Typography {
	return { ...document, ...pageSizes(page, document) };
}

type Sizes = Pick<Typography, 'bodySize' | 'leastHeading'>;

/** The sizes of a page's own text. */
function pageSizes(page: readonly Line[], document: Sizes): Sizes {
	const size = commonSize(page);
	const usual = page.filter((line) => Math.abs(line.size - size) < size * sameSize);
	const isText = usual.length >= 6 && letters(usual) > 0.4 * letters(page) && letters(usual) > 30 * usual.length;
	if (!isText) {
		return document;
	}
	const larger = page.filter((line) => line.size > size * (1 + sameSize));
	const isSmall =
		size < document.bodySize && letters(larger) < fewLarger * letters(page) && median(larger.map(({ text }) => text.length)) < proseLetters;
	if (isSmall) {
		return { ...document, leastHeading: size * smallRatio };
	}
	const bodySize = Math.max(size, document.bodySize);
	return { bodySize, leastHeading: Math.max(document.leastHeading, bodySize * headingRatio) };
}

/** The largest size of running text: one that is a little above the usual size counts if it has half as much text. */
function largestRunningSize(lines: readonly Line[], bodySize: number): number {
	const near = lines.filter(({ size }) => size > bodySize * (1 + sameSize) && size < bodySize * largestRatio);
	const usual = letters(lines.filter(({ size }) => Math.abs(size - bodySize) < bodySize * sameSize));
	const sizes = [...new Set(near.map(({ size }) => size))].sort((a, b) => b - a);
	const running = sizes.find((size) => {
		const some = near.filter((line) => Math.abs(line.size - size) < size * sameSize);
		return letters(some) > 0.5 * usual && some.length >= 4;
	});
	return running ?? bodySize;
}

function letters(lines: readonly Line[]): number {
	return lines.reduce((sum, { text }) => sum + text.length, 0);
}

function commonSize(lines: readonly Line[]): number {
	const counts = new Map<number, number>();
	for (const { size, text } of lines) {
		const rounded = Math.round(size * 4) / 4;
		counts.set(rounded, (counts.get(rounded) ?? 0) + text.length);
	}
	const [size] = [...counts].reduce<readonly [number, number]>((a, b) => (b[1] > a[1] ? b : a), [10, 0]);
	// The median of the sizes around it, because measured sizes vary.
	return median(lines.filter((line) => Math.abs(line.size - size) < size * sameSize).map((line) => line.size)) || size;
}

/** The most frequent sizes if there are more sizes than levels; larger ones share the first level. */
function headingSizes(lines: readonly Line[]): number[] {
	const sizes: { readonly size: number; lines: number }[] = [];
	for (const { size, text } of [...lines].sort((a, b) => b.size - a.size)) {
		if (!/\p{L}{2}/u.test(text)) {
			continue;
		}
		const last = sizes.at(-1);
		if (last && size >= last.size * (1 - sameSize)) {
			last.lines++;
		} else {
			sizes.push({ size, lines: 1 });
		}
	}
	const most = sizes.toSorted((a, b) => b.lines - a.lines || b.size - a.size).slice(0, mostLevels - 1);
	const larger = sizes.filter(({ size }) => most.every((one) => size > one.size)).slice(-1);
	return sizes.filter((one) => most.includes(one) || larger.includes(one)).map(({ size }) => size);
}

function vocabularyOf(lines: readonly Line[]): Set<string> {
	const words = new Set<string>();
	for (const { text } of lines) {
		const found = text.toLowerCase().match(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu) ?? [];
		// The last word may be half of a divided word.
		found.slice(0, -1).forEach((word) => words.add(word));
	}
	return words;
}
