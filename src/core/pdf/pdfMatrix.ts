import type { UserBox } from './pageSpace.ts';
import type { Pdfium } from './pdfium.ts';

/** `[a b c d e f]` of PDF: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** The matrix that changes nothing. */
export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** The matrix of a page object that PDFium has loaded. */
export function matrixOf(pdfium: Pdfium, object: number): Matrix {
	const { raw, scratch } = pdfium;
	if (!raw.FPDFPageObj_GetMatrix(object, scratch)) {
		return identity;
	}
	return [
		pdfium.float(scratch),
		pdfium.float(scratch + 4),
		pdfium.float(scratch + 8),
		pdfium.float(scratch + 12),
		pdfium.float(scratch + 16),
		pdfium.float(scratch + 20),
	];
}

/** The box around a page object in the page's own coordinates; `outer` is the matrix of the forms that it is in. */
export function boundsOf(pdfium: Pdfium, object: number, outer: Matrix): UserBox {
	const { raw, scratch } = pdfium;
	raw.FPDFPageObj_GetBounds(object, scratch, scratch + 4, scratch + 8, scratch + 12);
	const left = pdfium.float(scratch);
	const bottom = pdfium.float(scratch + 4);
	const right = pdfium.float(scratch + 8);
	const top = pdfium.float(scratch + 12);
	if (outer === identity) {
		return { left, top, right, bottom };
	}
	const corners = [apply(outer, left, bottom), apply(outer, right, bottom), apply(outer, left, top), apply(outer, right, top)];
	const xs = corners.map(([x]) => x);
	const ys = corners.map(([, y]) => y);
	return { left: Math.min(...xs), bottom: Math.min(...ys), right: Math.max(...xs), top: Math.max(...ys) };
}

/** The matrix that applies `inner` first. */
export function multiply(inner: Matrix, outer: Matrix): Matrix {
	const [a, b, c, d, e, f] = inner;
	const [A, B, C, D, E, F] = outer;
	return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

/** Transforms a point. */
export function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] {
	return [a * x + c * y + e, b * x + d * y + f];
}
