import { figureJpeg } from './figure.ts';
import { type WireImage, type WirePage, type WireResponse, escapeHtml } from './wire.ts';

/**
 * Ways in which answers differ that a client has to live with.
 * - `htmlEscaped`: `&amp;` for `&` in markdown, as in several samples of Mistral's documentation.
 * - `oneBased`: pages numbered from 1, as in the 2503 sample of Mistral's OpenAPI document.
 * - `unsorted`: pages in another order.
 * - `sparse`: nothing but the required fields, as a body of 2505 in Mistral's documentation.
 * - `parenthesisMath`: a formula within `\(…\)` and one within `\[…\]` on each page.
 * - `fewerPages`, `withoutFirst`, `withoutLast`: of several pages the one in the middle, the first or the last is left out; it is there when it is asked
 *   for alone.
 * - `morePages`: a page that nobody asked for, behind the others.
 * - `negativeIndex`, `farIndex`: the page in the middle has a number that no page has; `allFar`: all have, in order.
 * - `repeatedPage`: the page in the middle twice; `repeatedIndex`: it has the number of the one before it.
 * - `relativeIndex`: numbers count the pages that were asked for and not those of the document.
 * - `nullMarkdown`: the page in the middle has none, and nothing in its place, `notAPage`: it is `null`.
 * - `wrongTypes`: what a page has beside its number and its markdown is not what it should be.
 * - `hostile`: on the first page, what a document could do that was made to harm: links that run things, markup, figures whose
 *   ids leave the folder or differ by case alone.
 */
export type Quirk =
	| 'htmlEscaped'
	| 'oneBased'
	| 'unsorted'
	| 'sparse'
	| 'parenthesisMath'
	| 'hostile'
	| 'fewerPages'
	| 'withoutFirst'
	| 'withoutLast'
	| 'morePages'
	| 'negativeIndex'
	| 'farIndex'
	| 'allFar'
	| 'repeatedPage'
	| 'repeatedIndex'
	| 'relativeIndex'
	| 'nullMarkdown'
	| 'notAPage'
	| 'wrongTypes';

const apply: Readonly<Record<Quirk, (pages: WirePage[]) => WirePage[]>> = {
	hostile: ([first, ...others]) => (first ? [hostile(first), ...others] : []),
	parenthesisMath: (pages) =>
		pages.map((page) => ({ ...page, markdown: `${page.markdown}\n\nThe energy is \\(E = mc^2\\).\n\n\\[\nE = mc^2\n\\]` })),
	htmlEscaped: (pages) => pages.map((page) => ({ ...page, markdown: escapeHtml(page.markdown) })),
	relativeIndex: (pages) => pages.map((page, index) => ({ ...page, index })),
	fewerPages: (pages) => (pages.length > 1 ? pages.toSpliced(middle(pages), 1) : pages),
	withoutFirst: (pages) => (pages.length > 1 ? pages.slice(1) : pages),
	withoutLast: (pages) => (pages.length > 1 ? pages.slice(0, -1) : pages),
	morePages: (pages) => [
		...pages,
		{ ...pages.at(-1)!, index: pages.at(-1)!.index + 1, markdown: 'A page that nobody asked for', images: [] },
	],
	negativeIndex: (pages) => pages.with(middle(pages), { ...pages[middle(pages)]!, index: -5 }),
	farIndex: (pages) => pages.with(middle(pages), { ...pages[middle(pages)]!, index: 1_000_000 }),
	allFar: (pages) => pages.map((page) => ({ ...page, index: page.index + 5000 })),
	repeatedPage: (pages) => pages.toSpliced(middle(pages), 0, pages[middle(pages)]!),
	repeatedIndex: (pages) => {
		const [at, page] = [middle(pages), pages[middle(pages)]!];
		return at > 0 ? pages.with(at, { ...page, index: pages[at - 1]!.index }) : pages;
	},
	wrongTypes: (pages) =>
		pages.map((page) => ({ ...page, images: null, tables: { id: 1 }, header: 5, footer: [], dimensions: 'A4' }) as unknown as WirePage),
	oneBased: (pages) => pages.map((page) => ({ ...page, index: page.index + 1 })),
	unsorted: (pages) => pages.toReversed(),
	sparse: (pages) =>
		pages.map(({ index, markdown, images, dimensions }) => ({
			index,
			markdown,
			images,
			dimensions,
		})),
	nullMarkdown: (pages) => {
		const { index, dimensions } = pages[middle(pages)]!;
		return pages.with(middle(pages), { index, dimensions, markdown: null as unknown as string, images: [] });
	},
	notAPage: (pages) => pages.with(middle(pages), null as unknown as WirePage),
};

/** The response with these quirks. */
export function withQuirks(response: WireResponse, quirks: ReadonlySet<Quirk>): WireResponse {
	const order = Object.keys(apply) as Quirk[];
	return { ...response, pages: order.filter((quirk) => quirks.has(quirk)).reduce((pages, quirk) => apply[quirk](pages), response.pages) };
}

function middle({ length }: readonly WirePage[]): number {
	return length >> 1;
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
