import type { ModelForm } from '../shared/modelForm.ts';
import type { PanelStrings } from '../shared/strings.ts';

/** A warning about how a model treats masks; undefined when the model respects them. */
export function maskWarning(mask: ModelForm['mask'], strings: PanelStrings): string | undefined {
	return { exact: undefined, guide: strings.maskGuide, unknown: strings.maskUnknown, none: strings.maskNone }[mask];
}
