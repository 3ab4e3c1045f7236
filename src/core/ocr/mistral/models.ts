import { type ModelFacts, type ModelTable, type Offer, factsOf } from '../../modelTable.ts';
import type { Limits } from '../engine.ts';

/** The providers of models, each with its own dates. */
export type ModelProvider = 'azure' | 'mistral';

/** What an OCR model is known to accept and cost. */
export interface OcrModel extends ModelFacts {
	/** `table_format`, `extract_header` and `extract_footer`. */
	readonly tablesAndRunningText: boolean;
	readonly offers: Readonly<{ [P in ModelProvider]?: Offer }>;
	/** USD for 1,000 pages without annotations on Mistral's API, the batch discount left out. For Azure no price was found that Microsoft publishes. */
	readonly usdPerThousandPages?: number;
}

/**
 * The table of OCR models. Sources: Mistral's model pages, release notes and OpenAPI document (platform-docs-public, 2026-08; docs.mistral.ai,
 * 2026-11), Microsoft's retirement schedule (2026-09), list of retired models (2026-04) and Foundry's model page (2026-10). Texts that name models
 * and dates are compared with it by a test.
 */
export const ocrTable: ModelTable<OcrModel> = {
	rows: [
		[/^mistral-ocr-2503\b/, { tablesAndRunningText: false, offers: { mistral: { until: '2025-12-31' }, azure: { until: '2026-01-30' } } }],
		[/^mistral-ocr-2505\b/, { tablesAndRunningText: false, offers: { mistral: { until: '2026-05-31' } }, usdPerThousandPages: 1 }],
		[/^mistral-document-ai-2505\b/, { tablesAndRunningText: false, offers: { azure: { until: '2026-07-20' } } }],
		[/^mistral-ocr-2512\b/, { tablesAndRunningText: true, offers: { mistral: {} }, usdPerThousandPages: 2 }],
		[/^mistral-document-ai-2512\b/, { tablesAndRunningText: true, offers: { azure: {} } }],
		[
			/^mistral-ocr-4-0\b/,
			{ tablesAndRunningText: true, offers: { mistral: { until: '2026-09-30' }, azure: { preview: true } }, usdPerThousandPages: 4 },
		],
		// `mistral-ocr-4` and `mistral-ocr-latest` are OCR 4.1 since 2026-07-16.
		[/^mistral-ocr-(4-1\b|4$|latest$)/, { tablesAndRunningText: true, offers: { mistral: {} }, usdPerThousandPages: 4 }],
		// Successors accept what their predecessor accepts.
		[/^mistral-ocr-4\b/, { tablesAndRunningText: true, offers: {} }],
	],
	// Retired models come last, for servers that still offer them.
	suggested: {
		azure: ['mistral-document-ai-2512', 'mistral-ocr-4-0', 'mistral-ocr-2503'],
		mistral: ['mistral-ocr-latest', 'mistral-ocr-4-1', 'mistral-ocr-2512', 'mistral-ocr-4-0', 'mistral-ocr-2505', 'mistral-ocr-2503'],
	},
};

/**
 * The limits of a request. Mistral: "50 MB, 1,000 pages" (basic_ocr.md, FAQ). Azure: 30 pages and 30 MB for `mistral-document-ai-2512` and
 * `mistral-ocr-4-0` (Foundry models page, 2026-10).
 */
export const ocrLimits: Readonly<Record<ModelProvider, Limits>> = {
	mistral: { pages: 1000, bytes: 50_000_000 },
	azure: { pages: 30, bytes: 30_000_000 },
};

/** Only what every model accepts. */
const unknownModel: OcrModel = { tablesAndRunningText: false, offers: {} };

/** The row for a model id or a deployment's name; a safe one if it is not known. */
export function ocrModel(id: string): OcrModel {
	return factsOf(ocrTable, id) ?? unknownModel;
}

/** The highest price of a known model, in USD for 1,000 pages. */
export const highestUsdPerThousandPages = Math.max(...ocrTable.rows.map(([, { usdPerThousandPages = 0 }]) => usdPerThousandPages));
