import { type ChoiceFieldName, type ImageModel, type ImageProvider, imageModel } from './models.ts';
import { repairSize } from './size.ts';

/** The settings of a request, in OpenAI's field names. An absent one is the service's default. */
export interface ImageSettings extends Readonly<Partial<Record<ChoiceFieldName, string>>> {
	/** Images in one request. */
	readonly n?: number;
	/** `1024x1536`, or `auto`. */
	readonly size?: string;
	/** 0 to 100. */
	readonly output_compression?: number;
	/** Whether the image comes as a stream, with previews. */
	readonly stream?: boolean;
	/** Previews asked for in a stream; fewer may come. */
	readonly partial_images?: number;
}

/** The name of a setting. */
export type SettingField = keyof ImageSettings;

/** A change by a repair; `to` is absent when the field was removed. */
export interface SettingChange {
	readonly field: SettingField;
	readonly from: string | number | boolean;
	readonly to?: string | number | boolean;
}

/** The fields that take one of a few words. */
export const choiceFields = [
	'quality',
	'style',
	'background',
	'output_format',
	'moderation',
	'input_fidelity',
	'complexity',
] as const satisfies readonly ChoiceFieldName[];

/** Equivalent qualities of other models, the closest first. */
const sameQuality: Readonly<Record<string, readonly string[]>> = {
	low: ['standard'],
	medium: ['standard'],
	high: ['hd'],
	xhigh: ['high', 'hd'],
	max: ['xhigh', 'high', 'hd'],
	standard: ['medium'],
	hd: ['high'],
};

/** Adapts settings to what `model` accepts at `provider`, as closely as possible, and lists the changes. */
export function repairSettings(
	model: string,
	provider: ImageProvider,
	settings: ImageSettings,
): { readonly settings: ImageSettings; readonly changes: readonly SettingChange[] } {
	const wanted = repaired(imageModel(model, provider), settings);
	const changes = (Object.keys(settings) as SettingField[]).flatMap((field): SettingChange[] => {
		const from = settings[field];
		const to = wanted[field];
		return from === undefined || from === to ? [] : [{ field, from, ...(to === undefined ? {} : { to }) }];
	});
	return { settings: wanted, changes };
}

function repaired(model: ImageModel, settings: ImageSettings): ImageSettings {
	const choices: Partial<Record<ChoiceFieldName, string>> = {};
	for (const field of choiceFields) {
		const value = settings[field];
		const offered = model.choices[field];
		if (value !== undefined && offered) {
			const nearest = [value, ...(field === 'quality' ? (sameQuality[value] ?? []) : [])].find((word) => offered.includes(word));
			choices[field] = nearest ?? offered[0] ?? value;
		}
	}
	// JPEG has no alpha channel; the services refuse the pair
	if (choices.background === 'transparent' && choices.output_format !== 'webp' && choices.output_format !== undefined) {
		choices.output_format = 'png';
	}
	const { n, size, output_compression: compression } = settings;
	const images = n === undefined ? undefined : clamp(n, 1, model.maxN);
	return {
		...choices,
		...(images === undefined ? {} : { n: images }),
		...(size === undefined ? {} : { size: repairSize(model.sizes, size) }),
		...(compression === undefined || !model.compression.includes(choices.output_format ?? '')
			? {}
			: { output_compression: clamp(compression, 0, 100) }),
		...streaming(model, settings, choices.output_format, images ?? 1),
	};
}

/** No source says what a stream of several images, or of a format other than the three still ones, looks like. */
function streaming(
	{ maxPartials }: ImageModel,
	{ stream, partial_images: partials }: ImageSettings,
	format: string | undefined,
	n: number,
) {
	if (!stream || maxPartials === undefined || n > 1 || format === 'gif' || format === 'svg') {
		return {};
	}
	return { stream: true, ...(partials === undefined ? {} : { partial_images: clamp(partials, 0, maxPartials) }) };
}

function clamp(value: number, least: number, most: number): number {
	return Number.isFinite(value) ? Math.min(Math.max(Math.round(value), least), most) : least;
}
