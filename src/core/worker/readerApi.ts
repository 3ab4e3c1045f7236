import type { Method } from '../rpc.ts';
import type { ConvertEvent, ConvertRequest } from './api.ts';

/** A document that an agent asks about, and how it is read. */
export interface ReaderRequest extends Pick<
	ConvertRequest,
	'name' | 'bytes' | 'engine' | 'pages' | 'password' | 'tablesAcrossPages' | 'cache'
> {
	/** The most pages that one call may read; pages that were read before do not count. */
	readonly mostPages: number;
}

/** A request to read a document. */
export interface ReadDocumentRequest extends ReaderRequest {
	/** The token budget of the text, as `estimateTokens` counts. */
	readonly budget: number;
	/** The line of the first page, 1-based, at which the answer begins. */
	readonly line?: number | undefined;
	/** Whether the figures of the returned pages are wanted. */
	readonly figures?: boolean | undefined;
}

/** A picture for a model. */
export interface Picture {
	/** For a figure: its file name in the markdown. */
	readonly name: string;
	readonly mediaType: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A document, or as much of it as fits the budget, as text for a language model. */
export interface DocumentAnswer {
	readonly text: string;
	/** 1-based numbers of the pages in it. */
	readonly told: readonly number[];
	readonly figures: readonly Picture[];
	/** Whether all pages were read before. */
	readonly known: boolean;
}

/** A request to search a document. */
export interface SearchDocumentRequest extends ReaderRequest {
	/** Words, or a regular expression of JavaScript. */
	readonly query: string;
	readonly regex?: boolean | undefined;
	readonly budget: number;
}

/** A request to render a page. */
export interface ViewPageRequest extends Pick<ConvertRequest, 'name' | 'bytes' | 'password'> {
	/** 1-based. */
	readonly page: number;
	/** The part of the page: left, top, right, bottom as fractions of its width and height, 0 to 1; the whole page when absent. */
	readonly box?: readonly [number, number, number, number] | undefined;
}

/** A forecast for a reading. */
export interface ReadingForecast {
	/** Undefined when only a service can count them. */
	readonly pageCount: number | undefined;
	/** How many pages would have to be read; undefined when only a service can tell. */
	readonly toRead: number | undefined;
}

/** The worker's methods for agents' questions about documents. */
export type ReaderApi = {
	/** Forecasts what a call would read, without reading it. */
	readonly forecast: Method<ReaderRequest, ReadingForecast, never>;
	readonly readDocument: Method<ReadDocumentRequest, DocumentAnswer, ConvertEvent>;
	readonly searchDocument: Method<SearchDocumentRequest, Pick<DocumentAnswer, 'text' | 'known'>, ConvertEvent>;
	/** Renders one page, or a part of it, at about the size that models look at. */
	readonly viewPage: Method<ViewPageRequest, Picture, never>;
};
