import type { Box, PageLayout, Rule, TextRun } from '../../../../pdf/pageLayout.ts';
import { type Line, median } from '../lines/line.ts';
import { type InlineFormulas, inlineFormulas } from './inlineFormulas.ts';
import { displayFormulas } from './displayFormulas.ts';
import { type Enclosure, enclosuresOf } from './enclosures.ts';
import { drawnSymbols } from './drawnSymbols.ts';
import { withTextFonts } from './textFonts.ts';
import { withSans, withVariables } from './variables.ts';
import { type Stretch, hasInk, isOnLine, isTall, stretchesOf, textLinesOf } from './textLines.ts';

/** A page with its formulas. */
export interface PageFormulas {
	/** The page with a run for each inline formula, and without displayed formulas. */
	readonly page: PageLayout;
	/** Displayed formulas. */
	readonly lines: readonly Line[];
}

/** The largest distances in em above and below a line's baseline of the middles of its scripts and small fractions, and beside the line. */
const band = { above: 1, below: 0.5, beside: 1 };

/** The most runs in math fonts on a page, and the most runs in total, so that no page takes long; a page full of formulas has about two thousand. */
const mostSymbols = 4000;
const mostRuns = 20_000;

/** The most runs of a line that is searched for formulas; lines across two facing pages have fewer. */
const mostInLine = 400;

/** The largest thickness in points of a fraction bar or a root's line. */
const thickest = 1.5;

/** Reads the formulas of a page with math fonts; what is not certain stays text. */
export function pageFormulas(original: PageLayout): PageFormulas {
	const page = original.runs.some(({ math }) => math)
		? { ...original, runs: withSans(withVariables(withTextFonts(original.runs))) }
		: original;
	const upright = page.runs.filter((run) => run.turn === 0 && run.angle === undefined && !run.listing && !run.filled);
	const symbols = upright.filter(({ math }) => math).length;
	if (symbols === 0 || symbols > mostSymbols || upright.length > mostRuns) {
		return { page: original, lines: [] };
	}
	const bars = [...page.rules, ...(page.dashes ?? [])].filter((rule) => !rule.vertical && rule.bottom - rule.top < thickest);
	const enclosures = enclosuresOf(upright);
	const enclosed = new Set(enclosures.flatMap(({ runs }) => runs));
	const { text, others } = textLinesOf(
		stretchesOf(
			upright.filter((run) => !enclosed.has(run)),
			enclosures,
		),
		bars,
	);
	const onLines = enclosures.filter((one) => text.some((line) => isPartOf(one, line)));
	const inLine = new Set(onLines.flatMap(({ runs }) => runs));
	const { membersOf, rest } = assign(text, [...others.flatMap(({ runs }) => runs), ...[...enclosed].filter((run) => !inLine.has(run))]);
	for (const enclosure of onLines) {
		const host = text.find((line) => isPartOf(enclosure, line))!;
		membersOf.set(host, [...(membersOf.get(host) ?? []), ...enclosure.runs]);
	}
	const rootOf = rootsOf(bars, upright);
	const isDrawnOver = drawnSymbols(page);
	const display = displayFormulas(rest, text, { bars, rootOf, isDrawnOver, enclosed });
	const shown = new Set(display.bars);
	const left = bars.filter((bar) => !shown.has(bar));
	const candidates = stretchesOf(rest.filter((run) => !display.gone.has(run) && !display.unread.has(run)));
	const small = assign(
		candidates,
		candidates.flatMap(({ runs }) => runs),
	);
	const hosts = new Set(small.rest);
	// A single small run is more likely a script of a letter in another font.
	const smallest = 0.85 * median(text.map(({ size }) => size));
	const alone = candidates.filter(({ runs, size }) => (runs.length > 1 || size > smallest) && runs.every((run) => hosts.has(run)));
	const inline: InlineFormulas[] = [
		...text.map((line) => [line, membersOf.get(line) ?? []] as const),
		...alone.map((line) => [line, small.membersOf.get(line) ?? []] as const),
	].flatMap(([line, members]) =>
		line.runs.length + members.length <= mostInLine && (line.hasMath || members.length > 0)
			? [read(line, members, left, { rootOf, isDrawnOver, enclosures: onLines })]
			: [],
	);
	const gone = new Set<TextRun>([...display.gone, ...inline.flatMap((one) => [...one.gone])]);
	const used = new Set<Rule>([...display.bars, ...inline.flatMap((one) => one.bars)]);
	const instead = new Map<TextRun, TextRun[]>();
	for (const { run, at } of inline.flatMap(({ runs }) => runs)) {
		instead.set(
			at,
			[...(instead.get(at) ?? []), run].sort((a, b) => a.left - b.left),
		);
	}
	return {
		page: {
			...page,
			runs: page.runs.flatMap((run) => [...(instead.get(run) ?? []), ...(gone.has(run) ? [] : [run])]),
			rules: page.rules.filter((rule) => !used.has(rule)),
		},
		lines: display.lines,
	};
}

/** The largest distance in em between the upper end of a root and the start of its line. */
const rootGap = 0.25;

/** The step in points of the heights by which roots are looked up. */
const rootStep = 4;

/** The root symbol of each root's line. */
function rootsOf(bars: readonly Rule[], runs: readonly TextRun[]): ReadonlyMap<Rule, TextRun> {
	const roots = new Map<number, TextRun[]>();
	for (const run of runs.filter(({ text, glyphs }) => text === '√' && glyphs !== undefined)) {
		const height = Math.round(run.glyphs![0]!.top / rootStep);
		roots.set(height, [...(roots.get(height) ?? []), run]);
	}
	const rootOf = new Map<Rule, TextRun>();
	for (const bar of roots.size > 0 ? bars : []) {
		const height = Math.round(bar.top / rootStep);
		const root = [-1, 0, 1]
			.flatMap((step) => roots.get(height + step) ?? [])
			.find((run) => Math.abs(run.right - bar.left) < rootGap * run.size && Math.abs(run.glyphs![0]!.top - bar.top) < rootGap * run.size);
		if (root) {
			rootOf.set(bar, root);
		}
	}
	return rootOf;
}

