import type { TextRun } from '../../../pdf/pageLayout.ts';
import { hasRightToLeft, isRightToLeft } from './bidi.ts';

const pairs = ['()', '[]', '{}', '<>', '«»', '‹›'];
const mirrored = new Map(pairs.flatMap(([open, close]) => [[open!, close!] as const, [close!, open!] as const]));
const opening = new Set(pairs.map(([open]) => open!));

/**
 * Runs with the brackets of right-to-left text the right way round: some documents say what is drawn, which is the mirror image of what is meant.
 * Told by which of the two comes first.
 */
export function withMirroredBrackets(runs: readonly TextRun[]): readonly TextRun[] {
	const lines = new Map<number, TextRun[]>();
	for (const run of runs) {
		lines.set(run.line, [...(lines.get(run.line) ?? []), run]);
	}
	const rtl = new Set<TextRun>();
	let [right, wrong] = [0, 0];
	for (const line of [...lines.values()].filter((some) => isRightToLeft(some.map(({ text }) => text).join('')))) {
		line.filter(({ text }) => !/[A-Za-z]/.test(text)).forEach((run) => rtl.add(run));
	}
	let last: string | undefined;
	for (const sign of [...rtl].flatMap(({ text }) => Array.from(text)).filter((one) => mirrored.has(one))) {
		if (last !== undefined && mirrored.get(last) === sign) {
			if (opening.has(last)) {
				right++;
			} else {
				wrong++;
			}
			last = undefined;
		} else {
			last = sign;
		}
	}
	return wrong <= right ? runs : runs.map((run) => (rtl.has(run) ? { ...run, text: mirror(run.text) } : run));
}

function mirror(text: string): string {
	return hasRightToLeft(text) || /^[^\p{L}]+$/u.test(text) ? Array.from(text, (sign) => mirrored.get(sign) ?? sign).join('') : text;
}
