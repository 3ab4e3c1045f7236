import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { overlapX, width } from './line.ts';

/** Em by which baselines of words on one line differ, also where each word is measured by itself; less where the document does not join them. */
const sameLineInDocument = 0.35;
const sameLine = 0.2;

/** Letters that stand on another height than their line: how large they are at most and at least, how far off, how near; in em. */
const script = { largest: 0.85, smallest: 0.4, offset: 0.65, gap: 0.5 };

/** Letters that stand so at once. */
const longestScript = 16;

/** Em of a gap that ends a piece; what is drawn later may stand in it. */
const pieceGap = 1.05;

/** Points that are looked at at once for what may stand on one line. */
const bandHeight = 16;

/** Runs that follow one another in the document on one line, without a wide gap; later with what belongs to them. */
interface Piece {
	readonly runs: TextRun[];
	/** Points, of its largest letters, which its line is told by. */
	size: number;
	left: number;
	right: number;
	/** Of its first letters in that size. */
	baseline: number;
}

/** Upright runs of a page in rows of what stands side by side, each from left to right. Columns of text may share a row. */
export function rowsOfRuns(runs: readonly TextRun[]): TextRun[][] {
	const rows = alignedRows(withScripts(piecesOf(runs)));
	return rows.map((pieces) => pieces.flatMap(({ runs: some }) => some).sort((a, b) => a.left - b.left));
}

/** Points behind a run where its row ends in any case. */
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

/** The size of a run as its letters' widths bear out: some fonts claim to be much larger than they are. */
function em({ size, text, left, right }: TextRun): number {
	return text.length < 3 ? size : Math.min(size, (4 * (right - left)) / text.length);
}

/** Whether a run stands on the line of the piece before it. */
function follows({ runs }: Piece, run: TextRun): boolean {
	const last = runs.at(-1)!;
	if (isOver(last, run)) {
		return false;
	}
	const offset = Math.abs(last.baseline - run.baseline);
	if (offset < sameLineInDocument * Math.min(em(last), em(run)) || isScriptOf(last, run) || isScriptOf(run, last)) {
		return true;
	}
	// An index under an exponent, and what comes behind both.
	const main = runs.findLast(
		({ size }) => size > Math.max(last.size, run.size === last.size ? 0 : run.size * script.largest) / script.largest,
	);
	return main !== undefined && !isOver(main, run) && isScriptOf(main, run);
}

/** Points between two runs along x; 0 where they touch or overlap. */
function distance(a: TextRun, b: TextRun): number {
	return Math.max(0, -overlapX(a, b));
}

/** Whether one run is printed over the other. */
function isOver(a: TextRun, b: TextRun): boolean {
	const shared = overlapX(a, b);
	const small = Math.min(a.size, b.size);
	return shared > 0.6 * small && shared > 0.5 * Math.min(width(a), width(b)) && Math.abs(a.baseline - b.baseline) < 0.5 * small;
}

/** Whether `small` is a footnote mark or an index of `main`, to which it keeps close. */
function isScriptOf(main: TextRun, small: TextRun): boolean {
	return isSetAsScript(main, small) && distance(main, small) < script.gap * small.size;
}

function isSetAsScript(main: TextRun, small: TextRun): boolean {
	return (
		small.size < script.largest * main.size &&
		small.size > script.smallest * main.size &&
		Math.abs(main.baseline - small.baseline) < script.offset * main.size
	);
}

/** Pieces by the bands of the page that they stand in. */
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

	/** Those within some points of a height, and some more. */
	near(baseline: number, within: number): Piece[] {
		const found: Piece[] = [];
		const last = Math.floor((baseline + within) / bandHeight);
		for (let band = Math.floor((baseline - within) / bandHeight); band <= last; band++) {
			found.push(...(this.bands.get(band) ?? []));
		}
		return found;
	}
}

/** Gives short pieces in small letters to the pieces whose footnote marks and indices they are. */
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
	// An index may stand under an exponent, or behind one.
	return (
		[piece.runs[0]!, piece.runs.at(-1)!].some(
			(run) =>
				host.runs.some((near) => distance(near, run) < reach) &&
				host.runs.some((main) => isSetAsScript(main, run) && distance(main, run) < script.gap * main.size),
		) && !cover(host, piece)
	);
}

/** Pieces on one baseline that are not far apart. */
function alignedRows(pieces: readonly Piece[]): Piece[][] {
	const rowOf = new Map<Piece, Piece[]>();
	const bands = new Bands();
	for (const piece of pieces) {
		const row = [piece];
		const near = bands.near(piece.baseline, sameLineInDocument * piece.size).filter((other) => areAligned(other, piece));
		for (const other of new Set(near.map((one) => rowOf.get(one)!))) {
			// A piece may be what was missing between two.
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

/** The run of a piece in its usual size that is nearest to another piece. */
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
