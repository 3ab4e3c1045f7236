import type { Monospace } from './monospace.ts';
import type { PageLayout } from './pageLayout.ts';
import { PageSpace } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { readGraphics } from './readGraphics.ts';
import type { UserLink } from './readLinks.ts';
import { readText } from './readText.ts';

/** Text, drawings, pictures and links of a loaded page in one coordinate system. */
export function readLayout(pdfium: Pdfium, page: number, links: readonly UserLink[], monospace: Monospace): PageLayout {
	const unturned = spaceOf(pdfium, page);
	const text = readText(pdfium, page, unturned, monospace);
	const space = unturned.turned(text.rotation);
	return {
		width: space.width,
		height: space.height,
		...text,
		...readGraphics(pdfium, page, space),
		links: links.map(({ url, ...box }) => ({ url, ...space.box(box) })),
	};
}

/** The space of a loaded page, turned as the page itself asks. */
function spaceOf(pdfium: Pdfium, page: number): PageSpace {
	return pdfium.withMemory(16, (rectangle) => {
		pdfium.module.FPDF_GetPageBoundingBox(page, rectangle);
		const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(rectangle, 4);
		return new PageSpace({ left, top, right, bottom }, Math.max(0, pdfium.module.FPDFPage_GetRotation(page)));
	});
}
