import type { PageLayout, TextRun } from '../../../pdf/pageLayout.ts';
import { isSpecialFont, isUnknown, unknownSign } from '../../../pdf/glyphs.ts';
import type { PieceReader } from './pieces.ts';
import { around, overlapX, overlapY } from '../structure/lines/line.ts';

/** The most lines with unknown letters that are recognised on a page. */
const mostLines = 12;

/** How many words must agree on a letter before it is used in words that were not recognised. */
const enoughVotes = 2;

/** The least confidence, of 100, of a recognised word that is used. */
const sure = 60;

/** The known letters that a word needs to be found in the recognised text. */
const enoughKnown = /\p{L}.*\p{L}/u;

/** Symbols between letters, which no word has: they come from fonts without names for their ligatures. */
const oddSign = /(?<=\p{L})[\p{So}←-⇿](?=\p{Ll})/u;

/** The unknown letters of a document that recognised words have revealed, by font and character. */
export class KnownLetters {
	private readonly votes = new Map<string, Map<string, number>>();

	add(font: string, sign: string, letters: string): void {
		const key = `${font}\n${sign}`;
		const votes = this.votes.get(key) ?? new Map<string, number>();
		votes.set(letters, (votes.get(letters) ?? 0) + 1);
		this.votes.set(key, votes);
	}

	/** The letter for a character of a font; also undefined when words disagree, because several letters have one code. */
	get(font: string, sign: string): string | undefined {
		const votes = sign === unknownSign ? undefined : this.votes.get(`${font}\n${sign}`);
		const [only, ...others] = votes ?? [];
		return only && others.length === 0 && only[1] >= enoughVotes ? only[0] : undefined;
	}
}

/**
 * Finds letters without a mapping to characters in words whose other letters are known: such words are recognised, and the letters in the place of
 * the unknown ones are taken over.
 */
export async function withUnknownLetters(reader: PieceReader, layout: PageLayout, known: KnownLetters): Promise<PageLayout> {
	const words = wordsOf(layout.runs).filter((word) => word.some(hasUnknownLetter) || oddSign.test(lettersOf(word)));
	const changed = new Map<TextRun, string>();
	const toRead: TextRun[][] = [];
	for (const word of words.filter((one) => enoughKnown.test(textOf(one)))) {
		const letters = word.map((run) => replaced(run, (sign) => known.get(run.font, sign)));
		if (hasUnknown(letters.join('')) || oddSign.test(lettersOf(word, letters))) {
			toRead.push(word);
		} else {
			word.forEach((run, i) => changed.set(run, letters[i]!));
		}
	}
	const lines = [...new Set(toRead.map((word) => word[0]!.line))].slice(0, mostLines);
	for (const line of lines) {
		const onLine = toRead.filter((word) => word[0]!.line === line);
		const neighbours = layout.runs.filter((run) => run.line === line && run.turn === 0);
		const piece = await reader.read(around(neighbours));
		const runs = piece && piece.confidence >= sure ? piece.runs() : [];
		for (const word of onLine) {
			const box = around(word);
			const there = runs.filter((run) => overlapX(run, box) > 0 && overlapY(run, box) > 0);
			const read = there.sort((a, b) => overlapX(b, box) - overlapX(a, box))[0];
			solve(word, read?.text ?? '')?.forEach((text, i) => {
				changed.set(word[i]!, text);
			});
		}
	}
	for (const word of toRead.filter((one) => !changed.has(one[0]!))) {
		word.forEach((run) =>
			changed.set(
				run,
				replaced(run, (sign) => known.get(run.font, sign)),
			),
		);
	}
	return { ...layout, runs: layout.runs.map((run) => (changed.has(run) ? { ...run, text: changed.get(run)! } : run)) };

	/** The word's runs with unknown letters replaced by those of the recognised word; undefined when both do not match. */
	function solve(word: readonly TextRun[], read: string): string[] | undefined {
		const text = textOf(word);
		const odd = oddSign.exec(text)?.[0];
		const isGap = (sign: string) => isUnknown(sign) || sign === odd;
		const gaps = Array.from(text).filter(isGap);
		const pattern = Array.from(text)
			.map((sign) => (isUnknown(sign) ? '(\\p{L}{1,3}?)' : sign === odd ? '(\\p{L}{2,3}?)' : escaped(sign)))
			.join('');
		const found = new RegExp(`^\\P{L}*${pattern}\\P{L}*$`, 'iu').exec(read);
		if (!found || gaps.length === 0) {
			return undefined;
		}
		let next = 1;
		return word.map((run) =>
			replaced(run, (sign) => {
				if (!isGap(sign)) {
					return undefined;
				}
				const letters = found[next++]!;
				known.add(run.font, sign, letters);
				return letters;
			}),
		);
	}
}

/** Replaces characters that stay unknown by one visible character. */
export function withVisibleSigns(layout: PageLayout): PageLayout {
	const isPlain = (run: TextRun) => !hasUnknown(run.text);
	return layout.runs.every(isPlain)
		? layout
		: {
				...layout,
				runs: layout.runs.map((run) =>
					isPlain(run) ? run : { ...run, text: replaced(run, (sign) => (isUnknown(sign) ? unknownSign : undefined)) },
				),
			};
}

function hasUnknown(text: string): boolean {
	return /[\p{Co}\ufffd]/u.test(text);
}

/** Symbols of fonts for mathematics and pictures are no letters of words, whatever they are. */
function hasUnknownLetter({ text, font }: TextRun): boolean {
	return hasUnknown(text) && !isSpecialFont(font);
}

function replaced({ text }: TextRun, by: (sign: string) => string | undefined): string {
	return Array.from(text, (sign) => by(sign) ?? sign).join('');
}

function textOf(word: readonly TextRun[]): string {
	return word.map(({ text }) => text).join('');
}

/** A word without what is in fonts for mathematics and pictures, whose symbols are what they are. */
function lettersOf(word: readonly TextRun[], letters: readonly string[] = word.map(({ text }) => text)): string {
	return letters.filter((_, i) => !isSpecialFont(word[i]!.font)).join('');
}

function escaped(sign: string): string {
	// A straight quote may be recognised as a curly one.
	return /[\p{L}\p{N}]/u.test(sign) ? sign : '\\P{L}';
}

/** Upright runs with no space between them. */
function wordsOf(runs: readonly TextRun[]): TextRun[][] {
	const words: TextRun[][] = [];
	for (const run of runs) {
		const last = words.at(-1)?.at(-1);
		if (run.turn !== 0) {
			continue;
		}
		if (last && !run.spaced && run.line === last.line && overlapX(last, run) > -0.3 * run.size) {
			words.at(-1)!.push(run);
		} else {
			words.push([run]);
		}
	}
	return words;
}
