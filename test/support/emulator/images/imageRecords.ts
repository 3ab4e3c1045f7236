import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ImageFault } from './imageFaults.ts';
import type { ImageBody, Routed } from './imageRequest.ts';

/** What the emulator was asked and what became of it. Its later fields are filled in while the request is handled. */
export interface ImageRequest {
	/** From 0, by arrival. */
	readonly number: number;
	/** Of arrival, in milliseconds since 1970. */
	readonly time: number;
	readonly method: string;
	/** With its query. */
	readonly path: string;
	/** As received, the key included. */
	readonly headers: IncomingHttpHeaders;
	/** `download`: of an image that an answer gave the address of; `task`: a question about a task that an answer has named. */
	readonly kind: 'generations' | 'edits' | 'models' | 'download' | 'task' | 'other';
	/** `model` of the body, or the deployment in the path. */
	model?: string;
	/** The body's fields, texts of a form as they are but for numbers and booleans. */
	fields: Readonly<Record<string, unknown>>;
	/** The form's files. */
	files: readonly { readonly name: string; readonly mediaType: string; readonly byteLength: number; readonly sha256: string }[];
	/** The same for requests that ask for the same; absent where nothing is asked to be drawn. */
	identity?: string;
	fault?: ImageFault['kind'];
	/** Of the answer; missing while it is worked out and when the connection was cut before it. */
	status?: number;
	/** Whether the service did the work, and so wants to be paid, whatever became of the answer. */
	drawn: boolean;
	/** Ids of the images that were handed to the network whole, by base64 in the answer or by a later download. */
	readonly images: string[];
	/** Whether the answer was handed to the network to its end. */
	delivered: boolean;
	/** Whether the client went away before that. */
	aborted: boolean;
	/** Whether, when this one came, an identical request had been drawn, and answered with an image. */
	repeats?: { readonly drawn: boolean; readonly answered: boolean };
}

/** An image that was handed to the network whole. */
export interface SentImage {
	/** `emulatedImageId` reads it from the file. */
	readonly id: string;
	readonly sha256: string;
	readonly mediaType: string;
	readonly byteLength: number;
	/** Number of the request that asked for it. */
	readonly request: number;
	/** Its place in the answer, from 0. */
	readonly index: number;
}

/** Notes what a body asks for. */
export function describeBody(request: ImageRequest, routed: Routed, { fields, files }: ImageBody): void {
	request.fields = fields;
	request.files = files.map(({ name, mediaType, data }) => ({ name, mediaType, byteLength: data.length, sha256: sha256(data) }));
	const model = routed.deployment ?? fields['model'];
	if (typeof model === 'string') {
		request.model = model;
	}
	const asked = [routed, Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)), request.files];
	request.identity = sha256(Buffer.from(JSON.stringify(asked)));
}

/** In hexadecimal. */
export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
