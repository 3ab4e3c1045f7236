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
 * What a request to an engine can contain. Services do not say whether they count bytes before or after base64, so what can be made smaller is made
 * to fit both ways, and only what is too large before base64 is refused.
 */
export interface Limits {
	readonly pages: number;
	readonly bytes: number;
}

/** A document, or a part of one, as an engine accepts it. */
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
	/** Its position as fractions of the page's width and height, if the service returned it. */
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
 * Why a page came as a picture because the local engine could read nothing: `eastAsianScript` and `otherScript` if its text is in a script of none of
 * the languages, Chinese, Japanese or Korean or another one; `tooSlow` if reading it took too long.
 */
export type Unread = 'eastAsianScript' | 'otherScript' | 'tooSlow';

/**
 * A note about a page: why it is `Unread`, or `sentAsPicture` if the page was rendered and sent as a picture, because it is too large or cannot be
 * cut out.
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
	/** For a document with an unknown page count: 0-based pages that must exist according to the answer but are missing from it. */
	readonly missing?: readonly number[];
	/** Notes about some of the pages. */
	readonly notes?: readonly PageNote[];
	/** The model that answered, which can differ from the requested one. */
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
	 * Called with the next pages in order, as far as they are final enough, without the bytes of their figures, and never with the last one. The
	 * result can differ. For engines whose result only comes as a whole.
	 */
	readonly onDraft?: ((pages: readonly OcrPage[]) => void) | undefined;
}

/** A document stored at the service, so that requests name its pages instead of containing them. */
export interface UploadedDocument {
	/** Like `OcrEngine.recognize`, for pages of this document. */
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
	 * The best number of pages for a request, although it could contain more: parallel ranges of a long document finish sooner than the whole, the
	 * first pages come early, and a failure only loses a range. `limits.pages` when absent.
	 */
	readonly rangePages?: number;
	readonly mediaTypes: ReadonlySet<MediaType>;
	/** Everything that determines the result, as plain data, for engines whose results are worth caching. */
	readonly profile?: unknown;
	/** The profile of the current results if the service returns less than requested, else undefined. It can change with each answer. */
	readonly lesserProfile?: unknown;
	/**
	 * @throws {FoveaError} with a code that says why nothing, or not everything, was recognised
	 * @throws {DOMException} `AbortError` when `signal` aborts
	 */
	recognize(document: OcrDocument, options: RecognizeOptions): Promise<OcrResult>;
	/**
	 * Uploads a whole document to the service; undefined if sending the parts is better, or the service refuses it. The caller releases it. `pages`
	 * are the 0-based pages that will be requested, all when absent: for a few pages, uploading the whole is not worth it.
	 * @throws as `recognize`, for failures that would affect the parts too
	 */
	upload?(
		document: OcrDocument,
		options: { readonly signal: AbortSignal; readonly pages?: readonly number[] },
	): Promise<UploadedDocument | undefined>;
}
