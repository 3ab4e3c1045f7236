import type { Bytes } from '../disk/bytes.ts';
import type { CacheOptions } from '../disk/cache.ts';
import type { ErrorCode, ErrorFacts } from '../errors.ts';
import type { NetworkOptions } from '../net/http.ts';
import type { MarkdownDraft, MarkdownPiece, PageMarks, TablesAcrossPages } from '../ocr/markdown/draft.ts';
import type { EndpointFact, MistralSpec, RequestPhase } from '../ocr/mistral/engine.ts';
import type { Method } from '../rpc.ts';

/** An engine as plain data that can cross to the worker: the model, the endpoint and the key. */
export type EngineSpec =
	| {
			readonly provider: 'local';
			/** Tesseract's language codes joined by `+`, e.g. `eng+deu`. */
			readonly languages: string;
			/** Folder of further `*.traineddata` or `*.traineddata.gz` files. */
			readonly languageFolder?: string;
			readonly withoutRunningText: boolean;
			readonly htmlTables?: boolean;
	  }
	| (MistralSpec & {
			readonly provider: 'azure' | 'mistral';
			/** The name of the user's connection, if it is one. */
			readonly connection?: string;
			/** The full OCR URL. */
			readonly endpoint: string;
			/** The origin for which an account is signed in, instead of a key. */
			readonly signIn?: string | undefined;
			/** How many requests the endpoint was found to accept at once. */
			readonly atOnce?: number | undefined;
			readonly network: NetworkOptions;
	  });

/** A document to be converted. */
export interface ConvertRequest {
	readonly name: string;
	readonly bytes: Bytes;
	readonly engine: EngineSpec;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string | undefined;
	/** The password of an encrypted PDF. */
	readonly password?: string | undefined;
	readonly pageMarks: PageMarks;
	/** `merge` when absent. */
	readonly tablesAcrossPages?: TablesAcrossPages | undefined;
	/** Whether the markdown is wanted piece by piece as pages arrive. */
	readonly grow?: boolean;
	/** The cache for results of services; none when absent. */
	readonly cache?: CacheOptions | undefined;
}

/** The result of a conversion. */
export interface Conversion extends MarkdownDraft {
	/** Pages that were recognised. */
	readonly pageCount: number;
	readonly model: string;
	/** How many pages the service counted, if it said so. */
	readonly pagesProcessed?: number | undefined;
	/** How many of the pages came from the cache. */
	readonly cached: number;
	/** Pages that could not be recognised, and why; the markdown says where they are missing. */
	readonly failed: readonly FailedPageReason[];
}

/** An event of a running conversion or reading. */
export type ConvertEvent =
	/** `cached`: how many of the pages that are done came from the cache. */
	| { readonly type: 'pages'; readonly done: number; readonly total: number; readonly cached: number }
	/** The next piece of the markdown. The result has the whole markdown, without the bytes of assets that came with a piece. */
	| { readonly type: 'markdown'; readonly piece: MarkdownPiece }
	/** Pages that the service counted for billing since the last event, and the model that it names. */
	| { readonly type: 'paid'; readonly pages: number; readonly model: string }
	| { readonly type: 'endpointFact'; readonly endpointFact: EndpointFact }
	/** The phase of the requests to a service. */
	| { readonly type: 'phase'; readonly phase: RequestPhase }
	| { readonly type: 'log'; readonly line: string };

/** A page without a result, ready to cross between threads. */
export interface FailedPageReason {
	/** 1-based. */
	readonly page: number;
	readonly code: ErrorCode;
	readonly facts: ErrorFacts[ErrorCode];
}

/** A request to delete uploads that interrupted conversions have left at a service. */
export interface SweepRequest {
	/** Where uploads are recorded. */
	readonly uploadFolder: string;
	/** By origin. */
	readonly keys: Readonly<Record<string, string>>;
	readonly network: NetworkOptions;
}

/** The worker's methods for converting documents, and for its own end. */
export type OcrApi = {
	/** Counts the pages of a PDF or a picture; undefined for a document that only a service lays out in pages. */
	readonly countPages: Method<Pick<ConvertRequest, 'name' | 'bytes' | 'password'>, number | undefined, never>;
	/** SHA-256 of a document, in hexadecimal. */
	readonly contentHash: Method<Pick<ConvertRequest, 'name' | 'bytes'>, string, never>;
	readonly convert: Method<ConvertRequest, Conversion, ConvertEvent>;
	/** Deletes uploads that interrupted conversions have left at a service. Emits lines for the log. */
	readonly sweepUploads: Method<SweepRequest, undefined, string>;
	/** Forgets which origins only the editor's `fetch` could reach, after the network settings have changed. */
	readonly forgetWays: Method<undefined, undefined, never>;
	/** Waits until threads and files are released. */
	readonly close: Method<undefined, undefined, never>;
};
