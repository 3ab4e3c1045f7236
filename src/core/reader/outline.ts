import MarkdownIt, { type Token } from 'markdown-it';
import { plain } from '../plain.ts';
import type { ReadingPage } from './reading.ts';

/** A heading of a page. */
export interface Heading {
	/** 1 to 6. */
	readonly level: number;
	readonly text: string;
	/** 0-based line of the page's markdown. */
	readonly line: number;
}

/** The headings and tables of a page. */
export interface PageOutline {
	readonly headings: readonly Heading[];
	readonly tables: number;
}

const longestHeading = 160;

/** Finds the headings and tables of a page's markdown, as a markdown viewer would show them. */
export function outlineOf(markdown: string): PageOutline {
	const tokens = new MarkdownIt({ html: true }).parse(markdown, {});
	const headings = tokens.flatMap((token, i): Heading[] => {
		const text = token.type === 'heading_open' ? plain(textOf(tokens[i + 1]), longestHeading).trim() : '';
		return text ? [{ level: Number(token.tag.slice(1)), text, line: token.map?.[0] ?? 0 }] : [];
	});
	const tables = tokens.filter(({ type, content }) => type === 'table_open' || (type === 'html_block' && /^\s*<table[\s>]/i.test(content)));
	return { headings, tables: tables.length };
}

function textOf(inline: Token | undefined): string {
	return (inline?.children ?? []).map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

/**
 * Writes the outline of a document: headings with their pages, then the pages of tables and figures. For a document without headings, it has the
 * beginning of each page. It has at most `budget` tokens by `count`; deeper headings are left out first.
 */
export function outlineText(pages: readonly ReadingPage[], budget: number, count: (text: string) => number): string {
	const outlines = pages.map((page) => ({ page, ...outlineOf(page.markdown) }));
	const all = outlines.flatMap(({ page, headings }) => headings.map((heading) => ({ page: page.number, ...heading })));
	const things = [
		countsByPage(
			'Tables',
			outlines.map(({ page, tables }) => [page.number, tables]),
		),
		countsByPage(
			'Figures',
			pages.map(({ number, figures }) => [number, figures.length]),
		),
	].filter(Boolean);
	const rest = Math.max(0, budget - count(things.join('\n')));
	const lines = (deepest: number) =>
		all.length === 0
			? pages.map(({ number, markdown }) => `- p. ${number}: ${plain(firstWords(markdown), 80)}`)
			: all.filter(({ level }) => level <= deepest).map(({ page, level, text }) => `${'  '.repeat(level - 1)}- ${text} (p. ${page})`);
	const title = all.length === 0 ? 'Beginnings of the pages:' : 'Headings:';
	for (let deepest = 6; deepest > 1; deepest--) {
		const text = [title, ...lines(deepest)].join('\n');
		if (count(text) <= rest) {
			const left = all.filter(({ level }) => level > deepest).length;
			return [text, ...(left > 0 ? [`(${left} deeper headings are left out.)`] : []), ...things].join('\n');
		}
	}
	const kept: string[] = [];
	let used = count(title);
	const top = lines(1).length > 0 ? lines(1) : lines(6);
	for (const line of top) {
		used += count(line) + 1;
		if (used > rest) {
			break;
		}
		kept.push(line);
	}
	return [title, ...kept, ...(kept.length < all.length ? ['(Others are left out: search, or name pages.)'] : []), ...things].join('\n');
}

/** `Tables: p. 3 (2), p. 7`; empty when there are none. */
function countsByPage(what: string, counts: readonly (readonly [page: number, count: number])[]): string {
	const there = counts.filter(([, count]) => count > 0).map(([page, count]) => (count === 1 ? `p. ${page}` : `p. ${page} (${count})`));
	const shown = there.slice(0, mostCounts);
	const others = there.length - shown.length;
	return there.length === 0 ? '' : `${what}: ${shown.join(', ')}${others > 0 ? `, and on ${others} other pages` : ''}`;
}

const mostCounts = 30;

function firstWords(markdown: string): string {
	return (
		markdown
			.slice(0, 400)
			.replace(/[#*|_>`\\\s]+/g, ' ')
			.trim() || '(empty)'
	);
}
