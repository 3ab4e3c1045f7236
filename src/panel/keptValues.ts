import * as v from 'valibot';
import { choiceFields, type ImageSettings } from '../core/image/settings.ts';
import { soundEntries, soundMembers } from '../platform/storedValue.ts';
import { messageLimits } from '../shared/fromWebview.ts';
import { type FormValues, parameterNames } from '../shared/modelForm.ts';
import type { Draft } from '../shared/panelState.ts';

/** An invalid detail counts as absent, so that nothing else is lost because of it. */
const perhaps = <const Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const id = v.pipe(text(messageLimits.id), v.nonEmpty());
/** A file in the folder of references. */
const fileName = v.pipe(v.string(), v.regex(/^[\w-][\w.-]*$/));

const storedReference = v.object({
	id,
	/** The name that the user knows. */
	name: v.string(),
	file: fileName,
	mediaType: v.string(),
	bytes: size,
	/** Pixels. */
	width: size,
	height: size,
});

/** A reference image, kept as a file until it is removed. */
export type StoredReference = Readonly<v.InferOutput<typeof storedReference>>;

const storedMask = v.object({
	/** The id of the reference that it belongs to. */
	reference: id,
	file: fileName,
});

/** A mask, as a file in the folder of references. */
export type StoredMask = Readonly<v.InferOutput<typeof storedMask>>;

/** The attachments of a prompt, by file name. */
export interface Attached {
	readonly references: readonly StoredReference[];
	readonly mask?: StoredMask | undefined;
}

/** The attachments of the draft; an invalid one is dropped alone. */
export const keptAttached: v.GenericSchema<unknown, Attached> = v.object({
	references: v.fallback(soundEntries(storedReference), []),
	mask: perhaps(storedMask),
});

const imageSettings: v.GenericSchema<unknown, ImageSettings> = v.object({
	...Object.fromEntries(choiceFields.map((field) => [field, v.exactOptional(v.string())])),
	n: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
	size: v.exactOptional(v.string()),
	output_compression: v.exactOptional(v.number()),
	stream: v.exactOptional(v.boolean()),
	partial_images: v.exactOptional(size),
});

const keptFailure = v.object({
	severity: v.picklist(['info', 'warning', 'error']),
	text: v.string(),
	detail: v.exactOptional(v.string()),
	remedies: v.pipe(v.array(v.object({ id: v.string(), label: v.string() })), v.readonly()),
});

const imageRequest = v.object({
	id,
	/** The service's id in `ImageProviders`. */
	provider: v.string(),
	providerLabel: v.string(),
	/** As sent. */
	model: v.string(),
	prompt: v.string(),
	settings: imageSettings,
	attached: v.object({ references: v.pipe(v.array(storedReference), v.readonly()), mask: v.optional(storedMask) }),
	/** What the model accepts as reference images. */
	form: v.object({ referenceTypes: v.pipe(v.array(v.string()), v.readonly()), maxReferenceBytes: v.number() }),
});

/** Everything needed to send a request, and to send it again. */
export type ImageRequest = Readonly<v.InferOutput<typeof imageRequest>>;

const keptRequest = v.object({
	request: imageRequest,
	/** Milliseconds since 1970. */
	startedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15)),
	failure: perhaps(keptFailure),
});

/** A request as stored for a reload. Without a failure, it is under way. */
export type KeptRequest = Readonly<v.InferOutput<typeof keptRequest>>;

/** A request is only valid as a whole: retrying it without a part would cost money for something else than the user asked for. */
export const keptRequests = soundEntries(keptRequest);

const formValue = v.union([text(messageLimits.value), v.pipe(v.number(), v.finite())]);
const formValues = v.pipe(
	soundMembers(formValue),
	v.transform((values): FormValues =>
		Object.fromEntries(parameterNames.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))),
	),
);

/** The composition; the prompt survives even if everything else is damaged. */
export const keptDraft: v.GenericSchema<unknown, { readonly draft: Draft; readonly revision: number }> = v.object({
	draft: v.object({
		provider: v.fallback(text(messageLimits.id), ''),
		model: v.fallback(text(messageLimits.id), ''),
		prompt: v.fallback(text(messageLimits.prompt), ''),
		values: v.fallback(formValues, {}),
	}),
	revision: v.fallback(size, 0),
});

/** The service that was last used in any window, and the last model of each service. */
export const imageChoice = v.object({ provider: perhaps(id), models: v.fallback(soundMembers(text(messageLimits.id)), {}) });

/** The ids of the images among the results. */
export const keptResults = soundEntries(id);

/** The name of a folder of this window. */
export const windowName = v.pipe(v.string(), v.uuid());
