import type { Box, PageLayout } from '../../../pdf/pageLayout.ts';
import { dividedAtCaptions } from './tables/captionedTables.ts';
import { findBandedTables } from './tables/bandedTables.ts';
import { type Figure, type FigureSources, findDrawings, findFigures } from './blocks/figures.ts';
import { findFrames } from './blocks/textFrames.ts';
import { type Line, shareWithin } from './lines/line.ts';
import { withoutLineNumbers } from './lines/lineNumbers.ts';
import { buildLines } from './lines/lines.ts';
import { withDrawnBullets, withTypedBullets, withTypedTicks } from './blocks/drawnBullets.ts';
import type { PageContent } from './blocks/pageBlocks.ts';
import { withHeadersAbove } from './tables/headerAbove.ts';
import { withNamesBeside } from './tables/namesBeside.ts';
import { findRowDividedTables } from './tables/rowDividedTables.ts';
import { findRuledTables } from './tables/ruledTables.ts';
import { mergeRules } from './tables/mergeRules.ts';
import { shadedRows } from './tables/shadedRows.ts';
import { withTitles } from './tables/tableTitles.ts';
import { findTypewrittenTables } from './tables/typewrittenTables.ts';
import { buildSlantedLines } from './lines/slantedLines.ts';
import { withoutTypedGrids } from './lines/typedGrids.ts';
import { buildTurnedLines } from './lines/turnedLines.ts';
import { pageFormulas } from './math/pageFormulas.ts';
import { boxOnPage, inReadingDirection } from './lines/verticalText.ts';
import { inOneShape } from './lines/run.ts';

/** What is kept of a page until the whole document is known. */
export interface PageParts extends FigureSources, Pick<PageLayout, 'rotation' | 'rules'> {
	readonly upright: readonly Line[];
	/** The page's text is vertical: it is turned so that its columns are lines, see `boxOnPage`. */
	readonly vertical: boolean;
	/** Lines that stand sideways, upside down or aslant. */
	readonly turned: readonly Line[];
	/** Tables whose lines are made of characters. */
	readonly grids: readonly Box[];
	/** Rectangles filled with a colour. */
	readonly areas: readonly Box[];
	/** Rectangles that may be frames around text. */
	readonly frames: readonly Box[];
}

/** More lines than tables have; a page with them is a plan or a map. */
const mostRules = 2500;

/** A page's text in lines and its drawings in groups. */
export function pageParts(layout: PageLayout): PageParts {
	const { page: whole, vertical } = inReadingDirection({ ...layout, runs: layout.runs.map(inOneShape) });
	const { page, lines: formulas } = pageFormulas({ ...whole, runs: withoutLineNumbers(whole.runs) });
	const { width, height, rotation, images } = page;
	const { runs, rules: typed, grids } = withoutTypedGrids(page.runs);
	const drawn = page.rules.length > mostRules ? [] : page.rules;
	const rules = [...drawn, ...typed];
	return {
		...{ width, height, rotation, images, rules, vertical, grids },
		upright: [...buildLines(withDrawnBullets(withTypedTicks(withTypedBullets(runs)), page.shapes), rules, page.links, images), ...formulas],
		turned: [...buildTurnedLines(whole.runs).sort((a, b) => a.left - b.left), ...buildSlantedLines(whole.runs)],
		drawings: findDrawings(page),
		areas: page.shapes.filter(({ curved }) => !curved).slice(0, mostRules),
		frames: findFrames({ rules: drawn, shapes: page.shapes }),
	};
}

/** A figure where it is on the page as it is drawn. */
export function figureOnPage({ vertical, height: width }: PageParts, figure: Figure): Figure {
	return vertical ? boxOnPage(figure, width) : figure;
}

/** What is known of the document as a whole when a page's content is sorted. */
export interface DocumentContext {
	/** Keys of pictures that are on most pages. */
	readonly logos: ReadonlySet<string>;
	/** Lines to leave out. */
	readonly without: ReadonlySet<Line>;
	/** Points of running text. */
	readonly bodySize: number;
}

/** Sorts what is on a page into figures, tables and other text. */
export function pageContent(page: PageParts, { logos, without, bodySize }: DocumentContext): PageContent {
	const upright = page.upright.filter((line) => !without.has(line));
	const turned = page.turned.filter((line) => !without.has(line));
	const figures = findFigures(page, [...upright, ...turned], logos, bodySize);
	const labels = new Set(figures.flatMap((figure) => figure.labels));
	const rules = mergeRules(page.rules.filter((rule) => !figures.some((figure) => shareWithin(thickened(rule), figure) > 0.9)));
	const text = [...upright, ...turned].filter((line) => !labels.has(line));
	const ruled = findRuledTables(text, rules, page.areas);
	const divided = findRowDividedTables(ruled.rest, rules, page.areas);
	const banded = findBandedTables(divided.rest, rules, shadedRows(page.areas, divided.rest));
	const typewritten = findTypewrittenTables(banded.rest);
	const found = [...ruled.tables, ...divided.tables, ...banded.tables, ...typewritten.tables].flatMap(dividedAtCaptions);
	const { tables, rest } = withTitles(withHeadersAbove(withNamesBeside({ tables: found, rest: typewritten.rest })));
	const isTurned = new Set(turned);
	return {
		lines: rest.filter((line) => !isTurned.has(line)),
		turned: rest.filter((line) => isTurned.has(line)),
		...{ tables, figures, rules, frames: page.frames },
	};
}

/** A line has no area that could be within another one. */
function thickened({ left, top, right, bottom }: Box): Box {
	return { left, top, right: right + 0.1, bottom: bottom + 0.1 };
}
