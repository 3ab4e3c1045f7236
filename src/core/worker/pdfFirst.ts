import { workerData } from 'node:worker_threads';
import { PdfEngine } from '../pdf/pdfEngine.ts';
import type { WorkerData } from './hostApi.ts';

const { files, opensPdf } = workerData as WorkerData;

/** The worker's PDF engine. If a PDF comes first, its thread starts before the worker's other modules are loaded, which takes as long. */
export const pdf = new PdfEngine({ files });

if (opensPdf) {
	pdf.prepare();
}
