import type { PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import type { PieceReader } from './pieces.ts';
import { agreement, folded } from './plausibility.ts';
import { linesOf } from '../tesseract/recognizedRuns.ts';
import { around } from '../structure/lines/line.ts';

/** How many lines of a page are compared. */
const sampleLines = 3;

/** The least confidence, of 100, of a recognised word, and the fewest letters and digits of a word that is compared. */
const sure = 85;
const leastWord = 3;

/** The fewest words for a comparison. */
const enoughWords = 4;

/** The share of confidently recognised words that differ in the hidden text, above which recognition is preferred. */
const mostWrong = 0.2;

/** The agreement above which two words count as equal: they are only split or joined differently, or differ in an accent. */
const alike = 0.99;

/**
 * Whether the text behind a picture differs from what the picture shows. A few lines are recognised; the measure is how many of the words
 * that recognition is confident of differ in the hidden text. Correct text in a language that recognition does not know is kept, because recognition is
 * confident of few of its words.
 */
export async function isHiddenTextWrong(reader: PieceReader, layout: PageLayout): Promise<boolean> {
	const lines = sampleOf(layout.runs.filter(({ invisible, turn }) => invisible && turn === 0));
	let read = 0;
	let compared = 0;
	let wrong = 0;
	for (const line of lines) {
		const piece = await reader.read(around(line));
		const words = piece ? linesOf(piece.result).flatMap((one) => one.words) : [];
		const known = line.map(({ text }) => text).join(' ');
		const knownWords = known.split(/\s+/).map(folded);
		read += words.length;
		for (const word of words.filter(({ text, confidence }) => confidence >= sure && folded(text).length >= leastWord)) {
			compared++;
			const isThere = folded(known).includes(folded(word.text)) || knownWords.some((one) => agreement(one, word.text) >= alike);
			wrong += isThere ? 0 : 1;
		}
	}
	return lines.length > 0 && (read === 0 || (compared >= enoughWords && wrong > compared * mostWrong));
}

/** Samples lines from all over the page, preferably long ones. */
function sampleOf(runs: readonly TextRun[]): TextRun[][] {
	const lines = new Map<number, TextRun[]>();
	runs.forEach((run) => lines.set(run.line, [...(lines.get(run.line) ?? []), run]));
	const lettersIn = (line: readonly TextRun[]) => line.reduce((sum, { text }) => sum + text.length, 0);
	const all = [...lines.values()];
	const long = all.filter((line) => lettersIn(line) >= 20);
	const some = long.length >= sampleLines ? long : all;
	return some.length <= sampleLines
		? some
		: Array.from({ length: sampleLines }, (_, i) => some[Math.floor(((i + 0.5) * some.length) / sampleLines)]!);
}
