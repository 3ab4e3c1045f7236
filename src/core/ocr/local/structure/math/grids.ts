import { around } from '../lines/line.ts';
import { type Item, blockOf, middle } from './item.ts';
import { itemRows } from './itemRows.ts';

/** The least gap in em between the columns of a matrix, and between the parts of a case; and in a matrix of small symbols, which have no spaces. */
const columnGap = { usual: 0.6, small: 0.25 };

/** The largest size of symbols in a small matrix relative to its brackets. */
const smaller = 0.85;

/** The least height in em of a bracket around several rows. */
const tall = 1.9;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '|': '|', '‖': '‖' };
const environments: Readonly<Record<string, string>> = {
	'()': 'pmatrix',
	'[]': 'bmatrix',
	'{}': 'Bmatrix',
	'||': 'vmatrix',
	'‖‖': 'Vmatrix',
};

/** Reads the items of a row or of a cell. */
type ReadRow = (items: readonly Item[]) => string;

/** Joins brackets with the rows between them: matrices, and cases after a brace. */
export function withGrids(items: readonly Item[], read: ReadRow): Item[] {
	let left = withBinomials(items, read);
	const opening = left
		.filter((item) => item.text in closing && item.grows)
		.sort((a, b) => a.bottom - a.top - (b.bottom - b.top) || b.left - a.left);
	for (const open of opening) {
		if (!left.includes(open)) {
			continue;
		}
		const close = left
			.filter((item) => item !== open && item.text === closing[open.text] && item.left >= open.right && isAsTall(item, open))
			.sort((a, b) => a.left - b.left)[0];
		const between = left.filter(
			(item) =>
				item !== open && item !== close && middle(item) > open.right && (!close || middle(item) < close.left) && isBeside(item, open),
		);
		const inside = close ? between : withoutEnd(between, open);
		const rows = itemRows(inside);
		const isTall = open.bottom - open.top > tall * 0.8 * Math.max(0, ...inside.map(({ size }) => size));
		const isCases = !close && open.text === '{';
		if (!isTall || inside.length === 0 || rows.length < 2 || (!close && !isCases)) {
			continue;
		}
		const isSmall = !isCases && inside.every(({ size }) => size < smaller * open.size);
		const cells = columnsOf(rows, isSmall ? columnGap.small : columnGap.usual);
		const body = cells.map((row) => row.map(read).join(' & ')).join(' \\\\ ');
		const environment = isCases ? 'cases' : environments[open.text + close!.text]!;
		const all = [open, ...(close ? [close] : []), ...inside];
		const isBinomial = environment === 'pmatrix' && cells.length === 2 && cells[0]!.length === 1 && isFarther(cells.flat());
		const latex = isBinomial
			? `\\binom{${read(cells[0]![0]!)}}{${read(cells[1]![0]!)}}`
			: `\\begin{${environment}} ${body} \\end{${environment}}`;
		left = [
			...left.filter((item) => !all.includes(item)),
			blockOf(all, latex, {
				axis: (open.top + open.bottom) / 2,
				size: Math.max(...inside.map(({ size }) => size)),
			}),
		];
	}
	return left;
}

/** The most symbols of a binomial coefficient in brackets of a text's font. */
const mostInBinomial = 12;

/** Joins brackets that do not grow with two small rows between them, one above the other: binomial coefficients within a line or a script. */
function withBinomials(items: readonly Item[], read: ReadRow): Item[] {
	let left = [...items];
	for (const open of items.filter(({ text, grows }) => text === '(' && !grows)) {
		const close = left
			.filter((item) => item.text === ')' && item.left > open.right && Math.abs(item.baseline - open.baseline) < 0.05 * open.size)
			.sort((a, b) => a.left - b.left)[0];
		const inside = close ? left.filter((item) => middle(item) > open.right && middle(item) < close.left && isBeside(item, open)) : [];
		const [over, under] = [-1, 1].map((side) => inside.filter(({ axis }) => (axis - open.axis) * side > 0.2 * open.size));
		const centre = close ? (open.right + close.left) / 2 : 0;
		const isCentred = (part: readonly Item[]) => part.length > 0 && Math.abs(middle(around(part)) - centre) < 0.2 * open.size;
		const isBinomial =
			inside.length <= mostInBinomial &&
			inside.every(({ size }) => size < 0.85 * open.size) &&
			over!.length + under!.length === inside.length &&
			isCentred(over!) &&
			isCentred(under!);
		if (close && isBinomial) {
			const all = [open, ...inside, close];
			const block = blockOf(all, `\\binom{${read(over!)}}{${read(under!)}}`, { axis: open.axis, size: open.size });
			left = [...left.filter((item) => !all.includes(item)), block];
		}
	}
	return left;
}

