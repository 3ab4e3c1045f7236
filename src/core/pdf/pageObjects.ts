import type { Pdfium } from './pdfium.ts';
import { type Matrix, identity, matrixOf, multiply } from './pdfMatrix.ts';

/** `FPDF_PAGEOBJ_*` of fpdf_edit.h. */
export const objectType = { text: 1, path: 2, image: 3, shading: 4, form: 5 } as const;

/** Deeper than any program nests forms. */
const deepestForm = 12;

/** An object of a page, as PDFium has loaded it. */
export interface PageObject {
	readonly object: number;
	/** One of `objectType`. */
	readonly type: number;
	/** The matrix of the forms that the object is in. */
	readonly outer: Matrix;
	/** How many forms it is in. */
	readonly depth: number;
}

/** The objects of a loaded page in the order of painting; each form is followed by its own objects. */
export function pageObjects(pdfium: Pdfium, page: number): Generator<PageObject> {
	const { raw } = pdfium;
	return objectsIn(pdfium, identity, 0, raw.FPDFPage_CountObjects(page), (index) => raw.FPDFPage_GetObject(page, index));
}

function* objectsIn(
	pdfium: Pdfium,
	outer: Matrix,
	depth: number,
	count: number,
	objectAt: (index: number) => number,
): Generator<PageObject> {
	const { raw } = pdfium;
	for (let i = 0; i < count; i++) {
		const object = objectAt(i);
		const type = raw.FPDFPageObj_GetType(object);
		yield { object, type, outer, depth };
		if (type === objectType.form && depth < deepestForm) {
			const inner = multiply(matrixOf(pdfium, object), outer);
			yield* objectsIn(pdfium, inner, depth + 1, raw.FPDFFormObj_CountObjects(object), (index) => raw.FPDFFormObj_GetObject(object, index));
		}
	}
}
