import { inMemory } from '../../disk/bytes.ts';
import { FoveaError, isFoveaError } from '../../errors.ts';
import type { Answer, HttpClient } from '../../net/http.ts';
import type { RequestBody } from '../../net/requestBody.ts';
import { withRetries } from '../../net/retry.ts';
import { multipartBody } from '../../net/multipart.ts';
import type { OcrDocument } from '../engine.ts';
import { isRecord, parseJson, records as recordsIn } from '../../json.ts';
import { failureOf } from './failure.ts';
import { type UploadRecord, type UploadRecords, isAbandoned, newUploadRecord } from './uploads.ts';

/** Mistral's files, next to its OCR: `/v1/files` for `/v1/ocr`. */
export function filesUrl(ocrEndpoint: URL): URL {
	return new URL('files', ocrEndpoint);
}

/** Options of `MistralFiles`. */
export interface MistralFilesOptions {
	readonly url: URL;
	readonly key: string;
	readonly timeoutMs: number;
	/** Called with a line about each request. */
	readonly onRequest?: ((line: string) => void) | undefined;
}

/** In hours (the unit is not in Mistral's OpenAPI document; its signed URLs use it). Only matters for a file that is not deleted. */
const expiry = 24;

const pageSize = 100;
/** The most pages of a list that are searched for a file; files beyond expire. */
const mostListPages = 50;

/** The part of Mistral's files API that uploading documents needs. Its methods throw what `HttpClient` and `failureOf` do. */
export class MistralFiles {
	constructor(
		private readonly http: HttpClient,
		private readonly options: MistralFilesOptions,
	) {}

	get url(): URL {
		return this.options.url;
	}

	/** Uploads a document that only this user can see, and returns the file's id. */
	async upload(name: string, document: OcrDocument, signal: AbortSignal): Promise<string> {
		const bytes = await inMemory(document.bytes, document.name);
		const fields = [
			['purpose', 'ocr'],
			['visibility', 'user'],
			['expiry', String(expiry)],
		] as const;
		const body = inPieces(multipartBody(fields, [{ field: 'file', name, mediaType: document.mediaType, bytes }]));
		const { url, timeoutMs, onRequest } = this.options;
		const post = { url, headers: this.headers(), body, signal, timeoutMs, log: onRequest && { write: onRequest } };
		const file = this.read(await this.http.post(post), bytes.length);
		return this.fileId(file);
	}

	/** The ids of the user's files with exactly this name. */
	async find(name: string, signal: AbortSignal): Promise<string[]> {
		const found: string[] = [];
		for (let page = 0; page < mostListPages; page++) {
			const url = new URL(this.url);
			url.search = String(new URLSearchParams({ purpose: 'ocr', page: String(page), page_size: String(pageSize) }));
			const list = this.read(await this.send('GET', url, signal));
			const files = recordsIn(isRecord(list) ? list['data'] : undefined);
			found.push(...files.filter(({ filename }) => filename === name).map((file) => this.fileId(file)));
			if (files.length < pageSize) {
				break;
			}
		}
		return found;
	}

	/** Deletes a file; a missing one counts as deleted. */
	async delete(id: string, signal: AbortSignal): Promise<void> {
		const url = new URL(`${this.url.href}/${encodeURIComponent(id)}`);
		const answer = await this.send('DELETE', url, signal);
		if (answer.status !== 404) {
			this.read(answer);
		}
	}

	private send(method: 'GET' | 'DELETE', url: URL, signal: AbortSignal): Promise<Answer> {
		const { timeoutMs, onRequest } = this.options;
		return this.http.send(method, { url, headers: this.headers(), signal, timeoutMs, log: onRequest && { write: onRequest } });
	}

	private headers(): Record<string, string> {
		return { authorization: `Bearer ${this.options.key}` };
	}

	private read(answer: Answer, bytes = 0): unknown {
		if (answer.status >= 200 && answer.status < 300) {
			return parseJson(answer.body.toString('utf8'));
		}
		throw failureOf(answer, { host: this.url.host, model: '', provider: 'mistral', bytes });
	}

	private fileId(file: unknown): string {
		const id = isRecord(file) ? file['id'] : undefined;
		if (typeof id !== 'string' || id === '') {
			throw new FoveaError('malformedAnswer', { host: this.url.host }, `A file in the answer from ${this.url.host} has no id`);
		}
		return id;
	}
}

/** A document at the service. */
export interface Upload {
	readonly fileId: string;
	/** Deletes it within seconds, even after an abort; if that fails, it stays on record. Does not throw. */
	discard(): Promise<void>;
}

/** Options of an upload. */
export interface UploadOptions {
	readonly files: MistralFiles;
	readonly records: UploadRecords;
	/** Repeats an attempt according to the endpoint's limits and failures. */
	readonly withRetries: (attempt: () => Promise<string>) => Promise<string>;
	readonly signal: AbortSignal;
	readonly log: (line: string) => void;
}

