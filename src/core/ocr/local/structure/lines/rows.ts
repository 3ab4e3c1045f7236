import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { overlapX, width } from './line.ts';

/** The largest difference between baselines of one line, in em: when the document joins the words, and when it does not. */
const sameLineInDocument = 0.35;
const sameLine = 0.2;

/** Superscripts and subscripts: the largest and the least size, the largest offset and gap, in em. */
const script = { largest: 0.85, smallest: 0.4, offset: 0.65, gap: 0.5 };

/** How high capital letters and digits are, and how far letters reach below the line, in em: a subscript begins above that. */
const capital = 0.72;
const descender = 0.22;

/** The most letters in one superscript or subscript. */
const longestScript = 16;

/** The gap that ends a piece, in em; text that is drawn later may be within it. */
const pieceGap = 1.05;

/** The height of the bands in which runs of one line are searched, in points. */
const bandHeight = 16;

/** Consecutive runs of the document on one line, without a wide gap; later with their superscripts and subscripts. */
interface Piece {
	readonly runs: TextRun[];
	/** The size of its largest letters, in points; they determine its line. */
	size: number;
	left: number;
	right: number;
	/** The baseline of its first letters in that size. */
	baseline: number;
}

/** Groups the upright runs of a page into rows, each from left to right. Columns of text may share a row. */
export function rowsOfRuns(runs: readonly TextRun[]): TextRun[][] {
	const rows = alignedRows(withScripts(piecesOf(runs)));
	return rows.map((pieces) => pieces.flatMap(({ runs: some }) => some).sort((a, b) => a.left - b.left));
}

/** The gap after a run at which its row always ends, in points. */
function farthest({ size, mono }: TextRun): number {
	return size * (mono ? 15 : 5);
}

function piecesOf(runs: readonly TextRun[]): Piece[] {
	const pieces: Piece[] = [];
	for (const run of runs) {
		const current = pieces.at(-1);
		const last = current?.runs.at(-1);
		if (current && last?.line === run.line && distance(last, run) < pieceGap * Math.max(last.size, run.size) && follows(current, run)) {
			add(current, [run]);
		} else {
			pieces.push({ runs: [run], size: run.size, left: run.left, right: run.right, baseline: run.baseline });
		}
	}
	return pieces;
}

function add(piece: Piece, runs: readonly TextRun[]): void {
	for (const run of runs) {
		piece.runs.push(run);
		piece.left = Math.min(piece.left, run.left);
		piece.right = Math.max(piece.right, run.right);
		if (run.size * script.largest > piece.size) {
			piece.baseline = run.baseline;
		}
		piece.size = Math.max(piece.size, run.size);
	}
}

/** The size of a run, limited by the widths of its letters: some fonts claim to be much larger than they are. */
function em({ size, text, left, right }: TextRun): number {
	return text.length < 3 ? size : Math.min(size, (4 * (right - left)) / text.length);
}

/** Whether a run is on the line of the piece before it. */
function follows({ runs }: Piece, run: TextRun): boolean {
	const last = runs.at(-1)!;
	if (isOver(last, run)) {
		return false;
	}
	const offset = Math.abs(last.baseline - run.baseline);
	if (offset < sameLineInDocument * Math.min(em(last), em(run)) || isScriptOf(last, run) || isScriptOf(run, last)) {
		return true;
	}
	// A subscript below a superscript, and the text after both.
	const main = runs.findLast(
		({ size }) => size > Math.max(last.size, run.size === last.size ? 0 : run.size * script.largest) / script.largest,
	);
	return main !== undefined && !isOver(main, run) && isScriptOf(main, run);
}

/** The horizontal gap between two runs in points; 0 when they touch or overlap. */
function distance(a: TextRun, b: TextRun): number {
	return Math.max(0, -overlapX(a, b));
}

/** Whether one run is printed over the other. */
function isOver(a: TextRun, b: TextRun): boolean {
	const shared = overlapX(a, b);
	const small = Math.min(a.size, b.size);
	return shared > 0.6 * small && shared > 0.5 * Math.min(width(a), width(b)) && Math.abs(a.baseline - b.baseline) < 0.5 * small;
}

/** Whether `small` is a superscript or subscript close to `main`. */
function isScriptOf(main: TextRun, small: TextRun): boolean {
	return isSetAsScript(main, small) && distance(main, small) < script.gap * small.size;
}

function isSetAsScript(main: TextRun, small: TextRun): boolean {
	return (
		small.size < script.largest * main.size &&
		small.size > script.smallest * main.size &&
		Math.abs(main.baseline - small.baseline) < script.offset * main.size &&
		small.baseline - capital * small.size < main.baseline + descender * main.size
	);
}

