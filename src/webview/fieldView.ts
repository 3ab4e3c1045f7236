import type { FormValue } from '../shared/modelForm.ts';

/** A field of the form: what is shown, and how it takes a value. */
export interface FieldView {
	readonly element: HTMLElement;
	update(value: FormValue | undefined): void;
}
