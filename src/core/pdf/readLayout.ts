import type { Monospace } from './monospace.ts';
import type { PageLayout } from './pageLayout.ts';
import { PageSpace } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';
import { readGraphics } from './readGraphics.ts';
import type { UserLink } from './readLinks.ts';
import { readText } from './readText.ts';

/** Text, drawings, pictures and links of a loaded page in one coordinate system. */
export function readLayout(pdfium: Pdfium, page: number, links: readonly UserLink[], monospace: Monospace): PageLayout {
	const unturned = PageSpace.of(pdfium, page);
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
