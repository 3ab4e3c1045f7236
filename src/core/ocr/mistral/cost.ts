import { highestUsdPerThousandPages, ocrModel } from './models.ts';

/** Where a document is read, and by what. */
export interface PricedEngine {
	readonly provider: 'azure' | 'mistral';
	/** The OCR URL. */
	readonly endpoint: string;
	/** As asked for, or as the service's answer names it. */
	readonly model: string;
}

/** A page of a PDF takes more bytes than this, so a small file need not be opened to know that it is cheap. */
const leastBytesPerPage = 500;

/** USD for so many pages at list price; undefined where no price is known. */
export function estimateOcrCost({ provider, endpoint, model }: PricedEngine, pages: number): number | undefined {
	// Other servers speak Mistral's language at other prices.
	const own = provider === 'mistral' && URL.canParse(endpoint) && new URL(endpoint).hostname === 'api.mistral.ai';
	const price = own ? ocrModel(model).usdPerThousandPages : undefined;
	return price === undefined ? undefined : (price * pages) / 1000;
}

/**
 * Whether so many pages are worth a question before they are sent: when they cost more than `above` USD, and always when that is 0. Where the price is
 * not known, they are taken to cost the most that any model does.
 */
export function isWorthAsking(engine: PricedEngine, pages: number, above: number): boolean {
	return above <= 0 || (estimateOcrCost(engine, pages) ?? (highestUsdPerThousandPages * pages) / 1000) > above;
}

/** The most pages that a PDF of this size can have. */
export function mostPages(bytes: number): number {
	return Math.ceil(bytes / leastBytesPerPage);
}
