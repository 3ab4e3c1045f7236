import type { Box, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { around, median } from '../lines/line.ts';
import { type Enclosure, withEnclosures } from './enclosures.ts';
import { type Item, itemsOf } from './item.ts';
import { readFormula } from './readFormula.ts';
import { isFunction } from './symbols.ts';
import { restsOf, runOf } from './formulaRuns.ts';
import { isItalicLetter, isOfMap, isSpaced, joins, joinsBehind, type LineOfItems, reach, weakReach } from './neighbours.ts';
import { stackedAsOne } from './stackedRelations.ts';
import { isMath } from './textLines.ts';

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
		{ baseline, size },
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
	const whole = { isOff, weak: weakReach(spaceOf(line, size)) };
	for (const span of spansOf(items, whole, isPart)) {
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
function nearMath(
	line: readonly TextRun[],
	bars: readonly Rule[],
	enclosed: readonly TextRun[],
	{ baseline, size }: { readonly baseline: number; readonly size: number },
): TextRun[] {
	const runs = [...line].sort((a, b) => a.left - b.left);
	const isEnclosed = new Set(enclosed);
	const near = new Set<number>();
	const isScript = (run: TextRun) => run.size < 0.9 * size && Math.abs(run.baseline - baseline) > 0.08 * size;
	const isJoint = (run: TextRun | undefined) => run !== undefined && (run.glyphs !== undefined || isFunction(run.text) || isScript(run));
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

/** The space between most words of a line in em. */
function spaceOf(line: readonly TextRun[], size: number): number {
	const isWord = (run: TextRun | undefined) => run !== undefined && run.glyphs === undefined;
	const runs = [...line].sort((a, b) => a.left - b.left);
	const spaces = runs.flatMap((run, i) => (i > 0 && run.spaced && isWord(run) && isWord(runs[i - 1]) ? run.left - runs[i - 1]!.right : []));
	return spaces.length === 0 ? 0 : median(spaces) / size;
}

/** The stretches of items that can be a formula. */
function spansOf(items: readonly Item[], line: LineOfItems, isPart: (item: Item) => boolean): Item[][] {
	const { isOff } = line;
	const spans: Item[][] = [];
	let end = 0;
	items.forEach((item, i) => {
		const isVariable = isBase(item, items[i + 1], isOff);
		if (i < end || !(isPart(item) || ((item.math || isVariable) && !isOff(item)))) {
			return;
		}
		let from = i;
		while (from > end && joins(items[from - 1]!, items[from]!, items[from - 2], line)) {
			from--;
		}
		let to = i + 1;
		let right = item.right;
		while (to < items.length && (joinsBehind(items[to]!, items[to - 1]!, items[to + 1], right, line) || isOfMap(items, to))) {
			right = Math.max(right, items[to]!.right);
			to++;
		}
		spans.push(items.slice(from, to));
		end = to;
	});
	return spans;
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
		math.some(({ text }) => /\p{L}|[∇∂∞∆]/u.test(text)) ||
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
