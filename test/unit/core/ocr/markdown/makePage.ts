import type { OcrPage } from '../../../../../src/core/ocr/engine.ts';

/** The beginning of a picture of one pixel. */
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000049444154', 'hex');

/** A page as an engine tells it; without pictures and tables unless `rest` has some. */
export const page = (index: number, markdown: string, rest: Partial<OcrPage> = {}): OcrPage => ({
	index,
	markdown,
	images: [],
	tables: [],
	...rest,
});
