import { type ImageProvider, allImageModels, imageModel, liveModels } from './image/models.ts';
import { currentOcrModels, ocrModel, suggestedOcrModels } from './ocr/mistral/models.ts';

/** Days before a model ends in which it is said. */
export const warningDays = 60;

/** The end of a model that is near, or past. */
export interface ModelEnd {
	/** ISO date from which the provider offers it no more. */
	readonly on: string;
	readonly isPast: boolean;
	/** What to use instead, the best first. */
	readonly alternatives: readonly string[];
}

/**
 * When a provider ends a model that is asked for; undefined where that is far or not known. `today` as an ISO date.
 */
export function modelEnd(
	use: 'documents' | 'images',
	model: string,
	provider: 'azure' | 'mistral' | ImageProvider,
	today: string = new Date().toISOString().slice(0, 10),
): ModelEnd | undefined {
	const on =
		use === 'documents' ? endOfOcrModel(model, provider) : imageModel(model, provider as ImageProvider).retires[provider as ImageProvider];
	if (on === undefined || daysUntil(on, today) > warningDays) {
		return undefined;
	}
	const others =
		use === 'documents'
			? provider === 'azure' || provider === 'mistral'
				? currentOcrModels(provider, today)
				: []
			: liveModels(provider as ImageProvider, today).filter(
					(id) =>
						daysUntil(imageModel(id, provider as ImageProvider).retires[provider as ImageProvider] ?? '9999-12-31', today) > warningDays,
				);
	return { on, isPast: on <= today, alternatives: others.filter((id) => id !== model) };
}

function endOfOcrModel(model: string, provider: 'azure' | 'mistral' | ImageProvider): string | undefined {
	const offer = provider === 'azure' || provider === 'mistral' ? ocrModel(model).offers[provider] : undefined;
	return offer?.status === 'retired' ? offer.since : offer?.until;
}

function daysUntil(date: string, today: string): number {
	return (Date.parse(date) - Date.parse(today)) / (24 * 3600 * 1000);
}

/** Whether a name is that of a model in Fovea's tables, which says nothing of whoever uses it. */
export function isKnownModel(model: string): boolean {
	return (
		Object.values(suggestedOcrModels).some((ids) => ids.includes(model)) ||
		allImageModels('openai').includes(model) ||
		allImageModels('azure').includes(model)
	);
}
