import type { Pdfium } from './pdfium.ts';

/** `[a b c d e f]` of PDF: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** The matrix of a page object that PDFium has loaded. */
export function matrixOf(pdfium: Pdfium, object: number): Matrix {
	return pdfium.withMemory(24, (memory) =>
		pdfium.raw.FPDFPageObj_GetMatrix(object, memory) ? (Array.from(pdfium.floats(memory, 6)) as unknown as Matrix) : identity,
	);
}

/** The matrix that applies `inner` first. */
export function multiply(inner: Matrix, outer: Matrix): Matrix {
	const [a, b, c, d, e, f] = inner;
	const [A, B, C, D, E, F] = outer;
	return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

export function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [number, number] {
	return [a * x + c * y + e, b * x + d * y + f];
}
