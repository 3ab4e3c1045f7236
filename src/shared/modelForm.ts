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

/** What is chosen; a parameter that is absent is not sent. */
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
	/** Folded away under "More options". */
	readonly advanced?: boolean;
	/** Shown and sent only while another field has one of these values, as compression with `jpeg`. */
	readonly onlyWith?: { readonly name: ParameterName; readonly values: readonly FormValue[] };
	/** Shown and sent only with at least one reference image, as input fidelity. */
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
	/** Absent where an empty field means "leave it to the service". */
	readonly default?: number;
}

/** A field for the image size: a list of sizes, and a size of one's own where the model allows it. */
export interface SizeField extends FieldBase {
	readonly kind: 'size';
	readonly name: 'size';
	readonly options: readonly FormOption[];
	readonly default: string;
	/** A sentence for sizes of more pixels than this. */
	readonly large?: { readonly pixels: number; readonly text: string };
	/** Present where sizes of one's own are taken too. */
	readonly free?: SizeRules;
}

/** A field of a form. */
export type FormField = ChoiceField | NumberField | SizeField;

/** A sentence about the model, as "Retired on 4 March 2026.". */
export interface FormNote {
	readonly severity: 'info' | 'warning';
	readonly text: string;
}

/** All that the panel knows about the chosen model: plain data, so that the webview needs no table of models. */
export interface ModelForm {
	/** In the order in which they are shown. */
	readonly fields: readonly FormField[];
	/** Characters. */
	readonly maxPromptLength: number;
	/** 0 for a model that makes images from text alone. */
	readonly maxReferences: number;
	/** Bytes of one reference image. */
	readonly maxReferenceBytes: number;
	/** Media types of reference images. */
	readonly referenceTypes: readonly string[];
	/** `exact`: nothing outside the mask changes; `guide`: the model may change more; `unknown`: it may ignore the mask altogether. */
	readonly mask: 'exact' | 'guide' | 'unknown' | 'none';
	/** Sends unfinished images while it works. */
	readonly streaming: boolean;
	readonly notes: readonly FormNote[];
}

/** A value that the model does not take and what stands in its place; without `to` the parameter is not sent. */
export interface Repair {
	readonly label: string;
	readonly from: string;
	readonly to?: string;
}

/** The fields that count with these values and this many references: shown, and sent. */
export function activeFields(form: ModelForm, values: FormValues, references: number): readonly FormField[] {
	return form.fields.filter(
		({ onlyWith, onlyWithReferences }) =>
			(!onlyWith || onlyWith.values.includes(values[onlyWith.name] ?? defaultOf(form, onlyWith.name) ?? '')) &&
			(!onlyWithReferences || references > 0),
	);
}

/** Makes values fit a form: what the model does not take gives way to the default, what it has no field for goes, what is missing is filled in. */
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

/** Whether the field takes the value. */
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
