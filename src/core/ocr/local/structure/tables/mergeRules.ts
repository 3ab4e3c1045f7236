import type { Rule } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';

/** The tolerance for lines that should meet, in points. */
export const slack = 3;

/** Merges the pieces of a line, and double lines, into one line. */
export function mergeRules(rules: readonly Rule[]): Rule[] {
	const merged: Rule[] = [];
	const middle = (rule: Rule) => (rule.vertical ? rule.left + rule.right : rule.top + rule.bottom) / 2;
	const start = (rule: Rule) => (rule.vertical ? rule.top : rule.left);
	const end = (rule: Rule) => (rule.vertical ? rule.bottom : rule.right);
	for (const rule of [...rules].sort((a, b) => middle(a) - middle(b) || start(a) - start(b))) {
		const index = merged.findIndex(
			(other) =>
				other.vertical === rule.vertical &&
				Math.abs(middle(other) - middle(rule)) < slack &&
				start(rule) < end(other) + slack &&
				end(rule) > start(other) - slack,
		);
		if (index < 0) {
			merged.push(rule);
		} else {
			merged[index] = { ...around([merged[index]!, rule]), vertical: rule.vertical };
		}
	}
	return merged;
}
