import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { changedRun } from '../lines/run.ts';
import type { Item } from './item.ts';

/** The run of a formula within a line with this baseline and size of letters, in points. */
export function runOf(
	{ items, latex }: { readonly items: readonly Item[]; readonly latex: string },
	{ baseline, size }: { readonly baseline: number; readonly size: number },
): TextRun {
	const [first, last] = [items[0]!.run!, items.at(-1)!];
	const isWholeEnd = last.run!.text.endsWith(last.text);
	return changedRun(first, {
		left: Math.min(...items.map((item) => item.left)),
		right: Math.max(...items.map((item) => item.right)),
		top: Math.min(...items.map((item) => item.top)),
		bottom: Math.max(...items.map((item) => item.bottom)),
		text: items.map(({ text }) => text).join(''),
		latex,
		baseline,
		size,
		font: (items.find((item) => item.math) ?? items[0]!).run!.font,
		bold: false,
		italic: false,
		mono: false,
		spaced: first.spaced && items[0]!.at === 0,
		spaceAfter: isWholeEnd && last.run!.spaceAfter,
	});
}

/** The rest of a run of which some characters are in formulas. */
export function restsOf(run: TextRun, left: readonly Item[]): TextRun[] {
	const rests: Item[][] = [];
	for (const item of left) {
		const last = rests.at(-1)?.at(-1);
		if (last && item.at === last.end) {
			rests.at(-1)!.push(item);
		} else {
			rests.push([item]);
		}
	}
	return rests.map((items) => {
		const [first, last] = [items[0]!, items.at(-1)!];
		const text = items.map((item) => item.text).join('');
		return changedRun(run, {
			text,
			left: first.left,
			right: last.right,
			spaced: run.spaced && first.at === 0,
			spaceAfter: run.spaceAfter && run.text.endsWith(text),
			glyphs: [],
		});
	});
}
