import type { Box, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';
import { type Enclosure, withEnclosures } from './enclosures.ts';
import { type Item, itemsOf } from './item.ts';
import { readFormula } from './readFormula.ts';
import { isFunction } from './symbols.ts';
import { restsOf, runOf } from './formulaRuns.ts';
import { stackedAsOne } from './stackedRelations.ts';
import { isMath } from './textLines.ts';

/**
 * The largest distances in em between symbols of a formula: between symbols that are certainly math, to numbers and names beside an operator, to the
 * bracket around an argument, and between touching ones.
 */
const reach = { math: 1, weak: 0.45, argument: 0.24, touching: 0.2, word: 0.08 };

/** The replacement for some of a line's runs. */
export interface InlineFormulas {
	/** The runs that are completely or partly in formulas. */
	readonly gone: ReadonlySet<TextRun>;
	/** The formulas, and the rest of runs that are partly in one, with the run that they replace. */
	readonly runs: readonly { readonly run: TextRun; readonly at: TextRun }[];
	readonly bars: readonly Rule[];
}

/**
 * The formulas within a line of text.
 * @param line the runs on the line and those set above and below it: scripts, parts of small fractions
 * @param isDrawnOver whether a symbol of a formula is a drawing
 * @param enclosures matrices and the like among the runs
 */
export function inlineFormulas(
	line: readonly TextRun[],
	{ baseline, size }: { readonly baseline: number; readonly size: number },
	bars: readonly Rule[],
	{ isDrawnOver, enclosures }: { readonly isDrawnOver: (formula: Box, em: number) => boolean; readonly enclosures: readonly Enclosure[] },
): InlineFormulas {
	const near = nearMath(
		line,
		bars,
		enclosures.flatMap(({ runs }) => runs),
	).flatMap(itemsOf);
	const enclosed = withEnclosures(near, enclosures, { baseline, size });
	const stacked = stackedAsOne(enclosed.items);
	const { items } = stacked;
	const partsOf = new Map([...enclosed.partsOf, ...stacked.partsOf]);
	const isOff = (item: Item) => !item.grows && Math.abs(item.baseline - baseline) > 0.08 * size;
	const gone = new Set<TextRun>();
	const taken = new Set<Item>();
	const used: Rule[] = [];
	const formulas: { readonly items: readonly Item[]; readonly latex: string }[] = [];
	const isPart = (item: Item) => isOff(item) && isOfFraction(item, bars);
	for (const span of spansOf(items, isOff, isPart)) {
		const composed = withTouching(trim(span, isOff), items);
		if (!composed || !(isWorthIt(composed, isOff) || composed.some(isPart)) || isDrawnOver(around(composed), size)) {
			continue;
		}
		const trimmed = composed.flatMap((item) => partsOf.get(item) ?? item);
		const [left, right] = [Math.min(...trimmed.map((item) => item.left)), Math.max(...trimmed.map((item) => item.right))];
		const within = bars.filter((bar) => bar.right > left && bar.left < right);
		const read = readFormula(trimmed, within);
		if (read && read.rows === 1) {
			formulas.push({ items: trimmed, latex: read.latex[0]! });
			used.push(...read.bars);
			trimmed.forEach((item) => {
				taken.add(item);
				gone.add(item.run!);
			});
		}
	}
	const left = gone.size === 0 ? [] : items.flatMap((item) => partsOf.get(item) ?? item).filter((item) => !taken.has(item));
	const rests = [...gone].flatMap((run) =>
		restsOf(
			run,
			left.filter((item) => item.run === run),
		).map((rest) => ({ run: rest, at: run })),
	);
	return {
		gone,
		bars: used,
		runs: [...formulas.map((formula) => ({ run: runOf(formula, { baseline, size }), at: formula.items[0]!.run! })), ...rests],
	};
}

/** The largest distance in em between a fraction's bar and the small symbols over and under it. */
const barGap = 0.5;

/** Whether a small symbol is over or under a bar that is hardly wider, as in a fraction within a line. */
function isOfFraction({ left, right, top, bottom, size, kind }: Item, bars: readonly Rule[]): boolean {
	return (
		kind === 'number' &&
		bars.some(
			(bar) =>
				left > bar.left - 0.3 * size &&
				right < bar.right + 0.3 * size &&
				bar.right - bar.left < 3 * size &&
				Math.min(Math.abs(bar.top - bottom), Math.abs(top - bar.bottom)) < barGap * size,
		)
	);
}

/** The runs that can be in formulas, and the words beside them; most of a line is prose. */
function nearMath(line: readonly TextRun[], bars: readonly Rule[], enclosed: readonly TextRun[]): TextRun[] {
	const runs = [...line].sort((a, b) => a.left - b.left);
	const isEnclosed = new Set(enclosed);
	const near = new Set<number>();
	const isJoint = (run: TextRun | undefined) => run !== undefined && (run.glyphs !== undefined || isFunction(run.text));
	runs.forEach((run, i) => {
		if (!isMath(run) && !isEnclosed.has(run) && !(/^\d/.test(run.text) && itemsOf(run).some((item) => isOfFraction(item, bars)))) {
			return;
		}
		for (const step of [-1, 1]) {
			let at = i;
			do {
				near.add(at);
				at += step;
			} while (isJoint(runs[at]) && !near.has(at));
			near.add(at);
		}
	});
	return runs.filter((_, i) => near.has(i));
}

/** The stretches of items that can be a formula. */
function spansOf(items: readonly Item[], isOff: (item: Item) => boolean, isPart: (item: Item) => boolean): Item[][] {
	const spans: Item[][] = [];
	let end = 0;
	items.forEach((item, i) => {
		const isVariable = isBase(item, items[i + 1], isOff);
		if (i < end || !(isPart(item) || ((item.math || isVariable) && !isOff(item)))) {
			return;
		}
		let from = i;
		while (from > end && joins(items[from - 1]!, items[from]!, items[from - 2], isOff)) {
			from--;
		}
		let to = i + 1;
		let right = item.right;
		while (to < items.length && (joinsBehind(items[to]!, items[to - 1]!, items[to + 1], right, isOff) || isOfMap(items, to))) {
			right = Math.max(right, items[to]!.right);
			to++;
		}
		spans.push(items.slice(from, to));
		end = to;
	});
	return spans;
}

/** Whether an item is an italic letter, like a variable in a formula set in the text's own fonts. */
function isItalicLetter({ kind, text, run }: Item): boolean {
	return kind === 'ordinary' && run?.italic === true && /^\p{L}$/u.test(text);
}

/** Whether an item has a script that only occurs in formulas. */
function isBase(item: Item, next: Item | undefined, isOff: (item: Item) => boolean): boolean {
	const isMathScript =
		next?.math === true && isOff(next) && next.left - item.right < reach.touching * item.size && /^(?:ordinary|number)$/.test(item.kind);
	return isMathScript || (isItalicLetter(item) && isIndex(next, item, isOff));
}

/** Whether an item is the index of the one before it; a raised one can be a footnote mark. */
function isIndex(item: Item | undefined, before: Item, isOff: (item: Item) => boolean): boolean {
	return (
		item !== undefined &&
		isOff(item) &&
		item.baseline > before.baseline &&
		item.size < 0.9 * before.size &&
		item.left - before.right < reach.touching * item.size
	);
}

function isOperator(item: Item | undefined): boolean {
	return item !== undefined && /^(?:binary|relation|open|close|large|punctuation)$/.test(item.kind);
}

/** Whether a space of the text is before an item. */
function isSpaced({ at, run }: Item): boolean {
	return at === 0 && run?.spaced === true;
}

/** Quotation marks and the apostrophe of "n's". */
const quote = /^[’‘“”]$/;

/** Whether an item in front of a formula belongs to it. */
function joins(item: Item, next: Item, before: Item | undefined, isOff: (item: Item) => boolean): boolean {
	const gap = (next.left - item.right) / next.size;
	if (item.math) {
		return gap < reach.math;
	}
	if (quote.test(item.text)) {
		return false;
	}
	if (item.text === ':') {
		return gap < reach.weak && (before === undefined || item.left - before.right > reach.touching * item.size || before.math);
	}
	if (isOff(item)) {
		return (
			gap < (isOperator(next) && !isOff(next) ? reach.weak : reach.touching) &&
			(before === undefined || item.left - before.right < reach.touching * item.size)
		);
	}
	switch (item.kind) {
		case 'number':
		case 'block':
			return gap < (isOperator(next) ? reach.weak : reach.touching);
		case 'binary':
		case 'relation':
		case 'open':
		case 'close':
			return gap < reach.weak;
		case 'punctuation':
			return gap < reach.touching && before?.kind === 'number';
		case 'function':
			return gap < reach.weak;
		case 'ordinary':
			return gap < (isItalicLetter(item) && isOperator(next) ? reach.weak : reach.touching);
		default:
			// The letters of a slanted text reach into the space behind them.
			return next.math && gap < reach.word && (isOff(next) || !isSpaced(next));
	}
}

/** Whether an item behind a formula belongs to it. `right` is where the formula ends. */
function joinsBehind(item: Item, last: Item, next: Item | undefined, right: number, isOff: (item: Item) => boolean): boolean {
	const gap = (item.left - right) / item.size;
	if (item.math) {
		return gap < reach.math;
	}
	if (quote.test(item.text)) {
		return false;
	}
	if (isOff(item)) {
		return gap < reach.touching;
	}
	const behind = next && next.left - item.right;
	switch (item.kind) {
		case 'number':
			return gap < (isOperator(last) ? reach.weak : reach.touching);
		case 'open':
			return gap < (isOperator(last) || last.kind === 'function' ? reach.weak : next?.math ? reach.argument : reach.touching);
		case 'relation':
			// A colon of the text touches the word before it.
			return gap < reach.weak && (item.text !== ':' || gap > reach.touching || next?.math === true);
		case 'binary':
		case 'close':
			return gap < reach.weak;
		case 'punctuation':
			return gap < reach.touching;
		case 'function':
			return gap < reach.weak && next !== undefined && next.kind !== 'word';
		case 'ordinary':
			return gap < reach.touching || (isOperator(last) && last.kind !== 'punctuation' && gap < reach.weak);
		case 'word':
			return (last.math && gap < reach.word) || (isOperator(last) && gap < reach.weak && isName(item, last, next, behind));
		default:
			return last.math && gap < reach.word;
	}
}

/** The longest name without brackets after it, in letters. */
const longestName = 4;

/** The most symbols between the colon of a map and its arrow. */
const mostOfDomain = 30;

/** Whether an item is the colon of a map such as "f: (0, 1] → R", which touches its name: an arrow follows, without words before it. */
function isOfMap(items: readonly Item[], at: number): boolean {
	const { text, left, size } = items[at]!;
	if (text !== ':' || left - items[at - 1]!.right > reach.touching * size || items[at - 1]!.kind === 'word') {
		return false;
	}
	for (let i = at + 1; i < Math.min(items.length, at + mostOfDomain); i++) {
		const item = items[i]!;
		if (item.kind === 'relation') {
			return /^[→↦⟶⟼↪↠]$|^[−-]+→$|^↦[−-]*→$/.test(item.text);
		}
		if (item.kind === 'word' || item.text === '.' || item.left - items[i - 1]!.right > reach.math * size) {
			return false;
		}
	}
	return false;
}

/** Whether a word after an operator is the name of a function or a set: brackets follow, or it is between a relation and punctuation. */
function isName({ text, size }: Item, last: Item, next: Item | undefined, behind: number | undefined): boolean {
	const isApplied = next?.kind === 'open' && behind !== undefined && behind < reach.touching * size;
	return isApplied || (last.kind === 'relation' && text.length <= longestName && next !== undefined && next.kind !== 'word');
}

/** A formula without what belongs to the surrounding text: punctuation, hyphens, unpaired brackets. */
function trim(span: readonly Item[], isOff: (item: Item) => boolean): Item[] {
	let items = [...span];
	for (;;) {
		const unpaired = unpairedBrackets(items);
		const [first, last] = [items[0], items.at(-1)];
		const isText = (item: Item | undefined) =>
			item !== undefined &&
			!isOff(item) &&
			((!item.math && (item.kind === 'punctuation' || /^[-–—/*:]$/.test(item.text))) || (item.kind === 'punctuation' && item.text !== '!'));
		const end = items.findLastIndex((item) => !isOff(item));
		if (end > 0 && end < items.length - 1 && isText(items[end])) {
			// What is raised behind punctuation is the mark of a footnote.
			items = items.slice(0, end);
		} else if (isText(last) || (last && unpaired.has(last) && !last.grows)) {
			items = items.slice(0, -1);
		} else if (isText(first) || (first && unpaired.has(first) && !first.grows)) {
			items = items.slice(1);
		} else if (isRemark(items)) {
			items = items.slice(1, -1);
		} else {
			return items;
		}
	}
}

/** Whether items are a statement in the text's own brackets, as in "for one letter (n = 1)". */
function isRemark(items: readonly Item[]): boolean {
	let depth = 0;
	let isStatement = false;
	for (const { kind, text } of items.slice(0, -1)) {
		depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
		if (depth === 0) {
			return false;
		}
		isStatement ||= depth === 1 && kind === 'relation' && text !== ':';
	}
	return isStatement && items[0]!.text === '(' && !items[0]!.math && items.at(-1)!.text === ')';
}

/** The most symbols that touch a formula, so that they are a name or an ending and not a sentence. */
const mostTouching = 3;

/** A formula with what touches it, because viewers take a dollar sign beside a letter or digit for text. Undefined if too much touches it. */
function withTouching(span: readonly Item[], items: readonly Item[]): Item[] | undefined {
	const whole = [...span];
	const isTouching = (a: Item, b: Item) =>
		b.left - a.right < reach.touching * Math.min(a.size, b.size) && /\w$/.test(a.text) && !isSpaced(b);
	for (let i = items.indexOf(span[0]!) - 1; i >= 0 && isTouching(items[i]!, whole[0]!); i--) {
		whole.unshift(items[i]!);
	}
	for (
		let i = items.indexOf(span.at(-1)!) + 1;
		i > 0 &&
		i < items.length &&
		items[i]!.left - whole.at(-1)!.right < reach.touching * items[i]!.size &&
		/^\w/.test(items[i]!.text) &&
		!isSpaced(items[i]!);
		i++
	) {
		whole.push(items[i]!);
	}
	return span.length > 0 && whole.length <= span.length + mostTouching ? whole : undefined;
}

function unpairedBrackets(items: readonly Item[]): Set<Item> {
	const open: Item[] = [];
	const unpaired = new Set<Item>();
	for (const item of items) {
		if (item.kind === 'open') {
			open.push(item);
		} else if (item.kind === 'close' && open.pop() === undefined) {
			unpaired.add(item);
		}
	}
	open.forEach((item) => unpaired.add(item));
	// The brackets of quantum mechanics pair with a bar.
	return items.some(({ text }) => text === '|' || text === '∣')
		? new Set([...unpaired].filter(({ text }) => !/^[⟨⟩]$/.test(text)))
		: unpaired;
}

const marks = /^[•∗*†‡§¶·|~∼−–—.,⋆◦∘□■✓]$/;

/** Whether a formula says more in LaTeX than as text: it has a letter of a math font, or scripts, and is not a bullet or a footnote mark. */
function isWorthIt(items: readonly Item[], isOff: (item: Item) => boolean): boolean {
	if (items.every(isOff)) {
		return false;
	}
	const math = items.filter((item) => item.math && !marks.test(item.text));
	const hasLetter =
		math.some(({ text }) => /\p{L}|[∇∂∞]/u.test(text)) ||
		items.some((item, i) => isItalicLetter(item) && isIndex(items[i + 1], item, isOff));
	const hasScript =
		items.length > 1 &&
		items.some(isOff) &&
		items.some((item) => !isOff(item)) &&
		items.some((item) => item.math && /[−+]/.test(item.text) && isOff(item));
	return (
		hasLetter ||
		hasScript ||
		math.some(({ kind }) => kind === 'block') ||
		(items.length > 2 && math.some(({ kind, grows }) => kind === 'large' || grows))
	);
}