/** Pieces by the band of the page that they are in. */
class Bands {
	private readonly bands = new Map<number, Piece[]>();

	add(piece: Piece): void {
		const band = Math.floor(piece.baseline / bandHeight);
		const there = this.bands.get(band);
		if (there) {
			there.push(piece);
		} else {
			this.bands.set(band, [piece]);
		}
	}

	/** All pieces within a distance of a height, and possibly more. */
	near(baseline: number, within: number): Piece[] {
		const found: Piece[] = [];
		const last = Math.floor((baseline + within) / bandHeight);
		for (let band = Math.floor((baseline - within) / bandHeight); band <= last; band++) {
			found.push(...(this.bands.get(band) ?? []));
		}
		return found;
	}
}

/** Adds superscripts and subscripts to the pieces that they belong to. */
function withScripts(pieces: readonly Piece[]): Piece[] {
	const bands = new Bands();
	pieces.forEach((piece) => bands.add(piece));
	const left = new Set(pieces);
	const largest = Math.max(0, ...pieces.map(({ size }) => size));
	for (const piece of pieces.filter(isShort).sort((a, b) => a.size - b.size)) {
		const reach = script.offset * Math.min(largest, piece.size / script.smallest);
		const hosts = bands.near(piece.baseline, reach).filter((host) => left.has(host) && carries(host, piece));
		if (hosts.length > 0) {
			const offset = (host: Piece) => Math.abs(host.baseline - piece.baseline);
			add(
				hosts.reduce((a, b) => (offset(b) < offset(a) ? b : a)),
				piece.runs,
			);
			left.delete(piece);
		}
	}
	return [...left];
}

function isShort({ runs }: Piece): boolean {
	return runs.reduce((sum, { text }) => sum + text.length, 0) <= longestScript;
}

function carries(host: Piece, piece: Piece): boolean {
	const reach = script.gap * piece.size;
	if (host.size * script.largest <= piece.size || piece.left >= host.right + reach || piece.right <= host.left - reach) {
		return false;
	}
	// A subscript may be below or after a superscript.
	return (
		[piece.runs[0]!, piece.runs.at(-1)!].some(
			(run) =>
				host.runs.some((near) => distance(near, run) < reach) &&
				host.runs.some((main) => isSetAsScript(main, run) && distance(main, run) < script.gap * main.size),
		) && !cover(host, piece)
	);
}

/** Groups pieces that are on one baseline and not far apart. */
function alignedRows(pieces: readonly Piece[]): Piece[][] {
	const rowOf = new Map<Piece, Piece[]>();
	const bands = new Bands();
	for (const piece of pieces) {
		const row = [piece];
		const near = bands.near(piece.baseline, sameLineInDocument * piece.size).filter((other) => areAligned(other, piece));
		for (const other of new Set(near.map((one) => rowOf.get(one)!))) {
			// A piece may fill the gap between two others.
			if (!other.some((one) => row.some((two) => cover(one, two)))) {
				row.push(...other);
			}
		}
		row.forEach((one) => rowOf.set(one, row));
		bands.add(piece);
	}
	return [...new Set(rowOf.values())];
}

function areAligned(a: Piece, b: Piece): boolean {
	const follow = a.runs[0]!.follows ?? b.runs[0]!.follows;
	if (!follow && Math.max(a.left - b.right, b.left - a.right) > 15 * Math.max(a.size, b.size)) {
		return false;
	}
	const [left, right] = [nearest(a, b), nearest(b, a)];
	return (
		Math.abs(left.baseline - right.baseline) < sameLine * Math.min(left.size, right.size) &&
		(distance(left, right) <= Math.max(farthest(left), farthest(right)) || (left.left < right.left ? right : left).follows === true)
	);
}

/** The run of a piece, in the piece's size, that is nearest to another piece. */
function nearest({ runs, size }: Piece, to: Pick<Piece, 'left' | 'right'>): TextRun {
	let best = runs[0]!;
	let least = Number.POSITIVE_INFINITY;
	for (const run of runs) {
		const gap = Math.max(run.left - to.right, to.left - run.right);
		if (run.size > script.largest * size && gap < least) {
			[best, least] = [run, gap];
		}
	}
	return best;
}

function cover(a: Piece, b: Piece): boolean {
	return a.left < b.right && b.left < a.right && a.runs.some((one) => b.runs.some((other) => isOver(one, other)));
}
