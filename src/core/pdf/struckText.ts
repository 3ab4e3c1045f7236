import type { Rule, TextRun } from './pageLayout.ts';

/** Em above the baseline between which a line strikes text out: about the middle of small letters. */
const strike = { lowest: 0.12, highest: 0.45 };

/** The part of a word that a line goes through, and em that it is longer at most than what it strikes out. */
const covered = 0.6;
const overhang = 0.7;

/**
 * Marks the words that a line is drawn through, as editors show what is deleted, and takes those lines out of the drawings. A line that goes on beyond the
 * words, as rows of tables have it, strikes nothing out.
 */
export function withStruckText<T extends { readonly runs: readonly TextRun[]; readonly rules: readonly Rule[] }>(layout: T): T {
	const struck = new Set<TextRun>();
	const used = new Set<Rule>();
	for (const rule of layout.rules) {
		if (rule.vertical) {
			continue;
		}
		const y = (rule.top + rule.bottom) / 2;
		const through = layout.runs.filter(
			(run) =>
				run.turn === 0 &&
				!run.invisible &&
				y > run.baseline - strike.highest * run.size &&
				y < run.baseline - strike.lowest * run.size &&
				Math.min(run.right, rule.right) - Math.max(run.left, rule.left) > covered * (run.right - run.left) &&
				/[\p{L}\p{N}]/u.test(run.text),
		);
		const size = through[0]?.size ?? 0;
		const [left, right] = [Math.min(...through.map((run) => run.left)), Math.max(...through.map((run) => run.right))];
		if (through.length > 0 && rule.left > left - overhang * size && rule.right < right + overhang * size) {
			through.forEach((run) => struck.add(run));
			used.add(rule);
		}
	}
	return struck.size === 0
		? layout
		: {
				...layout,
				runs: layout.runs.map((run) => (struck.has(run) ? { ...run, struck: true } : run)),
				rules: layout.rules.filter((rule) => !used.has(rule)),
			};
}
