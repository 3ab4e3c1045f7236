import * as v from 'valibot';
import { type FormValue, type FormValues, parameterNames } from './modelForm.ts';
import type { Draft, HistoryFilter } from './panelState.ts';
import { imageActions } from './protocol.ts';

/** Limits of messages: characters, bytes, items. */
export const messageLimits = {
	id: 200,
	text: 500,
	prompt: 100_000,
	value: 200,
	uri: 8_192,
	uris: 64,
	images: 10_000,
	referenceBytes: 50 * 1024 * 1024,
	maskBytes: 16 * 1024 * 1024,
	thumbnailBytes: 512 * 1024,
} as const;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const name = text(messageLimits.text);
const id = v.pipe(v.string(), v.nonEmpty(), v.maxLength(messageLimits.id));
const revision = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Depending on its version, the editor passes binary content as a view or as a buffer. */
const bytes = (most: number) =>
	v.pipe(
		v.union([
			v.custom<Uint8Array>((value) => value instanceof Uint8Array),
			v.pipe(
				v.instance(ArrayBuffer),
				v.transform((buffer): Uint8Array => new Uint8Array(buffer)),
			),
		]),
		v.check(({ length }) => length > 0 && length <= most),
	);

const formValue: v.GenericSchema<FormValue> = v.union([text(messageLimits.value), v.pipe(v.number(), v.finite())]);
const formValues: v.GenericSchema<FormValues> = v.object(
	Object.fromEntries(parameterNames.map((parameter) => [parameter, v.exactOptional(formValue)])),
);
const draft: v.GenericSchema<Draft> = v.object({
	provider: text(messageLimits.id),
	model: text(messageLimits.id),
	prompt: text(messageLimits.prompt),
	values: formValues,
});
const filter: v.GenericSchema<HistoryFilter> = v.object({
	model: name,
	day: v.pipe(v.string(), v.regex(/^(\d{4}-\d\d-\d\d)?$/)),
	favourites: v.boolean(),
});
const drafted = { draft, revision };

/** The messages of the image panel's page to the host. */
const fromWebview = v.variant('type', [
	/** The page runs. `draft` is what it had before a reload; the host ignores one that is invalid or older than its own. */
	v.pipe(
		v.object({
			type: v.literal('ready'),
			draft: v.fallback(v.optional(draft), undefined),
			revision: v.fallback(v.optional(revision), undefined),
		}),
		v.transform((message): { readonly type: 'ready'; readonly draft?: Draft; readonly revision?: number } =>
			message.draft && message.revision !== undefined
				? { type: message.type, draft: message.draft, revision: message.revision }
				: { type: message.type },
		),
	),
	v.object({ type: v.literal('draftChanged'), ...drafted }),
	v.object({ type: v.literal('generate'), ...drafted }),
	v.object({ type: v.literal('cancel'), id }),
	/** A notice, or the card of a failed generation. */
	v.object({ type: v.literal('dismiss'), id }),
	/** A button under the notice or failed generation `id`. */
	v.object({ type: v.literal('remedy'), id, remedy: id }),
	/** Sets up the provider: address and key. */
	v.object({ type: v.literal('setUp'), provider: id }),
	/** The known model that a deployment is; '' for none of them. */
	v.object({ type: v.literal('modelBehind'), provider: id, name: id, model: text(messageLimits.id) }),
	/** An image that was pasted, or dropped from outside the editor. */
	v.object({ type: v.literal('addReference'), name, mediaType: name, bytes: bytes(messageLimits.referenceBytes) }),
	/** Files that were dropped from the explorer, as URIs. */
	v.object({
		type: v.literal('addReferenceFiles'),
		uris: v.pipe(v.array(text(messageLimits.uri)), v.maxLength(messageLimits.uris), v.readonly()),
	}),
	v.object({ type: v.literal('pickReferences') }),
	v.object({ type: v.literal('removeReference'), id }),
	/** A PNG of the reference's own size; transparent where the model may paint. */
	v.object({ type: v.literal('setMask'), reference: id, png: bytes(messageLimits.maskBytes) }),
	v.object({ type: v.literal('clearMask') }),
	v.object({ type: v.literal('image'), action: v.picklist(imageActions), id }),
	/** A thumbnail of an image without one: WebP, no edge longer than `thumbnailEdge`. */
	v.object({ type: v.literal('thumbnail'), id, bytes: bytes(messageLimits.thumbnailBytes) }),
	v.object({ type: v.literal('clearResults') }),
	v.object({ type: v.literal('search'), query: name, filter }),
	/** The history is shown: asks for the filter choices and the size on disk. */
	v.object({ type: v.literal('findFilters') }),
	/** Does the same with several images. */
	v.object({
		type: v.literal('images'),
		action: v.picklist(['save', 'reference', 'delete']),
		ids: v.pipe(v.array(id), v.nonEmpty(), v.maxLength(messageLimits.images), v.readonly()),
	}),
	/** Asks for the page of the history that follows the image `after`. */
	v.object({ type: v.literal('loadMore'), query: name, filter, after: id }),
]);

/** A message of the image panel's page. */
export type FromWebview = v.InferOutput<typeof fromWebview>;

/** Checks at run time that a message is one of the union and within bounds; undefined for anything else. Fields that do not belong to it are dropped. */
export function parseFromWebview(value: unknown): FromWebview | undefined {
	const result = v.safeParse(fromWebview, value, { abortEarly: true });
	return result.success ? result.output : undefined;
}
