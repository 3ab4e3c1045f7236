import {
	type ChoiceFieldName as ChoiceName,
	type ImageModel,
	type ImageProvider,
	allImageModels,
	imageModel,
	isUnknown,
} from '../core/image/models.ts';
import { modelEnd } from '../core/modelLife.ts';
import { plain } from '../core/plain.ts';
import { parseSize } from '../shared/imageSize.ts';
import type { ChoiceField, FormField, FormNote, FormOption, ModelForm, SizeField } from '../shared/modelForm.ts';
import { messageLimits } from '../shared/fromWebview.ts';
import { type Translations, fieldLabel, valueLabel } from './fieldLabels.ts';

/** The model, its provider, and the language of the form. */
export interface FormContext {
	/** The known model behind the name that is sent. */
	readonly model: string;
	readonly provider: ImageProvider;
	readonly l10n: Translations;
	/** The editor's display language, for dates. */
	readonly language: string;
	/** ISO date. */
	readonly today: string;
}

/** The largest reference image in bytes if the model's limit is not known. */
const anyReferenceBytes = 50_000_000;

/** How many previews are requested: each costs a little, and the first already shows the composition. */
const partialImages = 2;

/** The form of a model: its fields with the panel's labels. */
export function createModelForm(context: FormContext): ModelForm {
	const { model, provider, l10n } = context;
	const rules = imageModel(model, provider);
	const { choices, compression, maxN, maxPartials, edits } = rules;
	const label = (name: string) => fieldLabel(name, l10n);
	const choice = (name: ChoiceName, more: Partial<ChoiceField> = {}): FormField[] => {
		const values = choices[name];
		return values?.[0] === undefined
			? []
			: [{ kind: 'choice', name, label: label(name), options: optionsOf(name, values, l10n), default: values[0], ...more }];
	};
	const fields: FormField[] = [
		sizeField(rules, l10n),
		...choice('quality'),
		...choice('style'),
		...choice('background'),
		...choice('output_format'),
		...(compression.length === 0
			? []
			: [
					{
						kind: 'number' as const,
						name: 'output_compression' as const,
						label: label('output_compression'),
						min: 0,
						max: 100,
						step: 1,
						help: l10n.t('0 to 100; empty leaves it to the service.'),
						onlyWith: { name: 'output_format' as const, values: compression },
						advanced: true,
					},
				]),
		...choice('input_fidelity', {
			onlyWithReferences: true,
			help: l10n.t('How closely faces and details of the reference images are kept.'),
		}),
		...choice('complexity', {
			advanced: true,
			default: '',
			options: [{ value: '', label: l10n.t('Automatic') }, ...optionsOf('complexity', choices.complexity ?? [], l10n)],
		}),
		...choice('moderation', { advanced: true }),
		...(maxPartials === undefined
			? []
			: [
					{
						kind: 'number' as const,
						name: 'partial_images' as const,
						label: label('partial_images'),
						min: 0,
						max: maxPartials,
						step: 1,
						default: Math.min(partialImages, maxPartials),
						help: l10n.t('Unfinished versions, shown while the image is drawn. Each costs a little.'),
						onlyWith: { name: 'n' as const, values: [1] },
						advanced: true,
					},
				]),
		{ kind: 'number', name: 'n', label: label('n'), min: 1, max: maxN, step: 1, default: 1 },
	];
	return {
		fields,
		maxPromptLength: rules.promptLength ?? messageLimits.prompt,
		maxReferences: edits?.maxImages ?? 0,
		// The services' limits are exclusive.
		maxReferenceBytes: Math.min(edits ? edits.maxBytes - 1 : anyReferenceBytes, messageLimits.referenceBytes),
		referenceTypes: (edits?.formats ?? []).map((format) => `image/${format}`),
		mask: edits?.mask ?? 'none',
		streaming: maxPartials !== undefined,
		notes: notesOn(rules, context),
	};
}

/**
 * The question which known model a deployment is; undefined if its name already shows that.
 * @param behind the earlier answer
 */
export function modelQuestion(
	name: string,
	behind: string | undefined,
	provider: ImageProvider,
	l10n: Translations,
): Pick<ModelForm, 'behind'> {
	if (name === '' || !isUnknown(imageModel(name, provider))) {
		return {};
	}
	const known = [...new Set([...allImageModels(provider), ...(behind === undefined ? [] : [behind])])];
	const options = [{ value: '', label: l10n.t('Another Model') }, ...known.map((value) => ({ value, label: value }))];
	return { behind: { options, model: behind ?? '' } };
}

function sizeField({ sizes }: ImageModel, l10n: Translations): SizeField {
	const offered = sizes.kind === 'list' ? sizes.sizes : sizes.suggested;
	const field = {
		kind: 'size' as const,
		name: 'size' as const,
		label: fieldLabel('size', l10n),
		options: offered.map((value) => ({ value, label: sizeLabel(value, l10n) })),
		default: offered[0] ?? 'auto',
	};
	switch (sizes.kind) {
		case 'list':
			return field;
		case 'free':
			return {
				...field,
				free: sizes.rules,
				...(sizes.experimentalAbove < sizes.rules.maxPixels
					? { large: { pixels: sizes.experimentalAbove, text: l10n.t('Images of more than 2560 × 1440 pixels are experimental.') } }
					: {}),
			};
		case 'unknown':
			return { ...field, free: anySize };
		default:
			return sizes satisfies never;
	}
}

/** Sizes for an unknown server: any that an image can have. */
const anySize = { multiple: 1, minEdge: 16, maxEdge: 16_384, maxRatio: 16, minPixels: 256, maxPixels: 64_000_000 };

function sizeLabel(value: string, l10n: Translations): string {
	const size = parseSize(value);
	const text = valueLabel('size', value, l10n);
	if (!size) {
		return text;
	}
	return size.width === size.height
		? l10n.t('Square, {0}', plain(text))
		: size.width > size.height
			? l10n.t('Landscape, {0}', plain(text))
			: l10n.t('Portrait, {0}', plain(text));
}

function optionsOf(name: ChoiceName, values: readonly string[], l10n: Translations): FormOption[] {
	return values.map((value) => ({ value, label: valueLabel(name, value, l10n) }));
}

function notesOn({ family }: ImageModel, { model, provider, l10n, language, today }: FormContext): FormNote[] {
	if (family === 'unknown' && model !== '') {
		return [
			{
				severity: 'info',
				text: l10n.t('Fovea does not know "{0}": it sends the prompt, the count and the size.', plain(model)),
			},
		];
	}
	const end = modelEnd('images', model, provider, today);
	if (!end) {
		return [];
	}
	const date = new Date(end.on).toLocaleDateString(language, { dateStyle: 'long', timeZone: 'UTC' });
	const by = provider === 'azure' ? 'Azure' : 'OpenAI';
	const others = end.alternatives
		.filter((id) => imageModel(id, provider).family !== family)
		.slice(0, 2)
		.join(', ');
	return end.isPast
		? [
				{
					severity: 'warning',
					text: l10n.t('Retired by {0} on {1}; other servers may still offer it. Its successors: {2}.', by, plain(date), plain(others)),
				},
			]
		: [{ severity: 'info', text: l10n.t('{0} retires this model on {1}. Its successors: {2}.', by, plain(date), plain(others)) }];
}
