import type { Rule } from '../../../../pdf/pageLayout.ts';
import { type Part, withBars } from './bars.ts';
import { alignedRows, withGrids } from './grids.ts';
import { type Item, changed } from './item.ts';
import { withLimits } from './limits.ts';
import { itemRows } from './itemRows.ts';
import { withStackedRelations } from './stackedRelations.ts';
import { withWholeBrackets } from './tallSymbols.ts';
import { withWideAccents } from './wideAccents.ts';
import { withWholeSymbols } from './wholeSymbols.ts';
import { lineOf, writeRow } from './writeRow.ts';

/** The result of reading a formula. */
export interface ReadFormula {
	/** One for each equation number if several rows are numbered, one for each row if the rows are unrelated, else one. */
	readonly latex: readonly string[];
	/** The bars that belong to it. */
	readonly bars: readonly Rule[];
	/** How many rows it has. */
	readonly rows: number;
}

/** The deepest nesting of fractions, roots and scripts. */
const deepest = 12;

/** The most symbols of a formula: reading compares symbols with symbols. */
const mostSymbols = 600;

/**
 * The LaTeX of a formula, from its symbols and bars; undefined unless each symbol is in it exactly once.
 * @param numbers the heights of its equation numbers, from top to bottom
 */
export function readFormula(items: readonly Item[], bars: readonly Rule[], numbers: readonly number[] = []): ReadFormula | undefined {
	if (items.length === 0 || items.length > mostSymbols) {
		return undefined;
	}
	const reader = new Reader();
	const { items: reduced, used } = reader.reduce(withLetterSize(items), bars);
	const rows = reader.rows(reduced);
	const groups = numbers.length > 1 ? numbers.map((_, number) => rows.filter((row) => nearestNumber(row, numbers) === number)) : [rows];
	const read = (row: readonly Item[]) => reader.row(row);
	const latex = groups.flatMap((group) => {
		const whole = group.length > 1 ? alignedRows(group, read) : read(group[0] ?? []);
		return whole === undefined ? (numbers.length > 0 ? [gathered(group.map(read))] : group.map(read)) : [whole];
	});
	return reader.isSound && latex.every((one) => one !== '') ? { latex, bars: used, rows: rows.length } : undefined;
}

/**
 * Gives symbols of variable size that are set smaller than the letters the size of the letters: TeX has such symbols in one size only, for texts of 10
 * points, unless a package says otherwise.
 */
function withLetterSize(items: readonly Item[]): readonly Item[] {
	const isVariable = ({ run }: Item) => run?.math === 'extension' || run?.math === 'newtxExtension';
	const [own, ...others] = new Set(items.filter(isVariable).map(({ size }) => size));
	const size = Math.max(0, ...items.filter((item) => !isVariable(item)).map((item) => item.size));
	const isFixed = own !== undefined && others.length === 0 && own < 0.95 * size && own > 0.55 * size;
	return isFixed ? items.map((item) => (isVariable(item) ? changed(item, { size }) : item)) : items;
}

function gathered(rows: readonly string[]): string {
	return `\\begin{gathered} ${rows.join(' \\\\ ')} \\end{gathered}`;
}

/** The number of a row: the one beside it or, if there is none, the next one below. */
function nearestNumber(row: readonly Item[], numbers: readonly number[]): number {
	const { axis, size } = lineOf(row);
	const below = numbers.findIndex((height) => height > axis - 0.7 * size);
	return below < 0 ? numbers.length - 1 : below;
}

class Reader {
	/** Whether each symbol was written once so far. */
	isSound = true;
	private depth = 0;

	/** Composes what is stacked. */
	reduce(items: readonly Item[], bars: readonly Rule[]): { items: Item[]; used: readonly Rule[] } {
		const { items: left, used } = withBars(withWholeSymbols(withWholeBrackets(items)), bars, (some, inner) => this.part(some, inner));
		const read = (some: readonly Item[]) => this.part(some, []).latex;
		const reduced = withGrids(withLimits(withStackedRelations(withWideAccents(left, read), read), read), (row) => this.row(row));
		this.isSound &&= symbolsIn(reduced) === symbolsIn(items);
		return { items: reduced, used };
	}

	rows(items: readonly Item[]): Item[][] {
		const rows = itemRows(items);
		this.isSound &&= symbolsIn(rows.flat()) === symbolsIn(items);
		return rows;
	}

	/** Writes one row. */
	row(items: readonly Item[]): string {
		this.isSound &&= items.every(({ latex }) => latex !== undefined);
		return items.length === 0 ? '' : writeRow(items, (some) => this.part(some, []).latex).trim();
	}

	/** Reads a part: a script, or what is over, under or within something. */
	private part(items: readonly Item[], bars: readonly Rule[]): Part {
		if (this.depth >= deepest) {
			this.isSound = false;
			return { latex: '', axis: 0, size: 0 };
		}
		this.depth++;
		const rows = this.rows(this.reduce(items, bars).items);
		const latex = rows.length > 1 ? `\\substack{${rows.map((row) => this.row(row)).join(' \\\\ ')}}` : this.row(rows[0]!);
		this.depth--;
		return { latex, ...lineOf(rows[rows.length >> 1]!) };
	}
}

function symbolsIn(items: readonly Item[]): number {
	return items.reduce((sum, { symbols }) => sum + symbols, 0);
}