/** The marker of a list item. */
const marker = /^\(?[\p{L}\p{N}]{1,4}[.)]$/u;

function read(
	line: Stretch,
	members: readonly TextRun[],
	bars: readonly Rule[],
	{
		rootOf,
		isDrawnOver,
		enclosures,
	}: {
		readonly rootOf: ReadonlyMap<Rule, TextRun>;
		readonly isDrawnOver: (formula: Box, em: number) => boolean;
		readonly enclosures: readonly Enclosure[];
	},
): InlineFormulas {
	const { baseline, size } = line;
	const own = new Set([...line.runs, ...members]);
	const near = bars.filter(
		(bar) =>
			(!rootOf.has(bar) || own.has(rootOf.get(bar)!)) &&
			bar.bottom > baseline - band.above * size &&
			bar.top < baseline + band.below * size &&
			bar.right > line.left &&
			bar.left < line.right + size,
	);
	const [first, second] = line.runs;
	const isMarked = first !== undefined && marker.test(first.text) && second?.spaced === true;
	return inlineFormulas([...(isMarked ? line.runs.slice(1) : line.runs), ...members], line, near, {
		isDrawnOver,
		enclosures: enclosures.filter(({ runs }) => runs.some((run) => own.has(run))),
	});
}

/** Whether a matrix or the like is on a line of text, in a gap of it or beside it. */
function isPartOf(enclosure: Enclosure, line: Stretch): boolean {
	return (
		isOnLine(enclosure, line) &&
		enclosure.right > line.left - band.beside * line.size &&
		enclosure.left < line.right + band.beside * line.size
	);
}

/** Assigns runs to the lines of text whose scripts they are. */
function assign(text: readonly Stretch[], runs: readonly TextRun[]): { membersOf: Map<Stretch, TextRun[]>; rest: TextRun[] } {
	const lines = [...text].sort((a, b) => a.baseline - b.baseline);
	const largest = Math.max(0, ...lines.map(({ size }) => size));
	const hosts = new Map<TextRun, Stretch>();
	// A script at a line's end can be longer than the distance, symbol by symbol.
	const ends = new Map<Stretch, number>();
	const large = runs.filter(isLarge);
	for (const run of [...runs].sort((a, b) => a.left - b.left)) {
		const height = middleOf(large.find((symbol) => isLimit(run, symbol)) ?? run);
		const isWithin = (line: Stretch) =>
			height > line.baseline - band.above * line.size &&
			height < line.baseline + band.below * line.size &&
			run.right > line.left - band.beside * line.size &&
			run.left < (ends.get(line) ?? line.right) + band.beside * line.size &&
			(run.size < 0.9 * line.size || isTall(run) || isLarge(run)) &&
			!line.runs.includes(run);
		const near: Stretch[] = [];
		for (let i = firstFrom(lines, height - largest); i < lines.length && lines[i]!.baseline < height + largest; i++) {
			if (isWithin(lines[i]!)) {
				near.push(lines[i]!);
			}
		}
		const distance = ({ baseline, size }: Stretch) => Math.abs(baseline - 0.25 * size - height);
		const host = near.length > 0 ? near.reduce((a, b) => (distance(b) < distance(a) ? b : a)) : undefined;
		if (host) {
			hosts.set(run, host);
			ends.set(host, Math.max(ends.get(host) ?? host.right, run.right));
		}
	}
	const membersOf = new Map<Stretch, TextRun[]>();
	for (const run of runs) {
		const host = hosts.get(run);
		if (host) {
			const members = membersOf.get(host) ?? [];
			members.push(run);
			membersOf.set(host, members);
		}
	}
	const rest = runs.filter((run) => !hosts.has(run));
	return { membersOf, rest };
}

/** Whether a run has a symbol as large as in displayed formulas, with limits above and below. */
function isLarge(run: TextRun): boolean {
	return hasInk(run) && run.glyphs!.some(({ top, bottom }) => bottom - top > 1.05 * run.size);
}

/** The largest distance in em between a large symbol and its limits, and how much wider these are on either side. */
const limit = { gap: 0.6, beside: 0.5 };

/** Whether a run is small and right above or below a large symbol. */
function isLimit(run: TextRun, symbol: TextRun): boolean {
	const { size } = symbol;
	const middle = (run.left + run.right) / 2;
	const [top, bottom] = [run.baseline - 0.7 * run.size, run.baseline];
	const [glyph] = symbol.glyphs!;
	const gap = Math.max(top - glyph!.bottom, glyph!.top - bottom);
	return (
		run.size < 0.9 * size &&
		middle > symbol.left - limit.beside * size &&
		middle < symbol.right + limit.beside * size &&
		gap > -0.2 * size &&
		gap < limit.gap * size
	);
}

function middleOf(run: TextRun): number {
	const [first] = run.glyphs ?? [];
	return first && hasInk(run) ? (first.top + first.bottom) / 2 : run.baseline - 0.25 * run.size;
}

/** The first line whose baseline is not above a height. */
function firstFrom(lines: readonly Stretch[], height: number): number {
	let [from, to] = [0, lines.length];
	while (from < to) {
		const half = (from + to) >> 1;
		if (lines[half]!.baseline < height) {
			from = half + 1;
		} else {
			to = half;
		}
	}
	return from;
}
