import { type ImageProvider, allImageModels, imageTable } from '../core/image/models.ts';
import { retirementOf } from '../core/modelTable.ts';
import type { ModelOption } from '../shared/panelState.ts';
import type { Translations } from './fieldLabels.ts';

/**
 * Suggested models of a provider: the user's own first, then the known ones, including retired ones, which some servers still offer. Any other can be
 * typed.
 */
export function modelOptions(own: readonly string[], provider: ImageProvider, today: string, l10n: Translations): ModelOption[] {
	return [...new Set([...own, ...allImageModels(provider)])].filter(Boolean).map((id) => {
		const retired = retirementOf(imageTable, id, provider, today) !== undefined;
		return { id, ...(retired ? { detail: l10n.t('retired') } : {}) };
	});
}
