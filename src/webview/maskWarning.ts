import type { ModelForm } from '../shared/modelForm.ts';
import type { PanelStrings } from '../shared/strings.ts';

/** What to know before a mask is used with a model; undefined where the model keeps to it. */
export function maskWarning(mask: ModelForm['mask'], strings: PanelStrings): string | undefined {
	return { exact: undefined, guide: strings.maskGuide, unknown: strings.maskUnknown, none: strings.maskNone }[mask];
}
