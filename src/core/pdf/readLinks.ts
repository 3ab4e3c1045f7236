import type { Pdfium } from './pdfium.ts';
import type { UserBox } from './pageSpace.ts';

/** A link annotation in the page's own coordinates. */
export interface UserLink extends UserBox {
	readonly url: string;
}

/** `PDFACTION_URI` of fpdf_doc.h. */
const uriAction = 3;

/** More than a page can show. */
const mostLinks = 5000;

/** Reads the page's links that lead out of the document. */
export function readLinks(pdfium: Pdfium, document: number, page: number): UserLink[] {
	const { module } = pdfium;
	const links: UserLink[] = [];
	pdfium.withMemory(32, (memory) => {
		const [position, found, rectangle] = [memory, memory + 4, memory + 16];
		pdfium.bytes(position, 8).fill(0);
		while (links.length < mostLinks && module.FPDFLink_Enumerate(page, position, found)) {
			const link = pdfium.integers(found, 1)[0]!;
			const action = module.FPDFLink_GetAction(link);
			if (action && module.FPDFAction_GetType(action) === uriAction && module.FPDFLink_GetAnnotRect(link, rectangle)) {
				const [left = 0, top = 0, right = 0, bottom = 0] = pdfium.floats(rectangle, 4);
				const url = pdfium.text('utf8', (buffer, length) => module.FPDFAction_GetURIPath(document, action, buffer, length)).trim();
				links.push({ left, top, right, bottom, url });
			}
		}
	});
	return links;
}