/** The least distance in em between the lines of a binomial coefficient in a displayed formula; the rows of a matrix are nearer to each other. */
const binomialRows = 1.28;

/** Whether two rows are as far apart as those of a binomial coefficient. */
function isFarther(rows: readonly (readonly Item[])[]): boolean {
	const [over, under] = rows.map((row) => row.reduce((largest, item) => (item.size > largest.size ? item : largest)));
	return under!.axis - over!.axis > binomialRows * over!.size;
}

/** The least gap in em behind the widest case before another formula. */
const behindCases = 1.5;

/** The items behind a brace without what stands behind all of the cases: punctuation or another formula, at the middle of the brace and on none of the rows. */
function withoutEnd(items: readonly Item[], { axis, size }: Item): readonly Item[] {
	const sorted = [...items].sort((a, b) => a.left - b.left);
	const isAtMiddle = (item: Item) => Math.abs(item.axis - axis) < 0.3 * size;
	let right = Infinity;
	const end = sorted.findIndex((item, i) => {
		const isApart = item.left - right > behindCases * size || (i === sorted.length - 1 && item.kind === 'punctuation');
		right = right === Infinity ? item.right : Math.max(right, item.right);
		return (
			isApart &&
			isAtMiddle(item) &&
			sorted.slice(i).every((one) => isAtMiddle(one) || one.size < smaller * item.size) &&
			!sorted.slice(0, i).some(isAtMiddle)
		);
	});
	return end < 0 ? items : sorted.slice(0, end);
}

function isAsTall(a: Item, b: Item): boolean {
	return Math.abs(a.top - b.top) < 0.3 * a.size && Math.abs(a.bottom - b.bottom) < 0.3 * a.size;
}

function isBeside(item: Item, { top, bottom, size }: Item): boolean {
	return (item.top + item.bottom) / 2 > top - 0.2 * size && (item.top + item.bottom) / 2 < bottom + 0.2 * size;
}

/** The cells of rows; columns are separated by gaps through all rows. */
function columnsOf(rows: readonly (readonly Item[])[], gap: number): Item[][][] {
	const all = rows.flat().sort((a, b) => a.left - b.left);
	const starts: number[] = [];
	let right = -Infinity;
	for (const item of all) {
		if (item.left - right > gap * item.size) {
			starts.push(item.left);
		}
		right = Math.max(right, item.right);
	}
	return rows.map((row) =>
		starts.map((start, column) => row.filter((item) => item.left >= start && item.left < (starts[column + 1] ?? Infinity))),
	);
}

/** The rows of a displayed formula, aligned at their relations; undefined if these are not below one another. */
export function alignedRows(rows: readonly (readonly Item[])[], read: ReadRow): string | undefined {
	const firsts = rows.map((row) => row.filter(({ kind }) => kind === 'relation').sort((a, b) => a.left - b.left));
	const at = firsts[0]?.[0];
	const marks = firsts.map((relations) => relations.find((one) => at !== undefined && Math.abs(one.left - at.left) < 0.35 * at.size));
	if (marks.filter((mark) => mark !== undefined).length < 2) {
		return undefined;
	}
	const lines = rows.map((row, i) => {
		const edge = (marks[i] ?? at!).left - 0.1;
		const [before, behind] = [row.filter((item) => item.left < edge), row.filter((item) => item.left >= edge)];
		return `${before.length > 0 ? `${read(before)} ` : ''}&${behind.length > 0 ? ` ${read(behind)}` : ''}`;
	});
	return `\\begin{aligned} ${lines.join(' \\\\ ')} \\end{aligned}`;
}
