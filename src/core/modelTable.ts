/** A provider's offer of a model. */
export interface Offer {
	/** Whether the provider calls it a preview. */
	readonly preview?: true;
	/** ISO date of its end, if announced. */
	readonly until?: string;
}

/** What every row contains in addition to what a model accepts and costs. */
export interface ModelFacts {
	/** Offers by provider; none if it was never offered there, or nothing is known. */
	readonly offers: Readonly<Record<string, Offer>>;
}

/**
 * A table of models: one for OCR and one for images, with the same shape, so that the end of a model is looked up, reported and tested in one way.
 * They are two because what the models accept has nothing in common.
 */
export interface ModelTable<F extends ModelFacts> {
	/** Rows by the model's id or, on Azure, by the deployment's name, which most people leave as suggested. The first match counts. */
	readonly rows: readonly (readonly [name: RegExp, facts: F])[];
	/** The models to suggest by provider, the best first, retired ones included; any other name can be entered. */
	readonly suggested: Readonly<Record<string, readonly string[]>>;
}

/** ISO date on which both tables were last compared with their sources, which are noted beside the rows. */
export const tablesAsOf = '2026-11-26';

/** Today as an ISO date. */
export function isoToday(): string {
	return new Date().toISOString().slice(0, 10);
}

/** The row for a model's id or a deployment's name; undefined if it is not known. */
export function factsOf<F extends ModelFacts>({ rows }: ModelTable<F>, id: string): F | undefined {
	return rows.find(([name]) => name.test(id.toLowerCase()))?.[1];
}

/** Whether a model is unknown by its name. */
export function isUnknownName(table: ModelTable<ModelFacts>, id: string): boolean {
	return factsOf(table, id) === undefined;
}

/** ISO date of a model's end at a provider; undefined if it is not known. */
export function endOf(table: ModelTable<ModelFacts>, id: string, provider: string): string | undefined {
	return factsOf(table, id)?.offers[provider]?.until;
}

/** The models to suggest at a provider, retired ones included. */
export function suggestedModels({ suggested }: ModelTable<ModelFacts>, provider: string): readonly string[] {
	return suggested[provider] ?? [];
}

/** The suggested models that a provider offers on `today` (ISO date), the best first. */
export function offeredModels(table: ModelTable<ModelFacts>, provider: string, today = isoToday()): readonly string[] {
	return suggestedModels(table, provider).filter((id) => !hasEnded(endOf(table, id, provider), today));
}

/** Since when a model is retired at a provider, and its alternatives there; undefined unless it is known to have ended by `today` (ISO date). */
export function retirementOf(
	table: ModelTable<ModelFacts>,
	id: string,
	provider: string,
	today = isoToday(),
): { readonly retired: string; readonly alternatives: readonly string[] } | undefined {
	const retired = endOf(table, id, provider);
	return retired !== undefined && hasEnded(retired, today) ? { retired, alternatives: offeredModels(table, provider, today) } : undefined;
}

function hasEnded(end: string | undefined, today: string): boolean {
	return end !== undefined && end <= today;
}
