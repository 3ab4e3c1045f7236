import { Refusal } from './answer.ts';
import {
	documentNotFetched,
	fileNotFound,
	invalidDocumentUrl,
	invalidFields,
	invalidOfficeFile,
	invalidPdf,
	modelNotFound,
	notEmulated,
	officeImagesNeedBase64,
	pageOutOfRange,
	tooLarge,
	tooManyPages,
	typeNotSupported,
	urlsNotSupported,
} from './errors.ts';
import { imageInfo } from './imageInfo.ts';
import { recognizePage } from './layout.ts';
import { type OcrModel, type OcrModelId, ocrModels } from './models.ts';
import { type OcrRequest, ocrRequestProblems, parsePages } from './ocrRequest.ts';
import { officePages } from './office.ts';
import { pdfReader } from './pdf.ts';
import { type Limits, type ProfileName, profiles } from './profiles.ts';
import { type RecognizedPage, dpi } from './recognized.ts';
import { isObject } from './schema.ts';
import type { SentDocument } from './sentDocument.ts';
import { type WireResponse, wireResponse } from './wire.ts';

export interface OcrService {
	readonly profile: ProfileName;
	readonly models: Readonly<Record<string, OcrModelId>>;
	readonly limits: Limits;
}

export interface OcrResult {
	readonly response: WireResponse;
	/** Of the whole document. */
	readonly pageCount: number;
	/** 0-based, the pages that the response is about. */
	readonly pages: readonly number[];
}

/**
 * Answers an OCR request from the document itself.
 * @throws {Refusal}
 * @throws {DOMException} `AbortError` when `signal` aborts
 */
export async function recognize(
	service: OcrService,
	body: unknown,
	document: SentDocument | undefined,
	signal: AbortSignal,
): Promise<OcrResult> {
	const { profile, limits } = service;
	const model = modelOf(service, body);
	const problems = ocrRequestProblems(body, model ?? ocrModels['mistral-ocr-4-1'], { files: !profiles[profile].azure });
	if (problems.length > 0 || !document) {
		throw new Refusal(invalidFields(profile, problems));
	}
	const request = body as OcrRequest;
	if (!model) {
		throw new Refusal(modelNotFound(profile, String(request.model)));
	}
	const bytes = contentOf(profile, document, body);
	if (bytes.length > limits.bytes) {
		throw new Refusal(tooLarge(profile));
	}
	if (request.confidence_scores_granularity || request.bbox_annotation_format || request.document_annotation_format) {
		throw new Refusal(notEmulated('Annotations and confidence scores'));
	}
	const opened = await open(service, bytes, document, request, model);
	try {
		const { pageCount } = opened;
		if (pageCount > limits.pages) {
			// `pages` lifts the limit nowhere, as far as is known.
			throw new Refusal(tooManyPages(profile, pageCount, limits.pages));
		}
		const pages = pagesAsked(profile, request, pageCount);
		const recognized: RecognizedPage[] = [];
		for (const page of pages) {
			signal.throwIfAborted();
			recognized.push(await opened.page(page));
		}
		return { response: wireResponse(recognized, request, model, bytes.length), pageCount, pages };
	} finally {
		await opened.close();
	}
}

function modelOf({ profile, models }: OcrService, body: unknown): OcrModel | undefined {
	const asked = isObject(body) ? body['model'] : undefined;
	// A serverless endpoint has one model, whatever the request calls it (danny-avila/LibreChat#6814 asks for `mistral-ocr`).
	const id = profile === 'serverless' ? Object.values(models)[0] : Object.hasOwn(models, String(asked)) ? models[String(asked)] : undefined;
	return id && ocrModels[id];
}

