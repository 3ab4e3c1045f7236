import { createHash } from 'node:crypto';
import { figureJpeg } from './figure.ts';
import type { OcrModel } from './models.ts';
import type { OcrRequest } from './ocrRequest.ts';
import { type Block, type Box, type RecognizedPage, dpi } from './recognized.ts';

/** `OCRResponse` of Mistral's OpenAPI document. */
export interface WireResponse {
	pages: WirePage[];
	readonly model: string;
	readonly document_annotation: null;
	readonly usage_info: { readonly pages_processed: number; readonly doc_size_bytes: number };
}

export interface WirePage {
	index: number;
	markdown: string;
	images: WireImage[];
	dimensions: { readonly dpi: number; readonly height: number; readonly width: number };
	tables?: { readonly id: string; readonly content: string; readonly format: string }[];
	hyperlinks?: readonly string[];
	header?: string | null;
	footer?: string | null;
	blocks?: WireBlock[];
}

export interface WireImage extends WireBox {
	readonly id: string;
	readonly image_base64: string | null;
	readonly image_annotation: null;
}

interface WireBlock extends WireBox {
	readonly type: Block['type'];
	readonly content: string;
	readonly image_id?: string;
	readonly table_id?: string;
}

interface WireBox {
	readonly top_left_x: number;
	readonly top_left_y: number;
	readonly bottom_right_x: number;
	readonly bottom_right_y: number;
}

/** Puts pages into the wire's form, as the request's options ask. Ids of figures and tables number on through the pages of a response. */
export function wireResponse(pages: readonly RecognizedPage[], request: OcrRequest, model: OcrModel, bytes: number): WireResponse {
	const ids = { image: 0, table: 0 };
	return {
		pages: pages.map((page) => wirePage(page, request, model, ids)),
		model: model.reports,
		document_annotation: null,
		usage_info: { pages_processed: pages.length, doc_size_bytes: bytes },
	};
}

function wirePage(page: RecognizedPage, request: OcrRequest, model: OcrModel, ids: { image: number; table: number }): WirePage {
	const text = page.blocks.map((block) => ('text' in block ? block.text : '')).join('\n');
	const markdown: string[] = [];
	const images: WireImage[] = [];
	const tables: NonNullable<WirePage['tables']> = [];
	const blocks: WireBlock[] = [];
	const running = { header: [] as string[], footer: [] as string[] };
	const add = (block: Block, content: string, link: Partial<WireBlock> = {}) => {
		markdown.push(content);
		blocks.push({ type: block.type, ...wireBox(block.box), content: block.type === 'image' ? '' : content, ...link });
	};
	for (const block of page.blocks) {
		switch (block.type) {
			case 'image': {
				if (isWanted(block.box, ids.image, request)) {
					const id = `img-${ids.image}.jpeg`;
					images.push({ id, ...wireBox(block.box), image_base64: imageData(page, ids.image, text, request), image_annotation: null });
					add(block, `![${id}](${id})`, { image_id: id });
					ids.image++;
				}
				break;
			}
			case 'table': {
				const format = request.table_format;
				const content = format === 'html' ? htmlTable(block.rows) : markdownTable(block.rows);
				if (format) {
					// Ids of markdown tables were not seen; the ending is chosen after that of HTML tables.
					const id = `tbl-${ids.table++}.${format === 'html' ? 'html' : 'md'}`;
					tables.push({ id, content, format });
					add(block, `[${id}](${id})`, { table_id: id });
				} else {
					add(block, content);
				}
				break;
			}
			case 'header':
			case 'footer':
				if (request[`extract_${block.type}`]) {
					running[block.type].push(block.text);
				} else {
					add(block, block.text);
				}
				break;
			case 'title':
				add(block, `${'#'.repeat(block.level)} ${block.text}`);
				break;
			case 'text':
				add(block, block.text);
		}
	}
	return {
		index: page.index,
		markdown: markdown.join('\n\n'),
		images,
		dimensions: { dpi, height: page.height, width: page.width },
		...(model.fullPages
			? {
					tables,
					hyperlinks: page.hyperlinks,
					header: running.header.join('\n') || null,
					footer: running.footer.join('\n') || null,
				}
			: {}),
		// Asked for by default, says the OpenAPI document of 2026-08; an older one says the opposite.
		...(model.fields.includes('include_blocks') && request.include_blocks !== false ? { blocks: model.blocks ? blocks : [] } : {}),
	};
}

function isWanted({ left, top, right, bottom }: Box, taken: number, { image_limit: limit, image_min_size: least }: OcrRequest): boolean {
	return taken < (limit ?? Infinity) && Math.min(right - left, bottom - top) >= (least ?? 0);
}

/** A picture that shows the page's number, the figure's number and five digits that depend on the page's text. */
function imageData(page: RecognizedPage, image: number, text: string, request: OcrRequest): string | null {
	if (!request.include_image_base64) {
		return null;
	}
	const fingerprint = createHash('sha256').update(text).digest().readUInt16BE(0);
	const jpeg = figureJpeg([String(page.index + 1), String(image), String(fingerprint)]);
	return `data:image/jpeg;base64,${jpeg.toString('base64')}`;
}

function wireBox({ left, top, right, bottom }: Box): WireBox {
	return { top_left_x: left, top_left_y: top, bottom_right_x: right, bottom_right_y: bottom };
}

function markdownTable([head = [], ...rows]: Extract<Block, { type: 'table' }>['rows']): string {
	const row = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
	return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function htmlTable(rows: Extract<Block, { type: 'table' }>['rows']): string {
	const row = (cells: readonly string[]) => `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
	return `<table>${rows.map(row).join('')}</table>`;
}

export function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
