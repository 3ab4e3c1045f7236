import type { MarkdownIt } from 'markdown-it';

/** The text of a page mark in the preview, and its link. */
export interface ShownMark {
	readonly title: string;
	/** A relative link, percent-encoded; the mark is no link when absent. */
	readonly href?: string;
}

/** How `addPageMarks` shows a mark. */
export interface PageMarkOptions {
	/** Whether marks are shown when markdown-it renders with this `env`. */
	readonly areShown: (env: unknown) => boolean;
	readonly markFor: (env: unknown, page: number) => ShownMark;
}

/** A block that consists of one mark, exactly as Fovea writes it. */
const mark = /^<!-- page (\d{1,6}) -->\s*$/;

const type = 'fovea_page_mark';

/**
 * Makes markdown-it show page marks, `<!-- page 3 -->`, which it treats as comments otherwise. A document only supplies the number; the link's target
 * comes from `markFor`.
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
	// VS Code passes its environment only when it renders, not when it parses.
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
