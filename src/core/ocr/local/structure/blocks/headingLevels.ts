import type { Block } from './blocks.ts';

/** Numbers the levels of a document's headings without gaps: sizes that no heading has in the end leave none behind. */
export function compactLevels(pages: readonly (readonly Block[])[]): Block[][] {
	const used = new Set(pages.flat().flatMap((block) => (block.kind === 'heading' ? [block.level] : [])));
	const levels = [...used].sort((a, b) => a - b);
	return pages.map((page) =>
		page.map((block) => (block.kind === 'heading' ? { ...block, level: levels.indexOf(block.level) + 1 } : block)),
	);
}
