import { FoveaError } from '../errors.ts';
import { hasCollection } from './catalog.ts';
import type { PdfSource, Pdfium } from './pdfium.ts';

/** `FORMTYPE_XFA_FULL` of fpdf_formfill.h: an XML form that only Adobe's readers lay out. */
const wholeXfa = 2;

/** The most characters of a placeholder page. */
const shortText = 1200;

/** The most attachments that are named. */
const mostNames = 20;

/**
 * Refuses a document whose only page is a placeholder that says that the content is elsewhere.
 * @throws {FoveaError} `portfolio` with the names of its documents, `xfaForm`
 */
export function refusePlaceholder(pdfium: Pdfium, document: number, source: PdfSource, name: string): void {
	const { raw } = pdfium;
	const isXfa = raw.FPDF_GetFormType(document) === wholeXfa;
	const attachments = raw.FPDFDoc_GetAttachmentCount(document);
	if ((!isXfa && attachments <= 0) || raw.FPDF_GetPageCount(document) !== 1 || !isShort(pdfium, document)) {
		return;
	}
	if (isXfa) {
		throw new FoveaError('xfaForm', { name });
	}
	if (hasCollection(source.bytes)) {
		const documents = Array.from({ length: Math.min(attachments, mostNames) }, (_, index) => {
			const attachment = raw.FPDFDoc_GetAttachment(document, index);
			return pdfium.utf16((buffer, length) => raw.FPDFAttachment_GetName(attachment, buffer, length));
		});
		throw new FoveaError('portfolio', { name, documents });
	}
}

/** Whether the only page has little text and no fields. */
function isShort(pdfium: Pdfium, document: number): boolean {
	const { raw } = pdfium;
	const page = raw.FPDF_LoadPage(document, 0);
	if (!page) {
		return false;
	}
	const text = raw.FPDFText_LoadPage(page);
	const characters = text ? raw.FPDFText_CountChars(text) : 0;
	const annotations = raw.FPDFPage_GetAnnotCount(page);
	if (text) {
		raw.FPDFText_ClosePage(text);
	}
	raw.FPDF_ClosePage(page);
	return characters < shortText && annotations === 0;
}
