import { highestUsdPerThousandPages, ocrModel } from './models.ts';

/** The provider, endpoint and model that determine a price. */
export interface PricedEngine {
	readonly provider: 'azure' | 'mistral';
	/** The OCR URL. */
	readonly endpoint: string;
	/** As requested, or as the service's answer names it. */
	readonly model: string;
}

/** The fewest bytes of a PDF page, so that a small file need not be opened to know that it is cheap. */
const leastBytesPerPage = 500;

/** The cost of pages in USD at list price; undefined if no price is known. */
export function estimateOcrCost({ provider, endpoint, model }: PricedEngine, pages: number): number | undefined {
	// Compatible servers have other prices.
	const own = provider === 'mistral' && URL.canParse(endpoint) && new URL(endpoint).hostname === 'api.mistral.ai';
	const price = own ? ocrModel(model).usdPerThousandPages : undefined;
	return price === undefined ? undefined : (price * pages) / 1000;
}

/**
 * Whether the user is asked before pages are sent: if they cost more than `above` USD, and always if that is 0. If the price is not known, the
 * highest of all models is assumed.
 */
export function isWorthAsking(engine: PricedEngine, pages: number, above: number): boolean {
	return above <= 0 || (estimateOcrCost(engine, pages) ?? (highestUsdPerThousandPages * pages) / 1000) > above;
}

/** The most pages that a PDF of this size can have. */
export function mostPages(bytes: number): number {
	return Math.ceil(bytes / leastBytesPerPage);
}
