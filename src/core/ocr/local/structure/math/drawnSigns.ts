import type { Box, PageLayout } from '../../../../pdf/pageLayout.ts';

/** Points to the edge of a page within which a drawing is cut off by it. */
const edge = 1;

/** Em that a drawn root or brace is high at most. */
const highest = 4;

/** Em between the end of a drawn sign and the formula that it belongs to at most, along x and y. */
const reach = { before: 1.3, behind: 0.5, y: 0.3 };

/**
 * Tells whether a sign of a formula is a drawing, and so in no text: KaTeX draws roots, braces and long arrows that go on to the edge of the page, and hides
 * the rest of them, so that nobody knows where they end.
 */
export function drawnSigns({ shapes, width }: Pick<PageLayout, 'shapes' | 'width'>): (formula: Box, em: number) => boolean {
	const drawn = shapes.filter(({ curved, left, right }) => curved && left <= edge !== right >= width - edge);
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
