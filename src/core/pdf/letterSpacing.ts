import { type Character, type JoinedRun, isLetter, isSetAlike } from './character.ts';

/** The fewest letters with one distance that are not there by chance, and that distance in em. */
const pitchedLetters = 4;
const pitch = { least: 0.4, most: 0.75, differs: 0.02 };

/**
 * Some programs place each letter by itself at one distance from the last, however narrow that is: gaps between letters of such a word are none, and it
 * ends where the distance changes.
 */
export function withoutPitchGaps(characters: readonly Character[]): readonly Character[] {
	// The last letter of one word may be the first of the next.
	let isSpaced = characters[0]?.spaced ?? false;
	for (let from = 0; from < characters.length - 1;) {
		const advance = advanceBetween(characters[from]!, characters[from + 1]!);
		let to = from + 1;
		while (
			to + 1 < characters.length &&
			Math.abs(advanceBetween(characters[to]!, characters[to + 1]!) - advance) < pitch.differs * characters[to]!.setting.size
		) {
			to++;
		}
		const em = characters[from]!.setting.size;
		const isNextSpaced = characters[to]!.spaced;
		if (to - from + 1 >= pitchedLetters && advance > pitch.least * em && advance < pitch.most * em) {
			for (let i = from; i <= to; i++) {
				const character = characters[i]!;
				character.spaced = i > from ? false : isSpaced;
				character.right = i < to ? Math.max(character.right, characters[i + 1]!.x) : character.right;
			}
		}
		isSpaced = isNextSpaced;
		from = to;
	}
	return characters;
}

/**
 * The distance in points between two separately placed letters on one level line; `NaN` if they are not, or the document has a space between them.
 */
function advanceBetween(first: Character, second: Character): number {
	const { setting } = second;
	const isPlaced =
		setting.object !== first.setting.object &&
		setting.up === 0 &&
		setting.across > 0 &&
		second.line === first.line &&
		!first.spaceAfter &&
		first.setting.font === setting.font &&
		Math.abs(first.y - second.y) < 0.01 * setting.size &&
		isLetter(first) &&
		isLetter(second);
	return isPlaced ? second.x - first.x : Number.NaN;
}

/** Letter-spaced words: the fewest letters, also of a word beside another one, and the gap between two of them in em. */
const wideLetters = 4;
const wideLettersBeside = 2;
const wideGap = { least: 0.12, most: 1.2 };

/** The most that two gaps of a word differ, in em. */
const wideGapDiffers = 0.15;

/** Joins the letters of letter-spaced words, as in headings, with the document's own spaces between words. */
export function withoutLetterSpacing(runs: readonly JoinedRun[]): JoinedRun[] {
	const words: JoinedRun[][] = [];
	for (let i = 0; i < runs.length; i += words.at(-1)!.length) {
		const word = [runs[i]!];
		for (let next = runs[i + 1]; next && areWide(word, next); next = runs[i + word.length]) {
			word.push(next);
		}
		words.push(word);
	}
	const widest = new Map(words.filter((word) => word.length >= wideLetters).map((word) => [word[0]!.run.line, word] as const));
	const isSpaced = (word: readonly JoinedRun[]) => {
		const beside = widest.get(word[0]!.run.line);
		return word.length >= wideLetters || (word.length >= wideLettersBeside && beside !== undefined && isSpacedAlike(word, beside));
	};
	return words.flatMap((word) => (isSpaced(word) ? [joined(word)] : word));
}

function joined(word: readonly JoinedRun[]): JoinedRun {
	const [first, last] = [word[0]!, word.at(-1)!];
	return {
		...first,
		run: {
			...first.run,
			text: word.map(({ run }) => run.text).join(''),
			left: Math.min(...word.map(({ run }) => run.left)),
			right: Math.max(...word.map(({ run }) => run.right)),
			top: Math.min(...word.map(({ run }) => run.top)),
			bottom: Math.max(...word.map(({ run }) => run.bottom)),
			spaceAfter: last.run.spaceAfter,
		},
	};
}

/** Whether two words of one line have the same gaps between their letters. */
function isSpacedAlike([first, second]: readonly JoinedRun[], [other, next]: readonly JoinedRun[]): boolean {
	const gap = second!.run.left - first!.run.right;
	const otherGap = next!.run.left - other!.run.right;
	return isSetAlike(first!.setting, other!.setting) && Math.abs(gap - otherGap) < wideGapDiffers * first!.run.size;
}

function areWide(word: readonly JoinedRun[], { run: next, setting }: JoinedRun): boolean {
	const { run, setting: same } = word.at(-1)!;
	const gap = next.left - run.right;
	const before = word.length > 1 ? run.left - word.at(-2)!.run.right : gap;
	return (
		run.turn === 0 &&
		next.turn === 0 &&
		!next.spaced &&
		next.line === run.line &&
		Math.abs(next.baseline - run.baseline) < 0.05 * run.size &&
		gap > wideGap.least * run.size &&
		gap < wideGap.most * run.size &&
		Math.abs(gap - before) < wideGapDiffers * run.size &&
		isSetAlike(same, setting) &&
		/^\p{L}\p{M}*$/u.test(run.text) &&
		/^\p{L}\p{M}*\p{P}?$/u.test(next.text)
	);
}
