import type { Block } from './blocks.ts';

type Heading = Extract<Block, { kind: 'heading' }>;

const deepest = 6;

/** The number of a part of a section: "3.1" or "3.1.2". */
const partNumber = /^(\d{1,3}(?:\.\d{1,3})*)\.?\s/;

/** Puts headings whose number says whose part they are one level below it. */
export function withNumberedLevels(pages: readonly (readonly Block[])[]): Block[][] {
	const levels = new Map<string, number>();
	const levelOf = ({ level, lines }: Heading) => {
		const [, number] = partNumber.exec(lines[0]!.text) ?? [];
		if (number === undefined) {
			return level;
		}
		const whole = /^(.+)\.(\d+)$/.exec(number);
		const parent = whole ? levels.get(whole[1]!) : undefined;
		const own = parent === undefined ? level : Math.min(parent + 1, deepest);
		levels.set(number, own);
		return own;
	};
	return pages.map((page) => page.map((block) => (block.kind === 'heading' ? { ...block, level: levelOf(block) } : block)));
}

/** Renumbers the heading levels of a document without gaps, because some sizes may have no headings in the end. */
export function compactLevels(pages: readonly (readonly Block[])[]): Block[][] {
	const used = new Set(pages.flat().flatMap((block) => (block.kind === 'heading' ? [block.level] : [])));
	const levels = [...used].sort((a, b) => a - b);
	return pages.map((page) =>
		page.map((block) => (block.kind === 'heading' ? { ...block, level: levels.indexOf(block.level) + 1 } : block)),
	);
}