/** Failures that would affect the parts of the document too. */
const hopeless = new Set(['unauthorized', 'redirected', 'hostNotFound', 'connectionRefused', 'tls']);

/**
 * Records that a document is being uploaded, and uploads it. Undefined if that cannot be recorded, or the service refuses it; in parts, it may accept
 * it.
 * @throws {FoveaError} failures that would affect the parts too
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function uploadDocument(document: OcrDocument, options: UploadOptions): Promise<Upload | undefined> {
	const { files, records, log } = options;
	const record = newUploadRecord(files.url);
	try {
		await records.set(record);
	} catch {
		log('The upload cannot be recorded, so the document goes in parts');
		return undefined;
	}
	const done = new AbortController();
	void records.keepLease(record, done.signal);
	const discardIt = async (latest: UploadRecord): Promise<void> => {
		await discard(latest, options);
		done.abort();
	};
	let unanswered = false;
	try {
		const fileId = await options.withRetries(async () => {
			try {
				return await files.upload(record.name, document, options.signal);
			} catch (error) {
				unanswered ||= !wasRefused(error);
				throw error;
			}
		});
		const known = { ...record, id: fileId, unanswered };
		// The existing record also finds the file, by its name.
		await records.set(known).catch(() => undefined);
		return { fileId, discard: () => discardIt(known) };
	} catch (error) {
		await discardIt({ ...record, unanswered });
		if (!isFoveaError(error) || hopeless.has(error.code)) {
			throw error;
		}
		log(`${error.message}; the document is not uploaded but goes in parts`);
		return undefined;
	}
}

/** Whether a failure means that there is no file. */
function wasRefused(error: unknown): boolean {
	return isFoveaError(error) && !['connectionLost', 'timeout', 'malformedAnswer', 'emptyAnswer', 'serviceFailed'].includes(error.code);
}

/** Milliseconds after which a sent file is in the list, or was never received completely. */
const settledMs = 60_000;

/** The longest wait for a deletion in milliseconds. */
const discardMs = 8000;

async function discard(record: UploadRecord, { files, records, log }: Pick<UploadOptions, 'files' | 'records' | 'log'>): Promise<void> {
	try {
		if (await deleteFiles(record, files)) {
			await records.remove(record.name);
			return;
		}
	} catch (error) {
		log(`An upload is not deleted yet: ${error instanceof Error ? error.message : 'unknown'}`);
	}
	await records.set({ ...record, lease: undefined }).catch(() => undefined);
}

/** Deletes every file of a record, and no other; false if one can still appear. */
async function deleteFiles({ name, id, unanswered, createdMs }: UploadRecord, files: MistralFiles): Promise<boolean> {
	const signal = AbortSignal.timeout(discardMs);
	const insist = <T>(attempt: () => Promise<T>) => withRetries(attempt, { attempts: 3, mayRepeat, signal });
	const found = unanswered ? await insist(() => files.find(name, signal)) : [];
	const ids = new Set([...(id === undefined ? [] : [id]), ...found]);
	for (const each of ids) {
		await insist(() => files.delete(each, signal));
	}
	return !unanswered || ids.size > 0 || Date.now() - createdMs > settledMs;
}

/** Listing and deleting again is harmless. */
function mayRepeat({ code }: FoveaError): boolean {
	return ['rateLimited', 'serviceFailed', 'connectionLost', 'emptyAnswer'].includes(code);
}

/** Milliseconds after which the service has certainly deleted a file by itself. */
const forgottenMs = 7 * 24 * 3600 * 1000;

/** Options of a sweep of left uploads. */
export interface SweepOptions {
	readonly records: UploadRecords;
	/** Keys by origin. Records of other origins stay. */
	readonly keys: Readonly<Record<string, string>>;
	readonly http: HttpClient;
	readonly log: (line: string) => void;
}

/** Deletes uploads that interrupted conversions left at a service: those on record that nobody uses any more. Does not throw. */
export async function sweepUploads({ records, keys, http, log }: SweepOptions): Promise<void> {
	for (const record of (await records.all()).filter((each) => isAbandoned(each))) {
		const url = new URL(record.files);
		const key = keys[url.origin];
		if (Date.now() - record.createdMs > forgottenMs) {
			await records.remove(record.name).catch(() => undefined);
		} else if (key) {
			await discard(record, { files: new MistralFiles(http, { url, key, timeoutMs: discardMs }), records, log });
		}
	}
}

/** Sends a large file in pieces, because TLS would otherwise encrypt it as a whole and keep it in memory twice. */
function inPieces(body: RequestBody): RequestBody {
	const step = 2 ** 18;
	return {
		...body,
		*chunks() {
			for (const chunk of body.chunks()) {
				for (let offset = 0; offset < chunk.length; offset += step) {
					yield chunk.subarray(offset, offset + step);
				}
			}
		},
	};
}
