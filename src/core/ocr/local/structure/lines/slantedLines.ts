import type { TextRun } from '../../../../pdf/pageLayout.ts';
import { type Line, around } from './line.ts';
import { buildLines } from './lines.ts';
import { changedRun } from './run.ts';

/** The largest difference between the angles of one line's letters, in degrees. */
const sameAngle = 1.5;

/** Lines of sloped text, each read in its own direction; boxes are positions on the page. */
export function buildSlantedLines(runs: readonly TextRun[]): Line[] {
	const groups: { readonly angle: number; readonly runs: TextRun[] }[] = [];
	for (const run of runs) {
		const { angle } = run;
		if (angle !== undefined) {
			const group = groups.find((one) => Math.abs(one.angle - angle) < sameAngle);
			if (group) {
				group.runs.push(run);
			} else {
				groups.push({ angle, runs: [run] });
			}
		}
	}
	return groups.flatMap((group) => {
		const radians = (group.angle * Math.PI) / 180;
		const level = withWidths(group.runs.map((run) => upright(run, radians)));
		return buildLines(level).map((line) => {
			const { left, top, right, bottom } = line;
			return { ...line, ...boxOf(line, radians), level: { left, top, right, bottom, degrees: group.angle } };
		});
	});
}

/** The run on a page that is turned so that its line is level. */
function upright(run: TextRun, radians: number): TextRun {
	const [left, baseline] = turned(run.left, run.baseline, -radians);
	const { size } = run;
	return changedRun(run, {
		angle: undefined,
		turn: 0,
		left,
		baseline,
		right: left + run.right - run.left,
		top: baseline - 0.8 * size,
		bottom: baseline + 0.22 * size,
	});
}

/** The largest gap within a word, in widths of a usual character. */
const widest = 3;

/** Sets the right edges of characters to the beginning of the next one; the last ones of words get half an em. */
function withWidths(runs: readonly TextRun[]): TextRun[] {
	return runs.map((run, i) => {
		const next = runs[i + 1];
		const usual = run.right - run.left;
		const advance = next?.line === run.line && Math.abs(next.baseline - run.baseline) < 0.2 * run.size ? next.left - run.left : 0;
		const joined = next !== undefined && !next.spaced && advance > 0 && advance < widest * usual;
		const width = joined ? advance : advance > 0 ? Math.min(usual, 0.7 * advance) : usual;
		return changedRun(run, { right: run.left + width });
	});
}

function boxOf({ left, right, top, bottom }: Line, radians: number) {
	const corners = [turned(left, top, radians), turned(right, top, radians), turned(left, bottom, radians), turned(right, bottom, radians)];
	return around(corners.map(([x, y]) => ({ left: x, right: x, top: y, bottom: y })));
}

function turned(x: number, y: number, radians: number): readonly [x: number, y: number] {
	const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
	return [x * cos - y * sin, x * sin + y * cos];
}
