import type { Answer } from './answer.ts';

/** The models that the emulator can play. */
export type OcrModelId =
	| 'mistral-ocr-2503'
	| 'mistral-ocr-2505'
	| 'mistral-document-ai-2505'
	| 'mistral-document-ai-2512'
	| 'mistral-ocr-2512'
	| 'mistral-ocr-4-0'
	| 'mistral-ocr-4-1';

export interface OcrModel {
	/** What an answer says in `model`. */
	readonly reports: string;
	/** Optional fields that a request may have; others are refused as `extra_forbidden`. */
	readonly fields: readonly string[];
	/** Whether `pages` may be text such as `0,2-4`. */
	readonly pagesAsText: boolean;
	/** Values of `confidence_scores_granularity`, where that field is known. */
	readonly confidence: readonly string[];
	/** Whether `include_blocks` returns blocks; models before OCR 4 take the field and return none. */
	readonly blocks: boolean;
	/** Whether pages have `tables`, `hyperlinks`, `header` and `footer` at all: a body of 2505 in Mistral's documentation has not. */
	readonly fullPages: boolean;
	/** Whether images are taken in a `document_url` chunk too. */
	readonly imagesAsDocuments: boolean;
}

const first = ['pages', 'include_image_base64', 'image_limit', 'image_min_size'];
const annotations = [...first, 'bbox_annotation_format', 'document_annotation_format'];
const tables = [...annotations, 'table_format', 'extract_header', 'extract_footer'];
const all = [...tables, 'document_annotation_prompt', 'include_blocks', 'confidence_scores_granularity'];

const of2503: OcrModel = {
	reports: 'mistral-ocr-2503-completion',
	fields: first,
	pagesAsText: false,
	confidence: [],
	blocks: false,
	fullPages: false,
	imagesAsDocuments: false,
};
const of2505: OcrModel = { ...of2503, reports: 'mistral-ocr-2505-completion', fields: annotations };
const of2512: OcrModel = {
	reports: 'mistral-ocr-2512',
	fields: all,
	pagesAsText: true,
	confidence: ['page', 'word'],
	blocks: false,
	fullPages: true,
	imagesAsDocuments: false,
};
const of40: OcrModel = { ...of2512, reports: 'mistral-ocr-4-0', blocks: true, imagesAsDocuments: true };

/**
 * Fields by model as Mistral's OpenAPI document (2026-08), changelog and documentation samples have them; the text form of `pages` is of
 * 2026-06-23, when the models of 2503 and 2505 were gone. Azure's schemas lag: its 2512 refused `confidence_scores_granularity`
 * in May 2026 (Microsoft Q&A 5890356) and its SDK knew no `include_blocks`; Mistral's cookbook sends both to `mistral-ocr-4-0` there.
 */
export const ocrModels: Readonly<Record<OcrModelId, OcrModel>> = {
	'mistral-ocr-2503': of2503,
	'mistral-ocr-2505': of2505,
	'mistral-document-ai-2505': { ...of2505, reports: 'mistral-document-ai-2505' },
	'mistral-document-ai-2512': { ...of2512, reports: 'mistral-document-ai-2512', fields: tables, pagesAsText: false, confidence: [] },
	'mistral-ocr-2512': of2512,
	'mistral-ocr-4-0': of40,
	'mistral-ocr-4-1': { ...of40, reports: 'mistral-ocr-4-1', confidence: ['page', 'word', 'block'] },
};

/** Mistral's list of models, in the shape of its OpenAPI document, with one that reads nothing beside those that do. */
export function modelList(ids: readonly string[]): Answer {
	const model = (id: string, ocr: boolean) => ({
		id,
		object: 'model',
		created: 1_764_547_200,
		owned_by: 'mistralai',
		capabilities: { completion_chat: !ocr, vision: !ocr, ocr },
		deprecation: null,
	});
	return { status: 200, body: { object: 'list', data: [model('mistral-large-latest', false), ...ids.map((id) => model(id, true))] } };
}
