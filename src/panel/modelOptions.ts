import { type ImageProvider, liveModels, retirement } from '../core/image/models.ts';
import type { ModelOption } from '../shared/panelState.ts';
import type { Translations } from './fieldLabels.ts';

/** Before the first model was ever switched off: all that are suggested. */
const always = '0000-01-01';

/**
 * Models to choose from at a provider, any other can be typed: the user's own first, then those that are known, the retired ones too, since some
 * servers still have them.
 */
export function modelOptions(own: readonly string[], provider: ImageProvider, today: string, l10n: Translations): ModelOption[] {
	// Compatible servers borrow OpenAI's names.
	const known = liveModels(provider === 'compatible' ? 'openai' : provider, always);
	return [...new Set([...own, ...known])].filter(Boolean).map((id) => {
		const retired = retirement(id, provider, today) !== undefined;
		return { id, ...(retired ? { detail: l10n.t('retired') } : {}) };
	});
}
