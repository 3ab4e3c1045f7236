import type { ImageProvider } from '../core/image/models.ts';
import { type ImageSettings, choiceFields, repairSettings } from '../core/image/settings.ts';
import { type FormField, type FormValue, type FormValues, type ModelForm, type ParameterName, type Repair } from '../shared/modelForm.ts';
import { activeFields, fitValues, parameterNames } from '../shared/modelForm.ts';

/** The model of a form. */
export interface Chosen {
	/** The known model behind the name that is sent. */
	readonly model: string;
	readonly provider: ImageProvider;
}

/** Fields for which the repair considers equivalent values of other models. */
const repairable = [...choiceFields, 'size', 'n'] as const;

/**
 * The values closest to the given ones that the form accepts, and what had to change.
 * @param before the form in which the values were chosen; fields that the new form lacks are reported too
 */
export function fitToModel(
	values: FormValues,
	{ model, provider }: Chosen,
	form: ModelForm,
	before: ModelForm,
): { readonly values: FormValues; readonly repairs: readonly Repair[] } {
	const nearest = repairSettings(model, provider, settingsFrom(values)).settings;
	const wanted: Record<string, FormValue> = { ...values };
	for (const name of repairable) {
		const value = nearest[name];
		if (value !== undefined) {
			wanted[name] = value;
		}
	}
	const fitted = fitValues(form, wanted).values;
	const changed = form.fields.flatMap((field): Repair[] => {
		const from = values[field.name];
		const to = fitted[field.name];
		return from === undefined || from === to
			? []
			: [
					{
						label: field.label,
						from: textOf(fieldOf(before, field.name) ?? field, from),
						...(to === undefined ? {} : { to: textOf(field, to) }),
					},
				];
	});
	const gone = before.fields.flatMap((field): Repair[] => {
		const value = values[field.name];
		return value === undefined || value === field.default || fieldOf(form, field.name)
			? []
			: [{ label: field.label, from: textOf(field, value) }];
	});
	return { values: fitted, repairs: [...changed, ...gone] };
}

/** The values that a request sends: those of the active fields. */
export function settingsToSend(values: FormValues, { model, provider }: Chosen, form: ModelForm, references: number): ImageSettings {
	const active: Record<string, FormValue> = {};
	for (const { name } of activeFields(form, values, references)) {
		const value = values[name];
		if (value !== undefined && value !== '') {
			active[name] = value;
		}
	}
	const settings = settingsFrom(active);
	const { partial_images: previews = 0, ...others } = settings;
	const streamed = previews > 0 && (settings.n ?? 1) === 1 ? { stream: true, partial_images: previews } : {};
	return repairSettings(model, provider, { ...others, ...streamed }).settings;
}

/** The form values that produced an image, for requesting it again. */
export function valuesFrom(settings: object): FormValues {
	const values: Record<string, FormValue> = {};
	for (const name of parameterNames) {
		const value: unknown = settings[name as keyof typeof settings];
		if (typeof value === 'number' || typeof value === 'string') {
			values[name] = numberFields.has(name) && typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		}
	}
	return values;
}

const numberFields: ReadonlySet<string> = new Set<ParameterName>(['n', 'output_compression', 'partial_images', 'seed']);

function settingsFrom(values: FormValues): ImageSettings {
	const settings: Record<string, FormValue> = {};
	for (const name of [...choiceFields, 'size'] as const) {
		const value = values[name];
		if (typeof value === 'string' && value !== '') {
			settings[name] = value;
		}
	}
	for (const name of ['n', 'output_compression', 'partial_images'] as const) {
		const value = values[name];
		if (typeof value === 'number') {
			settings[name] = value;
		}
	}
	return settings;
}

function fieldOf(form: ModelForm, name: ParameterName): FormField | undefined {
	return form.fields.find((field) => field.name === name);
}

function textOf(field: FormField, value: FormValue): string {
	return (field.kind === 'number' ? undefined : field.options.find((option) => option.value === value)?.label) ?? String(value);
}
