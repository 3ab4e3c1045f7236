import type { Limits } from '../engine.ts';

/** Where models are offered, each with dates of its own. */
export type ModelProvider = 'azure' | 'mistral';

/** How a provider offers a model. */
export interface Offer {
	readonly status: 'current' | 'preview' | 'retired';
	/** ISO date since which it is so, where that is known. */
	readonly since?: string;
	/** ISO date from which the provider offers it no more, where that is announced. */
	readonly until?: string;
}

/** What an OCR model is known to accept and cost. */
export interface OcrModel {
	/** `table_format`, `extract_header` and `extract_footer`. */
	readonly tablesAndRunningText: boolean;
	/** By provider; none where it was never on offer, or nothing is known of it. */
	readonly offers: Readonly<Partial<Record<ModelProvider, Offer>>>;
	/** USD for 1,000 pages without annotations on Mistral's API, the batch discount left out. For Azure no price was found that Microsoft publishes. */
	readonly usdPerThousandPages?: number;
}

/**
 * The one table of OCR models, by the model's id or, on Azure, by the deployment's name, which most people leave as it is suggested. As of 2026-11-26:
 * Mistral's model pages, release notes and OpenAPI document (platform-docs-public, 2026-08; docs.mistral.ai, 2026-11), Microsoft's retirement schedule
 * (2026-09), list of retired models (2026-04) and Foundry's model page (2026-10). Texts that name models and dates are compared with it by a test.
 */
const rows: readonly (readonly [RegExp, OcrModel])[] = [
	[
		/^mistral-ocr-2503\b/,
		{
			tablesAndRunningText: false,
			offers: { mistral: { status: 'retired', since: '2025-12-31' }, azure: { status: 'retired', since: '2026-01-30' } },
		},
	],
	[
		/^mistral-ocr-2505\b/,
		{ tablesAndRunningText: false, offers: { mistral: { status: 'retired', since: '2026-05-31' } }, usdPerThousandPages: 1 },
	],
	[/^mistral-document-ai-2505\b/, { tablesAndRunningText: false, offers: { azure: { status: 'retired', since: '2026-07-20' } } }],
	[/^mistral-ocr-2512\b/, { tablesAndRunningText: true, offers: { mistral: { status: 'current' } }, usdPerThousandPages: 2 }],
	[/^mistral-document-ai-2512\b/, { tablesAndRunningText: true, offers: { azure: { status: 'current' } } }],
	[
		/^mistral-ocr-4-0\b/,
		{
			tablesAndRunningText: true,
			offers: { mistral: { status: 'retired', since: '2026-09-30' }, azure: { status: 'preview' } },
			usdPerThousandPages: 4,
		},
	],
	[
		// `mistral-ocr-4` and `mistral-ocr-latest` are OCR 4.1 since 2026-07-16.
		/^mistral-ocr-(4-1\b|4$|latest$)/,
		{ tablesAndRunningText: true, offers: { mistral: { status: 'current', since: '2026-08-31' } }, usdPerThousandPages: 4 },
	],
	// What followed takes what its predecessor takes.
	[/^mistral-ocr-4\b/, { tablesAndRunningText: true, offers: {} }],
];

/**
 * What one request may carry. Mistral: "50 MB, 1,000 pages" (basic_ocr.md, FAQ). Azure: 30 pages and 30 MB for `mistral-document-ai-2512` and
 * `mistral-ocr-4-0` (Foundry models page, 2026-10).
 */
export const ocrLimits: Readonly<Record<ModelProvider, Limits>> = {
	mistral: { pages: 1000, bytes: 50_000_000 },
	azure: { pages: 30, bytes: 30_000_000 },
};

/** Nothing but what every model takes. */
const unknownModel: OcrModel = { tablesAndRunningText: false, offers: {} };

/** The row for a model id or a deployment's name; the safe one when it is not known. */
export function ocrModel(id: string): OcrModel {
	return rows.find(([pattern]) => pattern.test(id.toLowerCase()))?.[1] ?? unknownModel;
}

/** The most that a known model costs, in USD for 1,000 pages. */
export const highestUsdPerThousandPages = Math.max(...rows.map(([, { usdPerThousandPages = 0 }]) => usdPerThousandPages));

/** Models to suggest, the best first, those that are retired last, for servers that still offer them; any other name can be entered. */
export const suggestedOcrModels: Readonly<Record<ModelProvider, readonly string[]>> = {
	azure: ['mistral-document-ai-2512', 'mistral-ocr-4-0', 'mistral-ocr-2503'],
	mistral: ['mistral-ocr-latest', 'mistral-ocr-4-1', 'mistral-ocr-2512', 'mistral-ocr-4-0', 'mistral-ocr-2505', 'mistral-ocr-2503'],
};

/** The suggested models that a provider offers on `today` (ISO date), the best first. */
export function currentOcrModels(provider: ModelProvider, today: string = new Date().toISOString().slice(0, 10)): readonly string[] {
	return suggestedOcrModels[provider].filter((id) => {
		const offer = ocrModel(id).offers[provider];
		return offer?.status !== 'retired' && !((offer?.until ?? '9999') <= today);
	});
}

/** When a provider has retired a model, and which it has instead; undefined for one that is not known to be retired. */
export function retirementOf(
	id: string,
	provider: ModelProvider,
): { readonly retired: string; readonly alternatives: readonly string[] } | undefined {
	const offer = ocrModel(id).offers[provider];
	return offer?.status === 'retired' && offer.since !== undefined
		? {
				retired: offer.since,
				alternatives: currentOcrModels(provider),
			}
		: undefined;
}
