/** What an OCR model is known to accept and cost; the source of each row is in its comment. */
export interface OcrModel {
	/** `table_format`, `extract_header` and `extract_footer`. */
	readonly tablesAndRunningText: boolean;
	/** ISO date on which Mistral (and, where it differs, Azure) switched it off. */
	readonly retired?: string;
}

/**
 * By the model's id or, on Azure, by the deployment's name, which most people leave as it is suggested.
 * From Mistral's model pages and OpenAPI document (2026-08) and Microsoft's retirement schedule (2026-09).
 */
const rows: readonly (readonly [RegExp, OcrModel])[] = [
	[/^mistral-ocr-2503/, { tablesAndRunningText: false, retired: '2025-12-31' }],
	[/^mistral-ocr-2505/, { tablesAndRunningText: false, retired: '2026-05-31' }],
	[/^mistral-document-ai-2505/, { tablesAndRunningText: false, retired: '2026-07-20' }],
	[/^mistral-(ocr|document-ai)-2512/, { tablesAndRunningText: true }],
	[/^mistral-ocr-(4|latest)/, { tablesAndRunningText: true }],
];

/** Nothing but what every model takes. */
const unknownModel: OcrModel = { tablesAndRunningText: false };

/** The row for a model id or a deployment's name; the safe one when it is not known. */
export function ocrModel(id: string): OcrModel {
	return rows.find(([pattern]) => pattern.test(id.toLowerCase()))?.[1] ?? unknownModel;
}

/** Models to suggest, the best first; any other name can be entered. From the model tables of Mistral (2026-08) and of Foundry (2026-10). */
export const suggestedOcrModels: Readonly<Record<'azure' | 'mistral', readonly string[]>> = {
	azure: ['mistral-document-ai-2512', 'mistral-ocr-4-0', 'mistral-ocr-2503'],
	mistral: ['mistral-ocr-latest', 'mistral-ocr-4-1', 'mistral-ocr-4-0', 'mistral-ocr-2512', 'mistral-ocr-2505', 'mistral-ocr-2503'],
};
