import type { Bytes } from '../../../../src/core/disk/bytes.ts';
import { type OpenPdf, openImage, openPdf } from '../../../../src/core/pdf/openPdf.ts';
import type { ImageForm } from '../../../../src/core/pdf/pdfium.ts';
import { sharedPdfium } from '../../../support/pdfInProcess.ts';

/** Opens documents in this thread. */
export interface PdfOpener {
	open(bytes: Bytes, name: string, password?: string): OpenPdf;
	openImage(bytes: Uint8Array, name: string, image: ImageForm): OpenPdf;
	/** What PDFium is asked for during `work`: pages that it loads, and the pixels of each picture that it draws. */
	watch(work: () => void): { readonly loads: number; readonly pixels: readonly number[] };
}

/** PDFium in this thread. */
export async function loadPdfium(): Promise<PdfOpener> {
	const pdfium = await sharedPdfium();
	return {
		open: (bytes, name, password) => openPdf(pdfium, bytes, name, password),
		openImage: (bytes, name, image) => openImage(pdfium, bytes, name, image),
		watch(work) {
			const { module } = pdfium;
			const { FPDF_LoadPage: load, FPDFBitmap_Create: create } = module;
			const pixels: number[] = [];
			let loads = 0;
			Object.assign(module, {
				FPDF_LoadPage: (...args: Parameters<typeof load>) => {
					loads++;
					return load(...args);
				},
				FPDFBitmap_Create: (...args: Parameters<typeof create>) => {
					pixels.push(args[0] * args[1]);
					return create(...args);
				},
			});
			try {
				work();
			} finally {
				Object.assign(module, { FPDF_LoadPage: load, FPDFBitmap_Create: create });
			}
			return { loads, pixels };
		},
	};
}
