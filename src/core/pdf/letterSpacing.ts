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

/** Letter-spaced words: the fewest letters, and the gap between two of them in em. */
const wideLetters = 4;
const wideGap = { least: 0.12, most: 1.2 };

/** The fewest gaps between letters of a tracked line, the gap in em, by how much one may differ from most, and the share that may not. */
const tracked = { gaps: 6, least: 0.05, most: 0.8, differs: 0.03, share: 0.8 };

/**
 * Where a line has spaces of its own and an even gap between its letters, as browsers print `letter-spacing`, PDFium may add spaces between letters.
 * Gaps between letters of such a line are none.
 */
export function withoutTrackedGaps(characters: readonly Character[]): readonly Character[] {
	for (let from = 0; from < characters.length;) {
		let to = from + 1;
		while (to < characters.length && isOnLine(characters[to - 1]!, characters[to]!)) {
			to++;
		}
		if (mayBeTracked(characters, from, to)) {
			closeTrackedGaps(characters.slice(from, to));
		}
		from = to;
	}
	return characters;
}

/** Whether a character follows another one on a level line in one setting. */
function isOnLine(first: Character, second: Character): boolean {
	const { setting } = second;
	return (
		second.line === first.line &&
		setting.up === 0 &&
		setting.across > 0 &&
		isSetAlike(first.setting, setting) &&
		Math.abs(first.y - second.y) < 0.01 * setting.size
	);
}

/** Whether a line has spaces of its own, and a gap between most letters; asked of every line. */
function mayBeTracked(characters: readonly Character[], from: number, to: number): boolean {
	const least = (tracked.least - tracked.differs) * characters[from]!.setting.size;
	let pairs = 0;
	let wide = 0;
	for (let i = from + 1; i < to; i++) {
		const before = characters[i - 1]!;
		if (!before.spaceAfter) {
			pairs++;
			wide += characters[i]!.x - before.right > least ? 1 : 0;
		}
	}
	return pairs >= tracked.gaps && pairs < to - from - 1 && wide >= tracked.share * pairs;
}

function closeTrackedGaps(line: readonly Character[]): void {
	const em = line[0]!.setting.size;
	const pairs = line
		.slice(1)
		.flatMap((next, i) => (line[i]!.spaceAfter ? [] : [{ character: line[i]!, next, gap: next.x - line[i]!.right }]));
	const usual = pairs.map(({ gap }) => gap).sort((a, b) => a - b)[pairs.length >> 1]!;
	const even = pairs.filter(({ gap }) => Math.abs(gap - usual) < tracked.differs * em);
	const isWide = usual > wideGap.least * em || pairs.some(({ next }) => next.spaced);
	if (isWide && usual > tracked.least * em && usual < tracked.most * em && even.length >= tracked.share * pairs.length) {
		// Kerning makes some gaps narrower.
		for (const { character, next } of pairs.filter(({ gap }) => gap < usual + tracked.differs * em)) {
			next.spaced = false;
			character.right = Math.max(character.right, next.x);
		}
	}
}

/** Joins the letters of letter-spaced words, as in headings, with the document's own spaces between words. */
export function withoutLetterSpacing(runs: readonly JoinedRun[]): JoinedRun[] {
	const joined: JoinedRun[] = [];
	for (let i = 0; i < runs.length; i++) {
		const word = [runs[i]!];
		for (let next = runs[i + 1]; next && areWide(word, next); next = runs[i + word.length]) {
			word.push(next);
		}
		if (word.length < wideLetters) {
			joined.push(runs[i]!);
			continue;
		}
		const [first, last] = [word[0]!, word.at(-1)!];
		joined.push({
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
		});
		i += word.length - 1;
	}
	return joined;
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
		Math.abs(gap - before) < 0.15 * run.size &&
		isSetAlike(same, setting) &&
		/^\p{L}\p{M}*$/u.test(run.text) &&
		/^\p{L}\p{M}*\p{P}?$/u.test(next.text)
	);
}
