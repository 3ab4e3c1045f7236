import { joinAcrossPages } from './acrossPages.ts';
import type { Block } from './blocks.ts';
import { markContinued } from '../tables/continuedTables.ts';
import { compactLevels, withNumberedLevels } from './headingLevels.ts';
import { withoutLoneMarkers } from './lists.ts';
import { pageText } from './pageBlocks.ts';
import { type PageParts, pageContent } from '../pageContent.ts';
import { type Line, levelled, signsIn } from '../lines/line.ts';
import { findRunningText } from './runningText.ts';
import { type Typography, surveyTypography } from '../lines/typography.ts';

/** The blocks of a document's pages, and its typography. */
export interface DocumentBlocks {
	/** For each page, in the order in which it is read. */
	readonly blocks: readonly (readonly Block[])[];
	readonly typography: Typography;
}

/** The share of pages above which a repeated picture is decoration. */
const logoShare = 0.5;

/** Builds the blocks of all pages, with what the document as a whole tells about each. `withoutRunningText` leaves out headers, footers and page numbers. */
export function documentBlocks(pages: readonly PageParts[], withoutRunningText: boolean): DocumentBlocks {
	const typography = surveyTypography(pages.map(mostText));
	const { bodySize } = typography;
	const logos = findLogos(pages);
	const withoutLogos = pages.map((page) => ({ ...page, images: page.images.filter(({ key }) => !logos.has(key)) }));
	const running = withoutRunningText ? findRunningText(withoutLogos, bodySize) : [];
	const texts = pages.map((page, position) =>
		pageText(pageContent(page, { logos, bodySize, without: running[position] ?? new Set() }), typography),
	);
	const blocks: Block[][] = [];
	for (const page of joinAcrossPages(texts)) {
		blocks.push(markContinued(blocks.at(-1) ?? [], page));
	}
	return { blocks: compactLevels(withNumberedLevels(withoutLoneMarkers(blocks))), typography };
}

/** The main lines of a page: upright ones, unless most of the page is sloped. */
function mostText({ upright, turned }: PageParts): readonly Line[] {
	return signsIn(turned) > signsIn(upright) ? turned.map(levelled) : upright;
}

function findLogos(pages: readonly PageParts[]): Set<string> {
	const counts = new Map<string, number>();
	for (const { images } of pages) {
		for (const key of new Set(images.map((image) => image.key))) {
			counts.set(key, (counts.get(key) ?? 0) + 1);
		}
	}
	return new Set([...counts].filter(([, count]) => count > 1 && count > pages.length * logoShare).map(([key]) => key));
}
