import type { CacheOptions } from '../cache.ts';
import type { ErrorCode, ErrorFacts } from '../errors.ts';
import type { NetworkOptions } from '../http.ts';
import type { MarkdownDraft, PageMarks } from '../ocr/markdown.ts';
import type { AuthScheme, Lesson } from '../ocr/mistral.ts';
import type { ImageApi } from './imageApi.ts';
import type { Method } from './rpc.ts';

/** An engine as plain data, so that it can cross to the worker: what to ask, where, with which key. */
export type EngineSpec =
	| {
			readonly provider: 'local';
			/** Tesseract's language codes joined by `+`, e.g. `eng+deu`. */
			readonly languages: string;
			/** Folder of further `*.traineddata` or `*.traineddata.gz` files. */
			readonly languageFolder?: string;
			readonly withoutRunningText: boolean;
	  }
	| {
			readonly provider: 'azure' | 'mistral';
			/** The full OCR URL. */
			readonly endpoint: string;
			readonly model: string;
			readonly key: string;
			readonly timeoutMs: number;
			readonly htmlTables: boolean;
			readonly withoutRunningText: boolean;
			readonly authScheme?: AuthScheme | undefined;
			readonly minimalBody?: boolean | undefined;
			readonly network: NetworkOptions;
	  };

export interface ConvertRequest {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly engine: EngineSpec;
	/** 1-based, as people write them: `1-3,7,12-`; all when absent. */
	readonly pages?: string | undefined;
	/** For a PDF that needs one to open. */
	readonly password?: string | undefined;
	readonly pageMarks: PageMarks;
	/** Where results of services are kept; nowhere when absent. */
	readonly cache?: CacheOptions | undefined;
}

export interface Conversion extends MarkdownDraft {
	/** Pages that were recognised. */
	readonly pageCount: number;
	readonly model: string;
	/** Pages that the service counted, if it said. */
	readonly pagesProcessed?: number | undefined;
	/** How many of the pages were kept from an earlier run and not asked for again. */
	readonly kept: number;
	/** Pages that could not be recognised, and why; the markdown says where they are missing. */
	readonly failed: readonly FailedPage[];
}

export type ConvertEvent =
	| { readonly type: 'pages'; readonly done: number; readonly total: number }
	| { readonly type: 'lesson'; readonly lesson: Lesson }
	| { readonly type: 'log'; readonly line: string };

/** A page without a result, ready to cross between threads. */
export interface FailedPage {
	/** 1-based. */
	readonly page: number;
	readonly code: ErrorCode;
	readonly facts: ErrorFacts[ErrorCode];
}

/** What the background worker does for the editor's thread. */
export type WorkerApi = ImageApi & {
	/** Pages of a PDF; 1 for anything else. */
	readonly countPages: Method<Pick<ConvertRequest, 'name' | 'bytes' | 'password'>, number, never>;
	readonly convert: Method<ConvertRequest, Conversion, ConvertEvent>;
	/** Waits until threads and files are let go. */
	readonly close: Method<undefined, undefined, never>;
};
