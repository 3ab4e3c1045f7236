import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { isRightToLeft } from './bidi.ts';
import { changedRun } from './run.ts';

const pairs = ['()', '[]', '{}', '<>', '«»', '‹›'];
const mirrored = new Map(pairs.flatMap(([open, close]) => [[open!, close!] as const, [close!, open!] as const]));
/** The number of a list item, reversed with its line. */
const turnedMarker = /^[.)]\d{1,3}$/;

const opening = new Set(pairs.map(([open]) => open!));

/**
 * Corrects the brackets of right-to-left text: some documents contain the drawn bracket, which is the mirror image of the meant one, as the order of
 * the two shows. Numbers of list items are put before their dots.
 */
export function withMirroredBrackets(runs: readonly TextRun[]): readonly TextRun[] {
	const lines = new Map<number, TextRun[]>();
	for (const run of runs) {
		const line = lines.get(run.line);
		if (line) {
			line.push(run);
		} else {
			lines.set(run.line, [run]);
		}
	}
	const rtl = new Set<TextRun>();
	let [right, wrong] = [0, 0];
	for (const line of [...lines.values()].filter((some) => isRightToLeft(some.map(({ text }) => text).join('')))) {
		line.filter(({ text }) => !/[A-Za-z]/.test(text)).forEach((run) => rtl.add(run));
	}
	// For each kind of brackets, whether one is open; the next one closes it.
	const open = new Set<string>();
	const turned = new Map<TextRun, string>();
	for (const run of rtl) {
		const text = Array.from(run.text, (character) => {
			const other = mirrored.get(character);
			if (other === undefined) {
				return character;
			}
			const kind = opening.has(character) ? character : other;
			const opens = !open.delete(kind);
			if (opens) {
				open.add(kind);
			}
			const meant = opens ? kind : mirrored.get(kind)!;
			if (meant === character) {
				right++;
			} else {
				wrong++;
			}
			return meant;
		}).join('');
		turned.set(run, text);
	}
	// Correct text has no wrong brackets, apart from a last open one.
	const isMirrored = wrong > right || wrong > 1;
	return runs.map((run) => {
		const text = !rtl.has(run)
			? run.text
			: turnedMarker.test(run.text)
				? run.text.slice(1) + run.text[0]!
				: isMirrored
					? turned.get(run)!
					: run.text;
		return text === run.text ? run : changedRun(run, { text });
	});
}
