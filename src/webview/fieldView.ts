import type { FormValue } from '../shared/modelForm.ts';

/** A field of the form: its element, and how it takes a value. */
export interface FieldView {
	readonly element: HTMLElement;
	update(value: FormValue | undefined): void;
}
