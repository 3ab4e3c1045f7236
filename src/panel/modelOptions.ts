import { type ImageProvider, allImageModels, imageTable } from '../core/image/models.ts';
import { retirementOf } from '../core/modelTable.ts';
import type { ModelOption } from '../shared/panelState.ts';
import type { Translations } from './fieldLabels.ts';

/**
 * Models to choose from at a provider, any other can be typed: the user's own first, then those that are known, the retired ones too, since some
 * servers still have them.
 */
export function modelOptions(own: readonly string[], provider: ImageProvider, today: string, l10n: Translations): ModelOption[] {
	return [...new Set([...own, ...allImageModels(provider)])].filter(Boolean).map((id) => {
		const retired = retirementOf(imageTable, id, provider, today) !== undefined;
		return { id, ...(retired ? { detail: l10n.t('retired') } : {}) };
	});
}
