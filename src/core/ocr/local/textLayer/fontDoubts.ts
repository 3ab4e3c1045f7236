import type { Box, PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import { isUnknown } from '../../../pdf/glyphs.ts';
import type { PieceReader } from './pieces.ts';
import { agreement, byFont, isPlausible } from './plausibility.ts';
import { lettersOf } from './textLayer.ts';
import { around, overlapX, overlapY, shareWithin } from '../structure/lines/line.ts';

/** The fewest letters of a font whose text is checked: of a font with a mapping to characters, and of one without. */
const enoughLetters = { mapped: 60, unmapped: 12 };
const shortestWord = 3;

/** The share of single letters among a font's letters from which on they are put together to words, and the gap within a word, in em. */
const mostSingle = 0.5;
const tightGap = 0.12;

/** How many samples of a font's text are compared with recognition. */
const sampleStretches = 3;

/** The least agreement, 0 to 1, at which the font's text is correct, whatever it looks like. */
const agreeing = 0.6;

/** The least confidence, of 100, at which recognition is preferred if both differ. */
const sure = 70;

/** The most blocks that are recognised one by one; a page with more is read as a whole. */
const mostBlocks = 12;

/** The page with its doubtful fonts settled, or `recognize` when the page is better read as a whole. */
export type Settled = PageLayout | 'recognize';

/**
 * Checks text by its font: if it does not read like text, samples of it are compared with recognition. If both agree, the text is kept; otherwise
 * confident recognition replaces it, and what neither can read becomes a picture.
 */
export async function withDoubtsSettled(reader: PieceReader, layout: PageLayout): Promise<Settled> {
	let { runs, images } = layout;
	for (const group of byFont(layout.runs.filter(({ invisible, turn }) => !invisible && turn === 0))) {
		const isMapped = !group[0]!.unmapped && !group.some(({ text }) => lengthOf(text) > 1 && Array.from(text).some(isUnknown));
		// Single characters belong to formulas or are list markers.
		const words = wordsOf(group).filter((text) => lengthOf(text) >= shortestWord);
		if (
			lengthOf(words.join('')) < (isMapped ? enoughLetters.mapped : enoughLetters.unmapped) ||
			isPlausible(words, group[0]!.unmapped ?? false)
		) {
			continue;
		}
		const stretches = stretchesOf(group);
		const longest = [...stretches].sort((a, b) => lettersOf(b) - lettersOf(a)).slice(0, sampleStretches);
		const found = await Promise.all(longest.map(async (stretch) => compare(reader, stretch)));
		const letters = lettersOf(longest.flat());
		const mean = (of: (one: Comparison) => number) => found.reduce((sum, one) => sum + of(one) * one.letters, 0) / letters;
		if (mean((one) => one.agreement) >= agreeing) {
			continue;
		}
		const isSure = mean(({ confidence }) => confidence) >= sure;
		const blocks = blocksOf(stretches.map(around));
		if (isSure && blocks.length > mostBlocks) {
			return 'recognize';
		}
		if (isSure) {
			for (const { block, piece } of await Promise.all(blocks.map(async (one) => ({ block: one, piece: await reader.read(one) })))) {
				if (piece && piece.confidence >= sure) {
					runs = [...runs.filter((run) => shareWithin(run, block) < 0.5), ...piece.runs()];
				}
			}
		} else if (!isMapped) {
			runs = runs.filter((run) => !group.includes(run));
			images = [...images, ...blocks.map((box, i) => ({ ...box, key: `unreadable ${i} ${Math.round(box.top)}` }))];
		}
	}
	return { ...layout, runs, images };
}

interface Comparison {
	readonly letters: number;
	readonly agreement: number;
	readonly confidence: number;
}

async function compare(reader: PieceReader, stretch: readonly TextRun[]): Promise<Comparison> {
	const piece = await reader.read(around(stretch));
	const own = stretch.map(({ text }) => text).join(' ');
	return { letters: lettersOf(stretch), agreement: agreement(own, piece?.text ?? ''), confidence: piece?.confidence ?? 0 };
}

/** The words of a font. Where most letters are runs of their own, as with some drawn fonts, those side by side are a word. */
function wordsOf(group: readonly TextRun[]): string[] {
	const single = group.filter(({ text }) => lengthOf(text) === 1).length;
	if (single < mostSingle * lettersOf(group)) {
		return group.map(({ text }) => text);
	}
	const words: string[] = [];
	group.forEach((run, i) => {
		const last = group[i - 1];
		const isBeside = last?.line === run.line && Math.abs(run.left - last.right) < tightGap * run.size;
		words.push(isBeside ? words.pop()! + run.text : run.text);
	});
	return words;
}

/** The number of characters, each of which may have two code units. */
function lengthOf(text: string): number {
	return Array.from(text).length;
}

/** Groups of consecutive runs on one line. */
function stretchesOf(runs: readonly TextRun[]): TextRun[][] {
	const stretches: TextRun[][] = [];
	for (const run of runs) {
		const last = stretches.at(-1)?.at(-1);
		if (last && run.line === last.line && overlapX(last, run) > -2 * run.size && overlapY(last, run) > 0) {
			stretches.at(-1)!.push(run);
		} else {
			stretches.push([run]);
		}
	}
	return stretches;
}

/** Joins the boxes of consecutive lines. */
function blocksOf(boxes: readonly Box[]): Box[] {
	let blocks: Box[] = [];
	for (const box of boxes) {
		const near = blocks.filter((block) => overlapX(block, box) > 0 && overlapY(block, box) > -1.5 * (box.bottom - box.top));
		blocks = [...blocks.filter((block) => !near.includes(block)), around([box, ...near])];
	}
	return blocks;
}
