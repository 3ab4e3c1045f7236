import type { PageAnnotations } from './annotations.ts';
import { drawPage } from './drawPage.ts';
import { drawnToggles } from './drawnToggles.ts';
import { withFields } from './formFields.ts';
import { mayBeLetters } from './letterOutlines.ts';
import type { Box, PageLayout, TextRun } from './pageLayout.ts';
import { PageSpace } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { readGraphics } from './readGraphics.ts';
import { readText } from './readText.ts';
import { withStruckText } from './struckText.ts';
import { Visibility } from './visibility.ts';

/** Facts about the document of a page. */
export interface DocumentFacts {
	/** Whether it has layers, so that some content may be switched off. */
	readonly hasLayers: () => boolean;
}

/** Reads text, drawings, pictures and links of a loaded page in one coordinate system. */
export function readLayout(pdfium: Pdfium, page: number, annotations: PageAnnotations, { hasLayers }: DocumentFacts): PageLayout {
	const unturned = spaceOf(pdfium, page);
	const visibility = new Visibility(pdfium, page, hasLayers, annotations.values.length > 0);
	const text = readText(pdfium, page, unturned, visibility);
	const { rotation } = text;
	const space = unturned.turned(rotation);
	const marks = annotations.marks.map((mark) => space.box(mark)).filter((mark) => text.runs.some(({ run }) => isWithin(run, mark)));
	const { dashes, ...graphics } = readGraphics(pdfium, page, space, marks);
	const hidden = visibility.hidden(text.runs, space, (dpi, maxPixels, region) =>
		drawPage(pdfium, page, { dpi, maxPixels, region, rotation }),
	);
	const runs = text.runs.map(({ run }) => (hidden.has(run) ? { ...run, invisible: true } : run));
	const toggles = annotations.toggles.map(({ isOn, ...box }) => ({ isOn, ...space.box(box) }));
	const values = annotations.values.map(({ value, undrawn, options, ...box }) => ({ value, undrawn, options, ...space.box(box) }));
	const links = annotations.links.map(({ url, ...box }) => ({ url, ...space.box(box) }));
	const shown = withStruckText({ ...graphics, runs: shownRuns(runs, graphics) }, links);
	const withMarks = withFields(shown, space.width, [...toggles, ...drawnToggles(shown, toggles)], values);
	return {
		width: space.width,
		height: space.height,
		rotation,
		...withMarks,
		links,
		...(runs.some(({ glyphs }) => glyphs) ? { dashes } : {}),
	};
}

/** The runs without invisible text, except behind a picture or outlines, where it may be the text that these show. */
function shownRuns(runs: readonly TextRun[], { images, shapes }: Pick<PageLayout, 'images' | 'shapes'>): TextRun[] {
	const showsText = [...images, ...shapes.filter(mayBeLetters)];
	return runs.filter((run) => !run.invisible || showsText.some((box) => isWithin(run, box)));
}

function isWithin(box: Box, { left, top, right, bottom }: Box): boolean {
	const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
	return x > left && x < right && y > top && y < bottom;
}

/** The space of a loaded page, with the page's own rotation. */
function spaceOf(pdfium: Pdfium, page: number): PageSpace {
	return pdfium.withMemory(16, (rectangle) => {
		pdfium.raw.FPDF_GetPageBoundingBox(page, rectangle);
		const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(rectangle, 4);
		return new PageSpace({ left, top, right, bottom }, Math.max(0, pdfium.raw.FPDFPage_GetRotation(page)));
	});
}
