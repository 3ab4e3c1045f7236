import { type OcrModel } from './models.ts';
import { type Check, type Problem, boolean, dictionary, integer, list, literal, nullable, object, string, union, uuid } from './schema.ts';

/** A request that has passed `ocrRequestProblems`. */
export interface OcrRequest {
	readonly model: string | null;
	readonly document: DocumentChunk;
	readonly pages?: readonly number[] | string | null;
	readonly include_image_base64?: boolean | null;
	readonly image_limit?: number | null;
	readonly image_min_size?: number | null;
	readonly bbox_annotation_format?: unknown;
	readonly document_annotation_format?: unknown;
	readonly document_annotation_prompt?: string | null;
	readonly table_format?: 'markdown' | 'html' | null;
	readonly extract_header?: boolean;
	readonly extract_footer?: boolean;
	readonly include_blocks?: boolean;
	readonly confidence_scores_granularity?: string | null;
}

type DocumentChunk =
	| { readonly document_url: string }
	| { readonly image_url: string | { readonly url: string } }
	| { readonly file_id: string };

/** Only `json_schema` is valid of the types that the specification lists. */
const responseFormat = object(
	{ type: literal('json_schema') },
	{ json_schema: nullable(object({ name: string, schema: dictionary }, { description: nullable(string), strict: boolean })) },
);

const fileChunk = object({ file_id: uuid }, { type: literal('file') });
const urlChunks: Readonly<Record<string, Check>> = {
	DocumentURLChunk: object({ document_url: string }, { type: literal('document_url'), document_name: nullable(string) }),
	ImageURLChunk: object(
		{ image_url: union({ ImageURL: object({ url: string }, { detail: nullable(literal('low', 'auto', 'high')) }), str: string }) },
		{ type: literal('image_url') },
	),
};

/** `0,2-4`; page numbers start from 0. */
const pagesText: Check = (input, loc) => {
	const problems = string(input, loc);
	return problems.length > 0 || parsePages(input as string)
		? problems
		: [{ type: 'value_error', loc, msg: 'Value error, Invalid page range', input }];
};

/** What is wrong with the body of a request to a model, by Mistral's OpenAPI document of 2026-08 and by what is known of the model. */
export function ocrRequestProblems(body: unknown, model: OcrModel, options: { readonly files: boolean }): Problem[] {
	const pages = list(integer);
	const fields: Readonly<Record<string, Check>> = {
		pages: nullable(model.pagesAsText ? union({ str: pagesText, 'list[int]': pages }) : pages),
		include_image_base64: nullable(boolean),
		image_limit: nullable(integer),
		image_min_size: nullable(integer),
		bbox_annotation_format: nullable(responseFormat),
		document_annotation_format: nullable(responseFormat),
		document_annotation_prompt: nullable(string),
		table_format: nullable(literal('markdown', 'html')),
		extract_header: boolean,
		extract_footer: boolean,
		include_blocks: boolean,
		confidence_scores_granularity: nullable(literal(...model.confidence)),
	};
	const known = Object.fromEntries(Object.entries(fields).filter(([name]) => model.fields.includes(name)));
	const document = union(options.files ? { FileChunk: fileChunk, ...urlChunks } : urlChunks);
	return object({ model: nullable(string), document }, known)(body, ['body']);
}

/** Page indexes of text such as `0,2-4`; undefined when it is not of that form. */
export function parsePages(text: string): number[] | undefined {
	const indexes: number[] = [];
	for (const range of text.split(',')) {
		const [, from, to = from] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(range) ?? [];
		if (from === undefined || Number(to) < Number(from)) {
			return undefined;
		}
		for (let page = Number(from); page <= Number(to); page++) {
			indexes.push(page);
		}
	}
	return indexes;
}
