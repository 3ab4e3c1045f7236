import type { Bytes } from '../disk/bytes.ts';
import type { FoveaError } from '../errors.ts';
import type { Box } from '../pdf/pageLayout.ts';

/** The kinds of document that Fovea recognises by their content. */
export type MediaType =
	| 'application/pdf'
	| 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
	| 'application/vnd.openxmlformats-officedocument.presentationml.presentation'
	| `image/${'png' | 'jpeg' | 'webp' | 'avif' | 'gif' | 'bmp' | 'tiff' | 'heic'}`;

/**
 * What one request of an engine may carry. Services do not say whether they count bytes before or after base64: what can be made smaller is
 * made to fit both ways, and only what is too large before is refused.
 */
export interface Limits {
	readonly pages: number;
	readonly bytes: number;
}

/** A document, or a part of one, as an engine takes it. */
export interface OcrDocument {
	/** For messages and logs; never sent to a service. */
	readonly name: string;
	readonly mediaType: MediaType;
	readonly bytes: Bytes;
	/** Unknown for office documents, which only the service lays out in pages. */
	readonly pageCount?: number;
}

/** A document whose bytes are in memory. */
export type DocumentInMemory = OcrDocument & { readonly bytes: Uint8Array };

/** A figure cut out of a page. */
export interface OcrImage {
	/** As written in the page's markdown, e.g. `img-0.jpeg`. */
	readonly id: string;
	/** Absent when the service named a figure but did not send it. */
	readonly bytes?: Uint8Array;
	/** The service's description of the figure, if asked for. */
	readonly annotation?: string;
	/** Its place in shares of the page's width and height, if the service said. */
	readonly box?: Box;
}

/** A table that the page's markdown refers to instead of containing it. */
export interface OcrTable {
	/** As written in the page's markdown, e.g. `tbl-3.html`. */
	readonly id: string;
	/** HTML or markdown, as the request's `table_format` asked. */
	readonly content: string;
}

/** One recognised page, in the field names of Mistral's `OCRPageObject`. */
export interface OcrPage {
	/** 0-based, in the document that was given to the engine. */
	readonly index: number;
	readonly markdown: string;
	readonly images: readonly OcrImage[];
	readonly tables: readonly OcrTable[];
	readonly header?: string;
	readonly footer?: string;
	/** Lines of the PDF's own text that the service left out. */
	readonly leftOut?: readonly string[];
}

/** A page without a result. */
export interface FailedPage {
	/** 0-based. */
	readonly index: number;
	readonly error: FoveaError;
}

/**
 * Why a page of which the local engine could read nothing came as a picture: `eastAsianScript` and `otherScript` where it shows text that none of the languages
 * reads, of Chinese, Japanese or Korean signs or of others; `tooSlow` where reading it took longer than a page may.
 */
export type Unread = 'eastAsianScript' | 'otherScript' | 'tooSlow';

/**
 * What is to be known of a page: why it is `Unread`, or `sentAsPicture`: it was drawn and the drawing recognised, because the page itself is too large to be
 * sent or cannot be cut out.
 */
export interface PageNote {
	/** 0-based. */
	readonly index: number;
	readonly what: 'sentAsPicture' | Unread;
}

/** The result of recognising a document or some of its pages. */
export interface OcrResult {
	/** Sorted by index, each once. */
	readonly pages: readonly OcrPage[];
	/** Pages that failed; the other pages are not affected. */
	readonly failed?: readonly FailedPage[];
	/** Of a document whose pages nobody has counted: 0-based pages that it shows to be there and has not. */
	readonly missing?: readonly number[];
	/** What is to be known of some of the pages. */
	readonly notes?: readonly PageNote[];
	/** The model that answered, which may differ from the one asked. */
	readonly model: string;
	/** Pages that the service counted for billing, if it said. */
	readonly pagesProcessed?: number;
}

/** Options of `OcrEngine.recognize`. */
export interface RecognizeOptions {
	readonly signal: AbortSignal;
	/** 0-based pages to recognise, ascending; all when absent. */
	readonly pages?: readonly number[];
	/** Called as pages are done, in any order. */
	readonly onPage?: (done: number, total: number) => void;
	/**
	 * Told the next pages in order, as far as they can be told before all are known, without the bytes of their figures, and never the last
	 * of them. The result may say them otherwise. For engines that have their result only as a whole.
	 */
	readonly onDraft?: ((pages: readonly OcrPage[]) => void) | undefined;
}

/** A document stored at the service, so that requests name its pages instead of carrying them. */
export interface UploadedDocument {
	/** As `OcrEngine.recognize`, for pages of this document. */
	recognize(options: RecognizeOptions): Promise<OcrResult>;
	/** Deletes it at the service. Completes even after an abort, and does not throw. */
	release(): Promise<void>;
}

/** One way of turning a document into markdown pages: a hosted model or the local engine. */
export interface OcrEngine {
	/** Names the engine in logs and messages: `mistral`, `azure`, `local`. */
	readonly id: string;
	readonly limits: Limits;
	/**
	 * The best number of pages for a request, although it could carry more: ranges of a long document asked for side by side are done
	 * sooner than the whole, the first pages come early, and a failure loses a range. `limits.pages` when absent.
	 */
	readonly rangePages?: number;
	readonly mediaTypes: ReadonlySet<MediaType>;
	/** Everything that determines the result, as plain data, for engines whose results are worth caching. */
	readonly profile?: unknown;
	/**
	 * The profile of the results that come now, where the service gives less than was asked for; else undefined. It may change from answer
	 * to answer.
	 */
	readonly lesserProfile?: unknown;
	/**
	 * @throws {FoveaError} with a code that says why nothing, or not everything, was recognised
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	recognize(document: OcrDocument, options: RecognizeOptions): Promise<OcrResult>;
	/**
	 * Puts a whole document at the service; undefined where sending each part on its own is better, or the service would not have it. The
	 * caller releases it. `pages` are the 0-based ones that will be asked for, all when absent: what few pages are needed of is not worth
	 * sending whole.
	 * @throws as `recognize`, with what would keep a part from being recognised too
	 */
	upload?(
		document: OcrDocument,
		options: { readonly signal: AbortSignal; readonly pages?: readonly number[] },
	): Promise<UploadedDocument | undefined>;
}
