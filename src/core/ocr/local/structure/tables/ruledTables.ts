import type { Box, Rule } from '../../../../pdf/pageLayout.ts';
import { type Line, around, height, shareWithin, width } from '../lines/line.ts';
import { fillGrid } from './fillGrid.ts';
import { gridOf, withUnruledColumns } from './grid.ts';
import { mergeRules, slack } from './mergeRules.ts';
import { type Table, rowsOf } from './table.ts';

/** Tables, and the lines that are in no table. */
export interface FoundTables {
	readonly tables: readonly Table[];
	readonly rest: readonly Line[];
}

/** Finds tables whose cells are divided by drawn lines or filled `areas`. Every line of text ends up either in one cell or in the rest. */
export function findRuledTables(lines: readonly Line[], rules: readonly Rule[], areas: readonly Box[] = []): FoundTables {
	const tables: Table[] = [];
	let rest = lines;
	const merged = mergeRules(rules);
	for (const drawn of touchingGroups(merged)) {
		// Adds rows and cells that are filled with a colour instead of outlined, where they adjoin outlined ones.
		const box = around(drawn);
		const filled = drawn.length > 2 ? areas.filter((area) => isCellSized(area, box) && touch(area, box)) : [];
		const edges = mergeRules(filled.flatMap(edgesOf));
		const texts = rowsOf(rest.filter((line) => shareWithin(line, box) > 0.6));
		const group = mergeRules([...drawn, ...edges.filter((edge) => divides(edge, { edges, drawn, table: box, texts }))]);
		const grid = gridOf(group);
		const inside = grid ? rest.filter((line) => shareWithin(line, grid.box) > 0.6) : [];
		const table = grid && inside.length > 0 ? fillGrid(withUnruledColumns(grid, inside), inside, group) : undefined;
		if (table) {
			const used = new Set([...table.titles, ...table.rows.flat(2)]);
			rest = rest.filter((line) => !used.has(line));
			tables.push(table);
		}
	}
	return { tables, rest };
}

function touchingGroups(rules: readonly Rule[]): Rule[][] {
	const groups: Rule[][] = [];
	for (const rule of rules) {
		const near = groups.filter((group) => group.some((other) => touch(rule, other)));
		const others = groups.filter((group) => !near.includes(group));
		groups.splice(0, groups.length, ...others, [...near.flat(), rule]);
	}
	return groups;
}

function touch(a: Box, b: Box): boolean {
	return a.left <= b.right + slack && b.left <= a.right + slack && a.top <= b.bottom + slack && b.top <= a.bottom + slack;
}

function isCellSized(area: Box, table: Box): boolean {
	return height(area) > 7 && height(area) < 60 && width(area) > 15 && area.left > table.left - slack && area.right < table.right + slack;
}

function edgesOf({ left, top, right, bottom }: Box): Rule[] {
	return [
		{ left, right, top, bottom: top, vertical: false },
		{ left, right, top: bottom, bottom, vertical: false },
		{ left, right: left, top, bottom, vertical: true },
		{ left: right, right, top, bottom, vertical: true },
	];
}

/** The content of a table: the edges of its areas, its drawn lines, and its rows of text. */
interface TableContent {
	readonly edges: readonly Rule[];
	readonly drawn: readonly Rule[];
	readonly table: Box;
	readonly texts: readonly (readonly Line[])[];
}

/** Cells that an edge divides are at most this far from it, in points. */
const besideEdge = 100;

/**
 * Whether an edge of filled areas divides rows or columns. Where no line is drawn, it does if such edges go along most of the table; an edge between
 * columns also does if there is text close on both sides with no line between.
 */
function divides(edge: Rule, { edges, drawn, table, texts }: TableContent): boolean {
	const middle = (rule: Rule) => (rule.vertical ? rule.left + rule.right : rule.top + rule.bottom) / 2;
	const onLine = (rule: Rule) => rule.vertical === edge.vertical && Math.abs(middle(rule) - middle(edge)) < slack;
	const length = (rule: Rule) => (rule.vertical ? height(rule) : width(rule));
	const along = edges.filter(onLine).reduce((sum, rule) => sum + length(rule), 0);
	const x = middle(edge);
	const isBetween = (row: readonly Line[]) => {
		const before = Math.max(...row.filter(({ left }) => left < x - slack).map(({ right }) => right));
		const behind = Math.min(...row.filter(({ right }) => right > x + slack).map(({ left }) => left));
		const close = before < x + slack && behind > x - slack && x - before < besideEdge && behind - x < besideEdge;
		return close && !drawn.some((rule) => rule.vertical && middle(rule) > before - slack && middle(rule) < behind + slack);
	};
	return (
		along > 0.5 * (edge.vertical ? height(table) : width(table)) ||
		drawn.some(onLine) ||
		(edge.vertical && texts.filter(isBetween).length > 0.5 * texts.length)
	);
}
