import { type Line, isSameSize } from '../lines/line.ts';
import { splitMarker } from './markers.ts';

/** Letters of a label above a value. */
const longestLabel = 30;

/** Em between a label and its value, and between two lines of one, at most. */
const closeLines = 1.9;

/** Rows of values below one row of labels; more of them are a table. */
const mostValues = 3;

/** How far, in em, the edge of a value may be from that of its label. */
const sameEdge = 0.6;

/**
 * Rows in which labels stand side by side above their values, as on invoices and forms, are read column by column, so that each value comes
 * right behind its label. Labels are told from values by their type or size, or by values having digits and labels none.
 */
export function withLabelsAbove(rows: readonly (readonly Line[])[]): (readonly Line[])[] {
	const ordered: (readonly Line[])[] = [];
	for (let i = 0; i < rows.length;) {
		const labels = rows[i]!;
		const count = areLabels(labels) ? valueRowsBelow(labels, rows.slice(i + 1, i + 2 + mostValues)) : 0;
		if (count > 0) {
			const values = rows.slice(i + 1, i + 1 + count).flat();
			labels.forEach((label) => ordered.push([label], ...values.filter((value) => isBelow(value, label)).map((value) => [value])));
		} else {
			ordered.push(labels);
		}
		i += 1 + count;
	}
	return ordered;
}

function areLabels(row: readonly Line[]): boolean {
	return row.length > 1 && row.every(({ text }) => text.length <= longestLabel && /\p{L}/u.test(text) && !/\d/.test(text));
}

/** How many rows below labels have values of theirs; 0 where they may be something else. */
function valueRowsBelow(labels: readonly Line[], below: readonly (readonly Line[])[]): number {
	const isClose = (row: readonly Line[], above: readonly Line[]) => row[0]!.baseline - above[0]!.baseline < closeLines * row[0]!.size;
	const isValue = (line: Line) => splitMarker(line.text)?.kind !== 'bullet' && labels.filter((label) => isBelow(line, label)).length === 1;
	const isUnder = (row: readonly Line[]) => row.every(isValue);
	const end = below.findIndex((row, i) => !isUnder(row) || !isClose(row, below[i - 1] ?? labels));
	const values = below.slice(0, end < 0 ? below.length : end);
	const [first] = values;
	return first?.length === labels.length && values.length <= mostValues && areTold(labels, first) ? values.length : 0;
}

function areTold(labels: readonly Line[], values: readonly Line[]): boolean {
	const isOther = (value: Line, i: number) => value.bold !== labels[i]!.bold || !isSameSize(value, labels[i]!, 0.05);
	const withDigits = values.filter(({ text }) => /\d/.test(text)).length;
	return !values[0]!.text.endsWith(':') && (values.every(isOther) || withDigits >= Math.max(2, values.length / 2));
}

function isBelow(value: Line, label: Line): boolean {
	const isNear = (a: number, b: number) => Math.abs(a - b) < sameEdge * label.size;
	return isNear(value.left, label.left) || isNear(value.right, label.right) || isNear(value.left + value.right, label.left + label.right);
}
