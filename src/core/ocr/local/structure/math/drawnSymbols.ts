import type { Box, PageLayout } from '../../../../pdf/pageLayout.ts';

/** The largest distance in points from a page's edge at which a drawing is cut off by it. */
const edge = 1;

/** The largest height of a drawn root or brace, in em. */
const highest = 4;

/** The largest distances in em between the end of a drawn symbol and its formula, along x and y. */
const reach = { before: 1.3, behind: 0.5, y: 0.3 };

/**
 * Finds formulas with a symbol that is a drawing and not text: KaTeX draws roots, braces and long arrows up to the edge of the page and hides part of
 * them, so that their end is not known.
 */
export function drawnSymbols({
	runs,
	shapes,
	width,
}: Pick<PageLayout, 'runs' | 'shapes' | 'width'>): (formula: Box, em: number) => boolean {
	const isKatex = runs.some(({ font }) => /katex_/i.test(font));
	const drawn = (isKatex ? shapes : []).filter(({ curved, left, right }) => curved && left <= edge !== right >= width - edge);
	return (formula, em) =>
		drawn.some(({ left, right, top, bottom }) => {
			const end = left <= edge ? right : left;
			return (
				bottom - top < highest * em &&
				end > formula.left - reach.before * em &&
				end < formula.right + reach.behind * em &&
				top < formula.bottom + reach.y * em &&
				bottom > formula.top - reach.y * em
			);
		});
}
