/** How a provider offers a model. */
export interface Offer {
	/** Whether the provider calls it a preview. */
	readonly preview?: true;
	/** ISO date from which the provider offers it no more, where that is announced. */
	readonly until?: string;
}

/** What every row says of a model, beside what it accepts and costs. */
export interface ModelFacts {
	/** By provider; none where it was never on offer, or nothing is known of it. */
	readonly offers: Readonly<Record<string, Offer>>;
}

/**
 * What is known of models, as data: one for OCR and one for images, of one shape, so that the end of a model is looked up, told and tested in one way. They
 * are two because what models accept has nothing in common.
 */
export interface ModelTable<F extends ModelFacts> {
	/** By the model's id or, on Azure, by the deployment's name, which most people leave as it is suggested. The first that fits counts. */
	readonly rows: readonly (readonly [name: RegExp, facts: F])[];
	/** By provider, the models to suggest, the best first, also those that it offers no more; any other name can be entered. */
	readonly suggested: Readonly<Record<string, readonly string[]>>;
}

/** ISO date on which both tables were last compared with their sources, which stand beside the rows. */
export const tablesAsOf = '2026-11-26';

/** Today, as tables have dates. */
export function isoToday(): string {
	return new Date().toISOString().slice(0, 10);
}

/** The row for a model's id or a deployment's name; undefined when it is not known. */
export function factsOf<F extends ModelFacts>({ rows }: ModelTable<F>, id: string): F | undefined {
	return rows.find(([name]) => name.test(id.toLowerCase()))?.[1];
}

/** Whether nothing is known of a model by its name. */
export function isUnknownName(table: ModelTable<ModelFacts>, id: string): boolean {
	return factsOf(table, id) === undefined;
}

/** ISO date from which a provider offers a model no more; undefined where that is not known. */
export function endOf(table: ModelTable<ModelFacts>, id: string, provider: string): string | undefined {
	return factsOf(table, id)?.offers[provider]?.until;
}

/** The models to suggest at a provider, also those that it offers no more. */
export function suggestedModels({ suggested }: ModelTable<ModelFacts>, provider: string): readonly string[] {
	return suggested[provider] ?? [];
}

/** The suggested models that a provider offers on `today` (ISO date), the best first. */
export function offeredModels(table: ModelTable<ModelFacts>, provider: string, today = isoToday()): readonly string[] {
	return suggestedModels(table, provider).filter((id) => !hasEnded(endOf(table, id, provider), today));
}

/** Since when, by `today` (ISO date), a provider offers a model no more, and which it has instead; undefined for one that is not known to have ended. */
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
