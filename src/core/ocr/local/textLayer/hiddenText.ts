import type { PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import type { PieceReader } from './pieces.ts';
import { agreement, folded } from './plausibility.ts';
import { linesOf } from '../tesseract/recognizedRuns.ts';
import { around } from '../structure/lines/line.ts';

/** Lines of a page that are compared. */
const sampleLines = 3;

/** Confidence, of 100, from which recognition is sure of a word, and letters and digits of a word that can be compared. */
const sure = 85;
const leastWord = 3;

/** Words from which on there is something to compare. */
const enoughWords = 4;

/** The part of the words that recognition is sure of and the hidden text has otherwise, from which on recognition is the better reading. */
const mostWrong = 0.2;

/** How alike two words are that one of the readings only took apart or joined, or has another accent in. */
const alike = 0.99;

/**
 * Whether the text that is hidden behind a picture is another one than the picture shows. Some lines are recognised; the measure is how many of the words
 * that recognition is sure of the hidden text has otherwise. A text that is right in a language which recognition does not know stays, as recognition is
 * sure of few of its words.
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

/** Some lines from all over the page, long ones where there are any. */
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
