import { imageTable } from './image/models.ts';
import { type ModelFacts, type ModelTable, endOf, isoToday, offeredModels, suggestedModels } from './modelTable.ts';
import { ocrTable } from './ocr/mistral/models.ts';

/** The table of models for each use. */
export const modelTables: Readonly<Record<'documents' | 'images', ModelTable<ModelFacts>>> = { documents: ocrTable, images: imageTable };

/** How many days before a model's end the user is notified. */
const warningDays = 60;

/** The near or past end of a model. */
export interface ModelEnd {
	/** ISO date of its end. */
	readonly on: string;
	readonly isPast: boolean;
	/** The models to use instead, the best first. */
	readonly alternatives: readonly string[];
}

/** The end of a model at a provider; undefined if it is far or not known. `today` is an ISO date. */
export function modelEnd(use: 'documents' | 'images', model: string, provider: string, today = isoToday()): ModelEnd | undefined {
	const table = modelTables[use];
	const isNear = (on: string) => daysUntil(on, today) <= warningDays;
	const on = endOf(table, model, provider);
	if (on === undefined || !isNear(on)) {
		return undefined;
	}
	const lasting = offeredModels(table, provider, today).filter((id) => !isNear(endOf(table, id, provider) ?? '9999-12-31'));
	return { on, isPast: on <= today, alternatives: lasting.filter((id) => id !== model) };
}

function daysUntil(date: string, today: string): number {
	return (Date.parse(date) - Date.parse(today)) / (24 * 3600 * 1000);
}

/** Whether a name is in Fovea's tables and so does not identify its user. */
export function isKnownModel(model: string): boolean {
	return Object.values(modelTables).some((table) =>
		Object.keys(table.suggested).some((provider) => suggestedModels(table, provider).includes(model)),
	);
}
