import { parseSize, sizeProblem, type SizeRules } from './imageSize.ts';

/** Parameters a form can hold, under the names that OpenAI's images API gives them. */
export const parameterNames = [
	'size',
	'quality',
	'n',
	'background',
	'output_format',
	'output_compression',
	'moderation',
	'style',
	'input_fidelity',
	'partial_images',
	'complexity',
	'seed',
] as const;

/** The name of a parameter. */
export type ParameterName = (typeof parameterNames)[number];

/** The value of a field. */
export type FormValue = string | number;

/** The values of a form; an absent parameter is not sent. */
export type FormValues = { readonly [name in ParameterName]?: FormValue };

/** An option of a field: the value that is sent, and its label. */
export interface FormOption {
	readonly value: string;
	readonly label: string;
}

interface FieldBase {
	readonly name: ParameterName;
	readonly label: string;
	/** A sentence under the field. */
	readonly help?: string;
	/** Hidden under "More options". */
	readonly advanced?: boolean;
	/** Shown and sent only while another field has one of these values, such as compression with `jpeg`. */
	readonly onlyWith?: { readonly name: ParameterName; readonly values: readonly FormValue[] };
	/** Shown and sent only with at least one reference image, such as input fidelity. */
	readonly onlyWithReferences?: boolean;
}

/** A field with a fixed list of options. */
export interface ChoiceField extends FieldBase {
	readonly kind: 'choice';
	readonly options: readonly FormOption[];
	readonly default: string;
}

/** A field for a number. */
export interface NumberField extends FieldBase {
	readonly kind: 'number';
	readonly min: number;
	readonly max: number;
	readonly step: number;
	/** Absent when an empty field leaves the value to the service. */
	readonly default?: number;
}

/** A field for the image size: a list of sizes, and a size of one's own where the model allows it. */
export interface SizeField extends FieldBase {
	readonly kind: 'size';
	readonly name: 'size';
	readonly options: readonly FormOption[];
	readonly default: string;
	/** A note for sizes with more pixels than this. */
	readonly large?: { readonly pixels: number; readonly text: string };
	/** Present when the user may enter a size. */
	readonly free?: SizeRules;
}

/** A field of a form. */
export type FormField = ChoiceField | NumberField | SizeField;

/** A note about the model, such as "Retired on 4 March 2026.". */
export interface FormNote {
	readonly severity: 'info' | 'warning';
	readonly text: string;
}

/** Everything that the panel shows about the chosen model, as plain data, so that the webview needs no table of models. */
export interface ModelForm {
	/** In the order in which they are shown. */
	readonly fields: readonly FormField[];
	/** Characters. */
	readonly maxPromptLength: number;
	/** 0 for a model that only makes images from text. */
	readonly maxReferences: number;
	/** Bytes of one reference image. */
	readonly maxReferenceBytes: number;
	/** Media types of reference images. */
	readonly referenceTypes: readonly string[];
	/** `exact`: nothing outside the mask changes; `guide`: the model may change more; `unknown`: it may ignore the mask altogether. */
	readonly mask: 'exact' | 'guide' | 'unknown' | 'none';
	/** Whether the model sends unfinished images. */
	readonly streaming: boolean;
	readonly notes: readonly FormNote[];
	/** Present if the name does not show the model: the known models that it may be, and the one that the user has named, '' for none of them. */
	readonly behind?: { readonly options: readonly FormOption[]; readonly model: string };
}

/** A value that the model does not accept, and its replacement; without `to`, the parameter is not sent. */
export interface Repair {
	readonly label: string;
	readonly from: string;
	readonly to?: string;
}

/** The fields that are shown and sent with these values and this many references. */
export function activeFields(form: ModelForm, values: FormValues, references: number): readonly FormField[] {
	return form.fields.filter(
		({ onlyWith, onlyWithReferences }) =>
			(!onlyWith || onlyWith.values.includes(values[onlyWith.name] ?? defaultOf(form, onlyWith.name) ?? '')) &&
			(!onlyWithReferences || references > 0),
	);
}

/** Fits values to a form: values that the model does not accept become the default, those without a field are dropped, missing ones are filled in. */
export function fitValues(form: ModelForm, values: FormValues): { readonly values: FormValues; readonly repairs: readonly Repair[] } {
	const fitted: { [name in ParameterName]?: FormValue } = {};
	const repairs: Repair[] = [];
	for (const field of form.fields) {
		const value = values[field.name];
		if (value !== undefined && fits(field, value)) {
			fitted[field.name] = value;
			continue;
		}
		if (field.default !== undefined) {
			fitted[field.name] = field.default;
		}
		if (value !== undefined) {
			repairs.push({
				label: field.label,
				from: String(value),
				...(field.default === undefined ? {} : { to: labelOf(field, field.default) }),
			});
		}
	}
	return { values: fitted, repairs };
}

/** Whether a field accepts a value. */
export function fits(field: FormField, value: FormValue): boolean {
	if (field.kind === 'number') {
		return typeof value === 'number' && Number.isFinite(value) && value >= field.min && value <= field.max && stepsFrom(field, value);
	}
	if (field.options.some((option) => option.value === value)) {
		return true;
	}
	const size = field.kind === 'size' && field.free && typeof value === 'string' ? parseSize(value) : undefined;
	return size !== undefined && field.kind === 'size' && field.free !== undefined && sizeProblem(size, field.free) === undefined;
}

function stepsFrom({ min, step }: NumberField, value: number): boolean {
	return Math.abs(Math.round((value - min) / step) * step - (value - min)) < 1e-9;
}

function labelOf(field: FormField, value: FormValue): string {
	return field.kind === 'number' ? String(value) : (field.options.find((option) => option.value === value)?.label ?? String(value));
}

function defaultOf(form: ModelForm, name: ParameterName): FormValue | undefined {
	return form.fields.find((field) => field.name === name)?.default;
}
