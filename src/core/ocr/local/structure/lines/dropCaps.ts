import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { changedRun } from './run.ts';

/** The least size of an initial over several lines, relative to its text. */
const leastRatio = 1.6;

/** The largest gap between an initial and the lines beside it, in em of the text. */
const widestGap = 1.3;

const initial = /^["“„‘«‹¿¡(]?\p{Lu}$/u;

/** Letters that are words of their own in one language or another. */
const oneLetterWord = /[AIOEYUÀÉÓ]$/;

/** Makes a large initial beside several lines the first letter of the first one, in its size; all of these lines then begin at the initial. */
export function withDropCaps(runs: readonly TextRun[]): readonly TextRun[] {
	let result = runs;
	for (const cap of runs.filter(({ text }) => initial.test(text))) {
		const lines = linesBeside(cap, result);
		const [first] = lines;
		if (lines.length > 1 && first && goesOn(cap, first)) {
			const word = isWord(cap, first, runs);
			const { left } = cap;
			const moved = new Map(lines.map((run) => [run, [changedRun(run, { left })]]));
			moved.set(
				first,
				word
					? [changedRun(first, { text: cap.text, left, right: cap.right, spaceAfter: true }), changedRun(first, { spaced: true })]
					: [changedRun(first, { text: cap.text + first.text, left })],
			);
			result = result.flatMap((run) => (run === cap ? [] : (moved.get(run) ?? [run])));
		}
	}
	return result;
}

/** The first runs of the lines to the right of an initial, from top to bottom. */
function linesBeside(cap: TextRun, runs: readonly TextRun[]): TextRun[] {
	const near = runs.filter(
		({ size, left, baseline }) =>
			size * leastRatio < cap.size &&
			left > cap.right - 0.15 * cap.size &&
			left < cap.right + widestGap * size &&
			baseline > cap.baseline - 0.85 * cap.size &&
			baseline < cap.baseline + 0.3 * size,
	);
	const lines: TextRun[] = [];
	for (const run of near.sort((a, b) => a.baseline - b.baseline || a.left - b.left)) {
		const last = lines.at(-1);
		if (!last || run.baseline - last.baseline > 0.5 * run.size) {
			lines.push(run);
		}
	}
	return lines;
}

function goesOn(cap: TextRun, { text }: TextRun): boolean {
	return /^\p{Ll}/u.test(text) || (/^\p{L}/u.test(text) && text === text.toUpperCase()) || oneLetterWord.test(cap.text);
}

/** Whether an initial is a word by itself, judged by the page's other words. */
function isWord(cap: TextRun, first: TextRun, runs: readonly TextRun[]): boolean {
	const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{M}]/gu, '');
	const words = new Set(runs.filter((run) => run !== cap && run !== first).map(({ text }) => letters(text)));
	const whole = letters(cap.text + first.text);
	return oneLetterWord.test(cap.text) && !words.has(whole) && words.has(letters(first.text));
}
