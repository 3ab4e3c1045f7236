const strongRtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const strongLtr = /[\p{L}\p{N}]/u;

/** Whether most letters of a text are written from right to left. */
export function isRightToLeft(text: string): boolean {
	if (!strongRtl.test(text)) {
		return false;
	}
	let rtl = 0;
	let ltr = 0;
	for (const character of text) {
		if (strongRtl.test(character)) {
			rtl++;
		} else if (/\p{L}/u.test(character)) {
			ltr++;
		}
	}
	return rtl > ltr;
}

/** Whether any letter of a text is written from right to left. */
export function hasRightToLeft(text: string): boolean {
	return strongRtl.test(text);
}

/**
 * Brings runs that stand side by side, given from left to right, into the order in which they are read; within runs the order is right already.
 * `rtl` is the direction of the line as a whole.
 */
export function readingOrder<T extends { readonly text: string }>(runs: readonly T[], rtl: boolean): T[] {
	const isForeign = ({ text }: T) => (rtl ? !strongRtl.test(text) && strongLtr.test(text) : strongRtl.test(text));
	const isOwn = ({ text }: T) => (rtl ? strongRtl.test(text) : !strongRtl.test(text) && strongLtr.test(text));
	const inLineOrder = rtl ? [...runs].reverse() : [...runs];
	const ordered: T[] = [];
	for (let i = 0; i < inLineOrder.length;) {
		if (!isForeign(inLineOrder[i]!)) {
			ordered.push(inLineOrder[i++]!);
			continue;
		}
		// A stretch of the other direction ends with its last word; marks between its words belong to it, those after it do not.
		let end = i + 1;
		for (let j = i + 1; j < inLineOrder.length && !isOwn(inLineOrder[j]!); j++) {
			if (isForeign(inLineOrder[j]!)) {
				end = j + 1;
			}
		}
		ordered.push(...inLineOrder.slice(i, end).reverse());
		i = end;
	}
	return ordered;
}
