/** An entry of an answer with its page number, if it has one. */
export interface Numbered {
	/** The answer's own page number; undefined if it is not a whole number. */
	readonly index: number | undefined;
}

/**
 * Which of the pages that were asked for each page of an answer is, by its number and its place in the list.
 *
 * Services count from 0, as Mistral's OpenAPI document says, or from 1, as the 2503 sample in the same document does, and where pages of a document
 * were named, a number may mean a page of the document or one of those named. The way of counting is taken by which most pages are among the asked
 * ones; the spec's way where two ways are equal, unless `from` says what other answers have shown. Where numbers make no sense (negative, far off)
 * but each page asked for has one, and the order fits the numbers that do, the order decides. What is not asked for, and what comes twice, is left out.
 * Linear in the pages of the answer.
 * @param expected 0-based pages that were asked for, ascending
 * @param from 0 or 1: what the service counts from, where it is known
 */
export function placePages<T extends Numbered>(
	answered: readonly T[],
	expected: readonly number[],
	from: 0 | 1 = 0,
): { readonly placed: ReadonlyMap<number, T>; readonly countsFrom?: 0 | 1 } {
	const ways = ([from, from === 0 ? 1 : 0] as const).flatMap((start) => [
		{ start, pageOf: (index: number) => index - start },
		{ start, pageOf: (index: number) => expected[index - start] },
	]);
	const asked = new Set(expected);
	const fits = ways.map(({ start, pageOf }) => ({ start, placed: placedBy(answered, asked, pageOf) }));
	const best = fits.reduce((a, b) => (b.placed.size > a.placed.size ? b : a));
	const second = fits.reduce((most, { start, placed }) => (start === best.start ? most : Math.max(most, placed.size)), 0);
	if (best.placed.size < expected.length && orderDecides(answered, expected, best.placed)) {
		return { placed: new Map(expected.map((page, i) => [page, answered[i]!])) };
	}
	return { placed: best.placed, ...(best.placed.size > second ? { countsFrom: best.start } : {}) };
}

/**
 * How many pages a document has that nobody but the service has counted: as many as it says it has processed, or as its numbers show where one is
 * left out between others; at most `most`.
 */
export function countAnswered(answered: readonly Numbered[], processed: number | undefined, most: number): number {
	const numbers = new Set<number>();
	let [least, greatest, unnumbered] = [Infinity, -Infinity, 0];
	for (const { index } of answered) {
		if (index === undefined) {
			unnumbered++;
		} else {
			numbers.add(index);
			least = Math.min(least, index);
			greatest = Math.max(greatest, index);
		}
	}
	const there = numbers.size + unnumbered;
	const span = greatest - least + 1;
	// Numbers that are further apart are not page numbers.
	const shown = span > there && span <= 2 * there + 10 ? span : there;
	return Math.min(Number.isSafeInteger(processed) && processed! > shown ? processed! : shown, most);
}

function placedBy<T extends Numbered>(
	answered: readonly T[],
	asked: ReadonlySet<number>,
	pageOf: (index: number) => number | undefined,
): Map<number, T> {
	const placed = new Map<number, T>();
	for (const one of answered) {
		const page = one.index === undefined ? undefined : pageOf(one.index);
		if (page !== undefined && asked.has(page) && !placed.has(page)) {
			placed.set(page, one);
		}
	}
	return placed;
}

/** Whether the order decides: there is one page for each requested one, no number occurs twice, and every valid number is in its place. */
function orderDecides<T extends Numbered>(answered: readonly T[], expected: readonly number[], placed: ReadonlyMap<number, T>): boolean {
	const numbers = answered.flatMap(({ index }) => index ?? []);
	const ascending = numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);
	return (
		answered.length === expected.length &&
		new Set(numbers).size === numbers.length &&
		expected.every((page, i) => !placed.has(page) || placed.get(page) === answered[i]) &&
		// Without a valid number, only ascending numbers show that the list is in order.
		(placed.size > 0 || ascending)
	);
}
