import { HangulSpacing } from './hangulSpacing.ts';
import { type Line, median } from './line.ts';

/** How a document as a whole is set, which single lines are measured by. */
export interface Typography {
	/** Points of running text. */
	readonly bodySize: number;
	/** Of the smallest headings that are headings by their size. */
	readonly leastHeading: number;
	/** Points of headings, largest first; the index is the heading's level, less one. */
	readonly headingSizes: readonly number[];
	/** Whether bold letters stand out at all. */
	readonly boldIsRare: boolean;
	/** Whether typewriter letters do, or are those of listings. */
	readonly monoIsRare: boolean;
	/** Whether slanted letters do. */
	readonly italicIsRare: boolean;
	/** Words and compounds in lower case as they stand within lines. */
	readonly vocabulary: ReadonlySet<string>;
	/** Where the document's Korean has spaces. */
	readonly hangul: HangulSpacing;
	/** Whether lines that end with a word end with a space in the document, so that the others are broken within a word. */
	readonly linesEndWithSpaces: boolean;
}

/** How much larger than running text a line must be to be a heading by its size. */
const headingRatio = 1.12;

/** How much larger running text in another size is at most. */
const largestRatio = 1.4;

/** Sizes that differ less are one. */
const sameSize = 0.04;

const mostLevels = 5;

/** The same on a page whose running text is smaller than the document's. */
const smallRatio = 1.2;

/** The part of a page's letters that are larger than its running text, at most, where that is smaller than the document's. */
const fewLarger = 0.06;

/** Letters of a line of running text. */
const proseLetters = 40;

/** Reads from all lines of a document, page by page, how it is set. */
export function surveyTypography(pages: readonly (readonly Line[])[]): Typography {
	const lines = pages.flat();
	const total = Math.max(1, letters(lines));
	const monoLines = lines.filter(({ mono }) => mono);
	const monoIsRare = letters(monoLines) < total * 0.5 || isListing(monoLines);
	const prose = lines.filter(({ mono }) => !mono);
	// A listing says nothing of the size of the text around it, if there is any.
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

/** Whether most lines look like those of a program; a typescript is set in typewriter letters, too. */
function isListing(lines: readonly Line[]): boolean {
	const code = lines.filter(
		({ text, listing }) =>
			listing === true ||
			/[{}=;<>[\]]|\w\(|[:,(]$|^\s*(?:#|\/\/|--|\*|\$ |import |from |return|end$|else|def |fi$|done$)/.test(text.trim()),
	);
	return code.length > 0.5 * lines.length;
}

/** The heading level that a size stands for; undefined for running text and smaller. */
export function headingLevel(size: number, { headingSizes: sizes, leastHeading }: Typography): number | undefined {
	if (size < leastHeading) {
		return undefined;
	}
	const index = sizes.findIndex((known) => size > known * (1 - sameSize));
	return Math.min(index < 0 ? sizes.length : index, mostLevels - 1) + 1;
}

/** The same for a page that is set in larger or in smaller letters throughout: those are running text there. */
export function typographyOf(page: readonly Line[], document: Typography): Typography {
	return { ...document, ...pageSizes(page, document) };
}

type Sizes = Pick<Typography, 'bodySize' | 'leastHeading'>;

/** The sizes of a page's own running text. */
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

/** A size that is little larger than the usual one and holds half as much text is that of running text, too. */
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
	// The middle of the sizes around it: measured sizes scatter.
	return median(lines.filter((line) => Math.abs(line.size - size) < size * sameSize).map((line) => line.size)) || size;
}

/** Of more sizes than there are levels, those that are used most; what is larger than all of them shares the first level. */
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
		// The last word may be the first half of one.
		found.slice(0, -1).forEach((word) => words.add(word));
	}
	return words;
}
