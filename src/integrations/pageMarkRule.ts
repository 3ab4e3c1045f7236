import type { MarkdownIt } from 'markdown-it';

/** What a mark says and leads to. */
export interface ShownMark {
	readonly title: string;
	/** A relative link, already escaped as links are; the mark leads nowhere when absent. */
	readonly href?: string;
}

export interface PageMarkOptions {
	/** Whether marks are shown in what is rendered with this environment. */
	readonly areShown: (env: unknown) => boolean;
	readonly markFor: (env: unknown, page: number) => ShownMark;
}

/** The mark as Fovea writes it, and nothing beside it. */
const mark = /^<!-- page (\d{1,6}) -->\s*$/;

const type = 'fovea_page_mark';

/**
 * Has markdown-it show the marks of pages, `<!-- page 3 -->`, which are comments otherwise. All that a document says with one is a number; where it leads
 * is not for the document to say.
 */
export function addPageMarks(md: MarkdownIt, { areShown, markFor }: PageMarkOptions): MarkdownIt {
	md.core.ruler.after('block', type, ({ tokens }) => {
		for (const token of tokens) {
			const page = token.type === 'html_block' ? mark.exec(token.content)?.[1] : undefined;
			if (page !== undefined) {
				token.type = type;
				token.meta = { page: Number(page) };
			}
		}
	});
	// VS Code parses without its environment, and renders with it.
	md.renderer.rules[type] = (tokens, index, _, env: unknown) => {
		const { content, meta } = tokens[index]!;
		if (!areShown(env)) {
			return content;
		}
		const { page } = meta as unknown as { readonly page: number };
		const { title, href } = markFor(env, page);
		const says = `title="${escape(title)}" aria-label="${escape(title)}"`;
		const inside =
			href === undefined
				? `<span role="note" ${says}>${page}</span>`
				: `<a href="${escape(href)}" data-href="${escape(href)}" ${says}>${page}</a>`;
		return `<div class="fovea-page-mark">${inside}</div>\n`;
	};
	return md;

	function escape(text: string): string {
		return md.utils.escapeHtml(text);
	}
}
