import type { Rule } from '../../../../pdf/pageLayout.ts';
import { around } from '../lines/line.ts';

/** Points by which lines that mean to meet may miss each other. */
export const slack = 3;

/** Pieces of one line, also a double line, become that line. */
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
