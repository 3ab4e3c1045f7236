import * as v from 'valibot';
import { parseJson } from '../json.ts';
import type { ActualSettings } from './generator.ts';
import type { ImageSettings } from './settings.ts';

const count = v.pipe(v.number(), v.finite(), v.minValue(0));
/** An invalid detail counts as absent, so that no image is lost because of it. */
const perhaps = <Schema extends v.GenericSchema>(schema: Schema) => v.fallback(v.optional(schema), undefined);
const setting = v.union([v.string(), v.number(), v.boolean()]);
/** A time in milliseconds since 1970 within the range of `Date`. */
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(8.64e15));

/** A file in the store's folder; the name of every file of an image begins with its id. */
const fileName = v.pipe(v.string(), v.regex(/^[\w.-]+$/));

const imageRecord = v.object({
	/** Sorts by the time of arrival: `20261122T211521123Z-1a2b3c4d`. */
	id: v.string(),
	/** The image's file name in the store's folder. */
	file: fileName,
	/** The small version's, once there is one. */
	thumbnail: v.optional(fileName),
	/** Of the image's file, in bytes. */
	bytes: v.fallback(count, 0),
	/** Pixels; 0 for what has no size of its own. */
	width: v.fallback(count, 0),
	height: v.fallback(count, 0),
	prompt: v.string(),
	/** The prompt as the service rewrote it. */
	revisedPrompt: perhaps(v.string()),
	provider: v.fallback(v.picklist(['azure', 'openai', 'compatible']), 'compatible'),
	/** The host of the service. */
	host: v.fallback(v.string(), ''),
	/** The requested model, or on Azure the deployment. */
	model: v.fallback(v.string(), ''),
	asked: v.pipe(
		v.fallback(v.record(v.string(), setting), {}),
		v.transform((asked) => asked as ImageSettings),
	),
	actual: v.pipe(
		v.fallback(v.record(v.string(), v.string()), {}),
		v.transform((actual): ActualSettings => actual),
	),
	/** How many reference images were sent. */
	references: v.fallback(count, 0),
	createdAt: v.fallback(time, 0),
	/** Milliseconds from the request to the last byte. */
	duration: perhaps(count),
	/** USD, the image's share of the request's cost. */
	cost: perhaps(count),
	/** The address to download it from (`RemoteImage`); `file` then only contains the address. */
	remote: perhaps(v.object({ url: v.pipe(v.string(), v.url()), expires: perhaps(time) })),
	/** Whether it is a preview of an image that never came. */
	unfinished: perhaps(v.literal(true)),
	/** Whether the user marked it, to find it again. */
	favourite: perhaps(v.literal(true)),
	/** URI of the copy in the workspace that was saved last. */
	savedAs: perhaps(v.string()),
});

/** The record of an image in the store. */
export type ImageRecord = Readonly<v.InferOutput<typeof imageRecord>>;

/** Parses the record of an image; undefined when it is not a valid record of this id: its file names must begin with the id. */
export function imageRecordFrom(json: string, id: string): ImageRecord | undefined {
	const { success, output } = v.safeParse(imageRecord, parseJson(json));
	const names = success ? [output.file, output.thumbnail ?? output.file] : [];
	return success && output.id === id && names.every((name) => name.startsWith(`${id}.`)) ? output : undefined;
}
