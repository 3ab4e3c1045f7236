import type { IncomingHttpHeaders } from 'node:http';
import type { Fault } from './faults.ts';
import { isObject } from './schema.ts';
import type { SentDocument } from './sentDocument.ts';

/** What the emulator was asked and what became of it. Its later fields are filled in while the request is handled. */
export interface EmulatorRequest {
	/** From 0, by arrival. */
	readonly number: number;
	/** Of arrival, in milliseconds since 1970. */
	readonly time: number;
	readonly method: string;
	/** With its query. */
	readonly path: string;
	/** As received, the key included. */
	readonly headers: IncomingHttpHeaders;
	/** How many requests were under way when this one arrived, itself included. */
	readonly concurrent: number;
	/** `model` of the body. */
	model?: string;
	/** Names of the body's fields; those within `document` as `document.…`. */
	fields: readonly string[];
	/** `pages` of the body. */
	pages?: unknown;
	/** The document's media type as declared, its SHA-256, and its length as far as this request carried it, decoded from base64. */
	mediaType?: string;
	sha256?: string;
	byteLength?: number;
	/** Of the whole document; known when it was recognised. */
	pageCount?: number;
	/** 0-based, the pages of the answer; known when they were recognised, whether or not the answer arrived. */
	recognized?: readonly number[];
	fault?: Fault['kind'];
	/** Of the answer; missing while it is worked out and when the connection was cut before it. */
	status?: number;
	/** Whether the whole answer, not spoilt by a fault, was handed to the network. */
	delivered: boolean;
	/** Whether the client went away before that. */
	aborted: boolean;
}

/** Notes what a body asks for, as far as it can be told from one that may be anything. */
export function describeBody(request: EmulatorRequest, body: unknown, document: SentDocument | undefined): void {
	if (!isObject(body)) {
		return;
	}
	const chunk = isObject(body['document']) ? Object.keys(body['document']).map((name) => `document.${name}`) : [];
	request.fields = [...Object.keys(body), ...chunk];
	request.pages = body['pages'];
	if (typeof body['model'] === 'string') {
		request.model = body['model'];
	}
	if (document?.mediaType) {
		request.mediaType = document.mediaType;
	}
	if (document?.bytes && document.sha256) {
		request.sha256 = document.sha256;
		if (document.chunk !== 'file_id') {
			request.byteLength = document.bytes.length;
		}
	}
}

/** How often each document and set of pages, as `<sha256> <page>,<page>…`, was recognised and the answer delivered whole: what a user pays for. */
export function paidFor(requests: readonly EmulatorRequest[]): ReadonlyMap<string, number> {
	const paid = new Map<string, number>();
	for (const { sha256, recognized, delivered, status } of requests) {
		if (sha256 && recognized && delivered && status === 200) {
			const key = `${sha256} ${recognized.join(',')}`;
			paid.set(key, (paid.get(key) ?? 0) + 1);
		}
	}
	return paid;
}
