// The built-in preview of VS Code as far as it matters to what a document can do in it, and what a document did.
import katexPlugin from '@vscode/markdown-it-katex';
import MarkdownIt, { type MarkdownIt as Parser } from 'markdown-it';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';

/** Elements that markdown and its harmless HTML make. */
const elements = new Set(
	`a abbr b bdi big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
	kbd li mark ol p pre q rb rp rt rtc ruby s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr`.split(
		/\s+/,
	),
);

const attributes: Readonly<Record<string, (value: string, element: string) => boolean>> = {
	href: (value) => /^(https?:\/\/[^/\\\s]|mailto:|#)/i.test(value),
	src: (value) => /^a\/p\d+-[^/\\:]+$/.test(value),
	alt: (_, element) => element === 'img',
	title: () => true,
	class: (value, element) => element === 'code' && value.startsWith('language-') && !/mermaid/i.test(value),
	style: (value) => /^text-align:(left|center|right)$/.test(value),
	...Object.fromEntries(
		['align', 'dir', 'lang', 'valign', 'scope', 'type'].map((name) => [name, (value: string) => /^[\w-]+$/.test(value)]),
	),
	...Object.fromEntries(
		['border', 'colspan', 'rowspan', 'span', 'start', 'value'].map((name) => [name, (value: string) => /^\d+$/.test(value)]),
	),
};

/** The preview: `html`, `linkify` and `validateLink` as VS Code sets them, with or without its math. */
function createPreview({ math }: { readonly math: boolean }): Parser {
	const md = new MarkdownIt({ html: true, linkify: true });
	md.linkify.set({ fuzzyLink: false });
	const validateLink = md.validateLink.bind(md);
	md.validateLink = (url) => validateLink(url) || /^vscode(-insiders)?:/i.test(url) || /^data:image\/.*?;/.test(url);
	return math ? md.use(katexPlugin.default, { enableFencedBlocks: true, globalGroup: true }) : md;
}

const previews = [createPreview({ math: false }), createPreview({ math: true })];

/** What a markdown text does in the preview that recognised text must not do, as short descriptions; nothing when it is safe. */
export function activeIn(markdown: string): string[] {
	const found = previews.flatMap((preview) => activeInHtml(preview.render(markdown)));
	return /^(---|\+\+\+)\s*$/m.test(markdown.split('\n', 1)[0] ?? '') ? [...found, 'front matter'] : found;
}

function activeInHtml(html: string): string[] {
	const found: string[] = [];
	const visit = (node: DefaultTreeAdapterTypes.Node, inMath: boolean) => {
		if (node.nodeName === '#comment' && !/^ page \d+ $/.test((node as DefaultTreeAdapterTypes.CommentNode).data)) {
			found.push('comment');
		}
		if ('tagName' in node) {
			const isMath =
				inMath || node.attrs.some(({ name, value }) => name === 'class' && /^katex(-block|-error|-display)?$/.test(value.split(' ')[0]!));
			if (!isMath && !elements.has(node.tagName)) {
				found.push(`<${node.tagName}>`);
			}
			if (isMath && ['img', 'script', 'style', 'iframe', 'object', 'embed', 'form', 'link'].includes(node.tagName)) {
				found.push(`<${node.tagName}> in math`);
			}
			for (const { name, value } of node.attrs) {
				const isAllowed = isMath
					? !/^on|^src$|^xlink/.test(name) &&
						(name !== 'href' || attributes['href']!(value, node.tagName)) &&
						!(name === 'style' && /url\(/i.test(value))
					: Object.hasOwn(attributes, name) && attributes[name]!(value, node.tagName);
				if (!isAllowed) {
					found.push(`${node.tagName} ${name}=${value}`);
				}
			}
			if ('childNodes' in node) {
				node.childNodes.forEach((child) => visit(child, isMath));
			}
		} else if ('childNodes' in node) {
			node.childNodes.forEach((child) => visit(child, inMath));
		}
	};
	visit(parseFragment(html), false);
	return found;
}

/** The text and the pictures that a reader sees. */
export function shownIn(
	markdown: string,
	{ math = false }: { readonly math?: boolean } = {},
): { readonly text: string; readonly pictures: string[] } {
	const pictures: string[] = [];
	let text = '';
	const visit = (node: DefaultTreeAdapterTypes.Node) => {
		if (node.nodeName === '#text') {
			text += (node as DefaultTreeAdapterTypes.TextNode).value;
		}
		if ('tagName' in node && node.tagName === 'img') {
			pictures.push(node.attrs.find(({ name }) => name === 'src')?.value ?? '');
		}
		if ('childNodes' in node) {
			node.childNodes.forEach(visit);
		}
	};
	visit(parseFragment(previews[math ? 1 : 0]!.render(markdown)));
	return { text, pictures };
}
