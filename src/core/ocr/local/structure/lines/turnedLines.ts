import type { Box, TextRun } from '../../../../pdf/pageLayout.ts';
import type { Line } from './line.ts';
import { buildLines } from './lines.ts';
import { changedRun } from './run.ts';

/** Lines of text that is sideways or upside down, such as titles of narrow columns; boxes are positions on the page. */
export function buildTurnedLines(runs: readonly TextRun[]): Line[] {
	return [1, 2, 3].flatMap((turn) => {
		const upright = runs
			.filter((run) => run.turn === turn && run.angle === undefined)
			.map((run) => {
				const box = uprightBox(run, turn);
				return changedRun(run, { ...box, turn: 0, baseline: box.bottom - run.size * 0.22 });
			});
		return buildLines(upright).map((line) => {
			const { left, top, right, bottom } = line;
			return { ...line, ...pageBox(line, turn), level: { left, top, right, bottom, degrees: 360 - 90 * turn } };
		});
	});
}

/** The position of a box after the page is turned clockwise about its origin. */
function uprightBox({ left, top, right, bottom }: Box, turn: number): Box {
	switch (turn) {
		case 1:
			return { left: -bottom, top: left, right: -top, bottom: right };
		case 2:
			return { left: -right, top: -bottom, right: -left, bottom: -top };
		default:
			return { left: top, top: -right, right: bottom, bottom: -left };
	}
}

function pageBox(box: Box, turn: number): Box {
	return uprightBox(box, 4 - turn);
}
