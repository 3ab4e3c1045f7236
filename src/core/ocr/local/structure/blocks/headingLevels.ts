import type { Block } from './blocks.ts';

/** Renumbers the heading levels of a document without gaps, because some sizes may have no headings in the end. */
export function compactLevels(pages: readonly (readonly Block[])[]): Block[][] {
	const used = new Set(pages.flat().flatMap((block) => (block.kind === 'heading' ? [block.level] : [])));
	const levels = [...used].sort((a, b) => a - b);
	return pages.map((page) =>
		page.map((block) => (block.kind === 'heading' ? { ...block, level: levels.indexOf(block.level) + 1 } : block)),
	);
}
