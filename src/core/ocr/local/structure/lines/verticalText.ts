import type { Box, PageLayout, TextRun } from '../../../../pdf/pageLayout.ts';
import { around } from './line.ts';
import { changedRun } from './run.ts';

/** The least share of letters that are below another letter on a page of vertical text. */
const mostly = 0.6;

/** The fewest letters that are not arranged so by chance. */
const fewest = 12;

/** The distance between the centres of two consecutive letters, in letter sizes; above it, they are two lines of one column. */
const pitch = { least: 0.5, most: 2.2 };

const ideographic = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\ufe10-\ufe19\ufe30-\ufe4f\uff00-\uffef]{1,2}$/u;

/** Vertical forms of characters, and the characters that they stand for. */
const forms = new Map(
	Array.from('︵（︶）︷｛︸｝︹〔︺〕︻【︼】︽《︾》︿〈﹀〉﹁「﹂」﹃『﹄』︐，︑、︒。︓：︔；︕！︖？︰‥︱—︙…')
		.map((character, i, all) => [character, all[i + 1] ?? ''] as const)
		.filter((_, i) => i % 2 === 0),
);

/** The lines of a page, whatever its writing direction. */
export interface WrittenPage {
	readonly page: PageLayout;
	/** Whether the text was vertical: the page is turned so that its columns are lines, the rightmost one first. */
	readonly vertical: boolean;
}

/** Turns a page of vertical Chinese or Japanese text so that it reads from left to right and from top to bottom. */
export function inReadingDirection(page: PageLayout): WrittenPage {
	const columns = columnsOf(page.runs);
	const inColumns = columns.reduce((sum, column) => sum + (column.length > 1 ? lettersOf(column) : 0), 0);
	if (inColumns < fewest || inColumns < mostly * lettersOf(page.runs)) {
		return { page, vertical: false };
	}
	const columnOf = new Map(columns.flatMap((column) => column.map((run) => [run, column] as const)));
	const box = (some: Box) => turnedBox(some, page.width);
	const { rules, shapes, images, links } = page;
	const runs = page.runs.flatMap((run) => {
		const column = columnOf.get(run);
		return !column ? [changedRun(run, { ...box(run), turn: (run.turn + 1) % 4 })] : column[0] === run ? [lineOf(column, page.width)] : [];
	});
	return {
		vertical: true,
		page: {
			...page,
			width: page.height,
			height: page.width,
			runs,
			rules: rules.map((rule) => ({ ...box(rule), vertical: !rule.vertical })),
			shapes: shapes.map((shape) => ({ ...shape, ...box(shape) })),
			images: images.map((image) => ({ ...image, ...box(image) })),
			links: links.map((link) => ({ ...link, ...box(link) })),
		},
	};
}

/** The position of a turned page's box on the original page, which is `width` points wide. */
export function boxOnPage<T extends Box>(box: T, width: number): T {
	const { left, top, right, bottom } = box;
	return { ...box, left: width - bottom, top: left, right: width - top, bottom: right };
}

function turnedBox({ left, top, right, bottom }: Box, width: number): Box {
	return { left: top, top: width - right, right: bottom, bottom: width - left };
}

/** Groups characters into columns, each from top to bottom. */
function columnsOf(runs: readonly TextRun[]): TextRun[][] {
	const columns: TextRun[][] = [];
	for (const run of runs) {
		if (run.turn !== 0 || !ideographic.test(run.text)) {
			continue;
		}
		const column = columns.at(-1);
		const last = column?.at(-1);
		if (column && last && isBelow(last, run)) {
			column.push(run);
		} else {
			columns.push([run]);
		}
	}
	return columns;
}

function isBelow(last: TextRun, run: TextRun): boolean {
	const down = run.baseline - last.baseline;
	const aside = Math.abs(run.left + run.right - last.left - last.right) / 2;
	// The box of a flat character, such as the numeral one, says little about its size.
	const size = Math.max(run.size, last.size);
	const flat = Math.min(run.size, last.size) < 0.5 * size;
	return (
		(flat || Math.abs(run.size - last.size) < 0.1 * size) &&
		aside < 0.4 * size &&
		down > (flat ? 0.1 : pitch.least) * size &&
		down < pitch.most * size
	);
}

function lettersOf(runs: readonly TextRun[]): number {
	return runs.reduce((sum, { text }) => sum + text.length, 0);
}

/** A column as one run of the turned page. */
function lineOf(column: readonly TextRun[], width: number): TextRun {
	const [first] = column;
	const size = Math.max(...column.map((run) => run.size));
	const box = turnedBox(around(column), width);
	const middle = (box.top + box.bottom) / 2;
	const text = column.map((run) => Array.from(run.text, (character) => forms.get(character) ?? character).join('')).join('');
	return changedRun(first!, {
		...box,
		...{ size, text, top: middle - size / 2, bottom: middle + size / 2, baseline: middle + 0.38 * size, spaced: true },
	});
}
