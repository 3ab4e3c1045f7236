import type { Method } from '../rpc.ts';
import type { ConvertEvent, ConvertRequest } from './api.ts';

/** A document that is asked about, and how it is to be read. */
export interface ReaderRequest extends Pick<
	ConvertRequest,
	'name' | 'bytes' | 'engine' | 'pages' | 'password' | 'tablesAcrossPages' | 'cache'
> {
	/** Pages that one call may have read; pages that are known already do not count. */
	readonly mostPages: number;
}

export interface ReadDocumentRequest extends ReaderRequest {
	/** Tokens that the text may have, as `estimateTokens` counts them. */
	readonly budget: number;
	/** 1-based line of the first page from which on it is told. */
	readonly line?: number | undefined;
	/** Whether the figures of the pages that are told are wanted. */
	readonly figures?: boolean | undefined;
}

/** A picture for a model. */
export interface Picture {
	/** Of a figure, its file name in the markdown. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface DocumentAnswer {
	readonly text: string;
	/** 1-based numbers of the pages in it. */
	readonly told: readonly number[];
	readonly figures: readonly Picture[];
	/** Whether all of it was known before: nothing was read for it. */
	readonly known: boolean;
}

export interface SearchDocumentRequest extends ReaderRequest {
	/** Words, or a regular expression of JavaScript. */
	readonly query: string;
	readonly regex?: boolean | undefined;
	readonly budget: number;
}

export interface ViewPageRequest extends Pick<ConvertRequest, 'name' | 'bytes' | 'password'> {
	/** 1-based. */
	readonly page: number;
	/** What of the page is drawn: left, top, right, bottom as shares of its width and height, 0 to 1; all when absent. */
	readonly box?: readonly [number, number, number, number] | undefined;
}

/** What is known before a document is read. */
export interface ReadingForecast {
	/** Undefined where only a service counts them. */
	readonly pageCount: number | undefined;
	/** Pages that would have to be read; undefined where only a service can tell. */
	readonly toRead: number | undefined;
}

/** The worker's part in answering questions about documents. */
export type ReaderApi = {
	/** What a call would have read, without reading anything. */
	readonly forecast: Method<ReaderRequest, ReadingForecast, never>;
	readonly readDocument: Method<ReadDocumentRequest, DocumentAnswer, ConvertEvent>;
	readonly searchDocument: Method<SearchDocumentRequest, Pick<DocumentAnswer, 'text' | 'known'>, ConvertEvent>;
	/** One page, or a part of it, as a picture of about the size that models look at. */
	readonly viewPage: Method<ViewPageRequest, Picture, never>;
};
