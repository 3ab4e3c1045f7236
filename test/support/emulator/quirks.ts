import { figureJpeg } from './figure.ts';
import { type WireImage, type WirePage, type WireResponse, escapeHtml } from './wire.ts';

/**
 * Ways in which answers differ that a client has to live with.
 * - `htmlEscaped`: `&amp;` for `&` in markdown, as in several samples of Mistral's documentation.
 * - `oneBased`: pages numbered from 1, as in the 2503 sample of Mistral's OpenAPI document.
 * - `unsorted`: pages in another order.
 * - `sparse`: nothing but the required fields, as a body of 2505 in Mistral's documentation.
 * - `parenthesisMath`: a formula within `\(…\)` and one within `\[…\]` on each page.
 * - `hostile`: on the first page, what a document could do that was made to harm: links that run things, markup, figures whose
 *   ids leave the folder or differ by case alone.
 */
export type Quirk = 'htmlEscaped' | 'oneBased' | 'unsorted' | 'sparse' | 'parenthesisMath' | 'hostile';

const apply: Readonly<Record<Quirk, (pages: WirePage[]) => WirePage[]>> = {
	hostile: ([first, ...others]) => (first ? [hostile(first), ...others] : []),
	parenthesisMath: (pages) =>
		pages.map((page) => ({ ...page, markdown: `${page.markdown}\n\nThe energy is \\(E = mc^2\\).\n\n\\[\nE = mc^2\n\\]` })),
	htmlEscaped: (pages) => pages.map((page) => ({ ...page, markdown: escapeHtml(page.markdown) })),
	oneBased: (pages) => pages.map((page) => ({ ...page, index: page.index + 1 })),
	unsorted: (pages) => pages.toReversed(),
	sparse: (pages) =>
		pages.map(({ index, markdown, images, dimensions }) => ({
			index,
			markdown,
			images,
			dimensions,
		})),
};

/** The response with these quirks. */
export function withQuirks(response: WireResponse, quirks: ReadonlySet<Quirk>): WireResponse {
	const order = Object.keys(apply) as Quirk[];
	return { ...response, pages: order.filter((quirk) => quirks.has(quirk)).reduce((pages, quirk) => apply[quirk](pages), response.pages) };
}

function hostile(page: WirePage): WirePage {
	const ids = [
		'../../evil.png',
		'..\\..\\evil.png',
		'/etc/evil.png',
		'C:\\evil.png',
		'con.jpeg',
		'twin.jpeg',
		'TWIN.jpeg',
		'',
		'%2e%2e%2fevil.png',
	];
	const images = ids.map((id, index): WireImage => {
		const image_base64 = `data:image/jpeg;base64,${figureJpeg([`666${index}`]).toString('base64')}`;
		return { id, top_left_x: 0, top_left_y: 0, bottom_right_x: 100, bottom_right_y: 100, image_base64, image_annotation: null };
	});
	const markdown = [
		page.markdown,
		'![x](javascript:alert(1))',
		'[Open](command:workbench.action.terminal.new) [Run](vscode://evil/run) [File](file:///etc/passwd)',
		'<script>alert(1)</script><img src="x" onerror="alert(1)"><iframe src="https://evil.example"></iframe>',
		'![tracker](https://evil.example/pixel.png)',
		...ids.map((id) => `![${id}](${id})`),
	];
	return { ...page, markdown: markdown.join('\n\n'), images: [...page.images, ...images] };
}