function contentOf(profile: ProfileName, { chunk, reference, mediaType, bytes }: SentDocument, body: unknown): Buffer {
	if (chunk === 'file_id') {
		if (!bytes) {
			throw new Refusal(fileNotFound(profile));
		}
		return bytes;
	}
	if (/^https?:/i.test(reference)) {
		// The emulator has no internet, so Mistral's fetch fails as it would for a host that is away.
		throw new Refusal(profiles[profile].azure ? urlsNotSupported(profile) : documentNotFetched(profile));
	}
	if (!mediaType) {
		throw new Refusal(invalidDocumentUrl(profile, reference, body));
	}
	if (!bytes) {
		throw new Refusal(documentNotFetched(profile));
	}
	return bytes;
}

interface OpenDocument {
	readonly pageCount: number;
	page(index: number): Promise<RecognizedPage>;
	close(): Promise<void>;
}

/** By content: what the data URI says is repeated in the text, so that a test sees it. */
async function open(
	{ profile }: OcrService,
	bytes: Buffer,
	{ chunk, mediaType = '', sha256 = '', reference }: SentDocument,
	request: OcrRequest,
	model: OcrModel,
): Promise<OpenDocument> {
	if (chunk === 'image_url' || mediaType.startsWith('image/')) {
		const image = imageInfo(bytes);
		if (!image || image.width * image.height === 0) {
			throw new Refusal(documentNotFetched(profile));
		}
		if (chunk === 'document_url' && !model.imagesAsDocuments) {
			throw new Refusal(typeNotSupported(profile, mediaType));
		}
		const content = image.mediaType === mediaType ? '' : `, content ${image.mediaType}`;
		const lines = [`${mediaType}${content}`, `${image.width} x ${image.height}`, `sha256 ${sha256}`];
		// Nobody says what the service does with the further pages of a TIFF file: chosen, and each says which it is.
		return textPages(
			image,
			Array.from({ length: image.pages ?? 1 }, (_, page) => (page === 0 ? lines : [...lines, `picture ${page + 1}`])),
		);
	}
	if (mediaType.startsWith('application/vnd.openxmlformats-officedocument.')) {
		if (profiles[profile].azure) {
			throw new Refusal(invalidDocumentUrl(profile, reference, request));
		}
		const office = officePages(bytes);
		if (!office) {
			throw new Refusal(invalidOfficeFile(profile));
		}
		if (!request.include_image_base64 && request.image_limit !== 0) {
			throw new Refusal(officeImagesNeedBase64(profile, office.extension));
		}
		return textPages({ width: 1700, height: 2200 }, office.pages);
	}
	if (mediaType !== 'application/pdf') {
		throw new Refusal(notEmulated(`Documents of type ${mediaType}`));
	}
	const pdf = await pdfReader.open(bytes);
	if (!pdf) {
		throw new Refusal(invalidPdf(profile));
	}
	return {
		pageCount: pdf.pageCount,
		page: async (index) => recognizePage(index, await pdf.page(index)),
		close: () => pdf.close(),
	};
}

function textPages(
	{ width, height }: { readonly width: number; readonly height: number },
	pages: readonly (readonly string[])[],
): OpenDocument {
	const lineHeight = dpi / 5;
	const blocks = (paragraphs: readonly string[]) =>
		paragraphs.map((text, line) => ({
			type: 'text' as const,
			box: { left: 0, top: line * lineHeight, right: width, bottom: (line + 1) * lineHeight },
			text,
		}));
	return {
		pageCount: pages.length,
		page: async (index) => ({ index, width, height, blocks: blocks(pages[index]!), hyperlinks: [] }),
		close: async () => undefined,
	};
}

/** Each page once, ascending; all when none is named. Neither is documented. */
function pagesAsked(profile: ProfileName, { pages }: OcrRequest, pageCount: number): number[] {
	const asked = typeof pages === 'string' ? parsePages(pages) : pages;
	if (!asked?.length) {
		return Array.from({ length: pageCount }, (_, index) => index);
	}
	const outside = asked.find((page) => page < 0 || page >= pageCount);
	if (outside !== undefined) {
		throw new Refusal(pageOutOfRange(profile, outside, pageCount));
	}
	return [...new Set(asked)].sort((a, b) => a - b);
}
