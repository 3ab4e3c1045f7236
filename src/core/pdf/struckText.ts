import { AlongAxis, middleX, middleY } from './alongAxis.ts';
import type { Box, Rule, TextRun } from './pageLayout.ts';

/** The heights above the baseline, in em, at which a line strikes text out: around the middle of small letters. */
const strike = { lowest: 0.12, highest: 0.45 };

/** The heights relative to the baseline, in em, at which a line underlines text. */
const underline = { lowest: -0.3, highest: -0.02 };

/** The least part of a word that a marking line covers, and how much longer than its words the line may be, in em. */
const covered = 0.6;
const overhang = 0.7;

/** The largest distance between two lines of a text, in em. */
const nextLine = 2;

/** How far the lines of a table's corner are from each other at most, in points. */
const corner = 1;

/** The parts of a layout from which changes are detected. */
interface MarkedLayout {
	readonly runs: readonly TextRun[];
	readonly rules: readonly Rule[];
}

/**
 * Marks the words that a line is drawn through, as editors show what is deleted, and on pages that have any the underlined words, as they show what is
 * new; takes those lines out of the drawings. A line that goes on beyond the words, as rows of tables have it, marks nothing. What replaces the deleted
 * words right before it stays unmarked: these say enough. Links are underlined as such.
 */
export function withStruckText<T extends MarkedLayout>(layout: T, links: readonly Box[] = []): T {
	const struck = markedBy(layout, strike);
	if (struck.runs.size === 0) {
		return layout;
	}
	const walls = new AlongAxis(
		layout.rules.filter(({ vertical }) => vertical),
		middleX,
	);
	const others = layout.rules.filter((rule) => !rule.vertical && !struck.rules.has(rule) && !isBorder(rule, walls));
	const added = markedBy({ ...layout, rules: others }, underline);
	let replaces = false;
	const runs = layout.runs.map((run, i): TextRun => {
		if (struck.runs.has(run)) {
			replaces = true;
			return { ...run, struck: true };
		}
		const isNew = added.runs.has(run) && !links.some((link) => isWithin(run, link));
		replaces &&= isNew && Math.abs(run.baseline - layout.runs[i - 1]!.baseline) < nextLine * run.size;
		return isNew && !replaces ? { ...run, inserted: true } : run;
	});
	return { ...layout, runs, rules: layout.rules.filter((rule) => !struck.rules.has(rule) && !added.rules.has(rule)) };
}

/** More than half of the thickness of a vertical line, in points. */
const thickness = 2;

/** Whether a horizontal line begins or ends at a vertical one, as the border of a table below a text does. */
function isBorder({ left, right, top, bottom }: Rule, walls: AlongAxis<Rule>): boolean {
	return [left, right].some((x) =>
		walls
			.between(x - corner - thickness, x + corner + thickness)
			.some((wall) => wall.top < bottom + corner && wall.bottom > top - corner && x > wall.left - corner && x < wall.right + corner),
	);
}

/** The words that horizontal lines go along at a height of em above their baselines, and those lines. */
function markedBy(
	{ runs, rules }: MarkedLayout,
	{ lowest, highest }: typeof strike,
): { readonly runs: ReadonlySet<TextRun>; readonly rules: ReadonlySet<Rule> } {
	const marked = new Set<TextRun>();
	const used = new Set<Rule>();
	const level = rules.filter(({ vertical }) => !vertical);
	const upright = level.length > 0 ? runs.filter(({ turn, invisible }) => turn === 0 && !invisible) : [];
	const byHeight = new AlongAxis(upright, ({ baseline, size }) => baseline - ((lowest + highest) / 2) * size);
	const reach = upright.reduce((most, { size }) => Math.max(most, size), 0) * (highest - lowest);
	for (const rule of level) {
		const y = middleY(rule);
		const along = byHeight
			.between(y - reach, y + reach)
			.filter(
				(run) =>
					y > run.baseline - highest * run.size &&
					y < run.baseline - lowest * run.size &&
					Math.min(run.right, rule.right) - Math.max(run.left, rule.left) > covered * (run.right - run.left) &&
					/[\p{L}\p{N}]/u.test(run.text),
			);
		const size = along[0]?.size ?? 0;
		const [left, right] = [Math.min(...along.map((run) => run.left)), Math.max(...along.map((run) => run.right))];
		if (along.length > 0 && rule.left > left - overhang * size && rule.right < right + overhang * size) {
			along.forEach((run) => marked.add(run));
			used.add(rule);
		}
	}
	return { runs: marked, rules: used };
}

function isWithin(run: Box, { left, top, right, bottom }: Box): boolean {
	const [x, y] = [(run.left + run.right) / 2, (run.top + run.bottom) / 2];
	return x > left && x < right && y > top && y < bottom;
}
