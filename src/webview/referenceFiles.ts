import type { ModelForm } from '../shared/modelForm.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';

interface FileLike {
	readonly name: string;
	readonly type: string;
	readonly size: number;
}

/** The files that the model accepts in addition to those attached, and a sentence for each reason why others are left out. */
export function acceptReferences<T extends FileLike>(
	files: readonly T[],
	form: ModelForm,
	present: number,
	strings: PanelStrings,
): { readonly accepted: readonly T[]; readonly problems: readonly string[] } {
	if (form.maxReferences === 0) {
		return { accepted: [], problems: [strings.referencesNone] };
	}
	const problems: string[] = [];
	const fitting = files.filter((file) => {
		if (!form.referenceTypes.includes(file.type)) {
			problems.push(fill(strings.referenceType, file.name));
			return false;
		}
		if (file.size > form.maxReferenceBytes) {
			problems.push(fill(strings.referenceTooLarge, file.name, Math.floor(form.maxReferenceBytes / 1_000_000)));
			return false;
		}
		return true;
	});
	const room = Math.max(0, form.maxReferences - present);
	if (fitting.length > room) {
		problems.push(fill(strings.referencesFull, form.maxReferences));
	}
	return { accepted: fitting.slice(0, room), problems };
}
