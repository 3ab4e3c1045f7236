import type { Rule } from '../../../../pdf/pageLayout.ts';
import { isNumber } from '../tables/table.ts';
import { type Line, around, isSameSize, withText } from './line.ts';

/** The largest gap between a currency sign and its number, in em: accounts put the sign at the left edge of the column. */
const farthestNumber = 15;

/** The largest gap between a number and the bracket or percent sign after it, in em. */
const farthestSign = 2.5;

const currency = /^[$€£¥]$/;
const behind = /^(?:\)|%|\)%|%\))$/;

/** Whether a text is an amount, or a dash or an opening bracket in its place. */
function isAmount(text: string): boolean {
	return /^[-–—]$/.test(text) || isNumber(text) || /^\(\s?[\d.,]*\d$/.test(text);
}

/** Joins numbers with the currency sign before them and the bracket or percent sign after them, which accounts separate to align the numbers. */
export function withNumberSigns(lines: readonly Line[], rules: readonly Rule[]): Line[] {
	const walls = rules.filter(({ vertical }) => vertical);
	const isDivided = (a: Line, b: Line) =>
		walls.some(
			({ left, top, bottom }) => left > a.right - 1 && left < b.left + 1 && top < a.baseline && bottom > a.baseline - 0.5 * a.size,
		);
	const result = new Set(lines);
	const join = (a: Line, b: Line, space: string) => {
		result.delete(a);
		result.delete(b);
		result.add(besideOnLine(a, b, space));
	};
	const beside = (line: Line) =>
		[...result].filter((other) => other !== line && Math.abs(other.baseline - line.baseline) < 0.2 * line.size && isSameSize(other, line));
	// In a column of signs, as in a table of characters, each sign is its own text.
	const isListed = (sign: Line) =>
		lines.some(
			(other) =>
				Math.abs(other.baseline - sign.baseline) < 3 * sign.size &&
				Math.abs(other.left + other.right - sign.left - sign.right) < sign.size &&
				/^[^\p{N}\s]$/u.test(other.text) &&
				!/[-–—]/.test(other.text) &&
				other.text !== sign.text,
		);
	for (const sign of lines.filter((line) => behind.test(line.text) && !isListed(line))) {
		const before = beside(sign).filter(({ left }) => left < sign.left);
		const nearest = before.reduce<Line | undefined>((a, b) => (a && a.right > b.right ? a : b), undefined);
		if (nearest && isAmount(nearest.text) && sign.left - nearest.right < farthestSign * sign.size && !isDivided(nearest, sign)) {
			join(nearest, sign, '');
		}
	}
	for (const sign of lines.filter((line) => currency.test(line.text) && !isListed(line))) {
		const after = beside(sign).filter(({ left }) => left > sign.left);
		const nearest = after.reduce<Line | undefined>((a, b) => (a && a.left < b.left ? a : b), undefined);
		if (nearest && isAmount(nearest.text) && nearest.left - sign.right < farthestNumber * sign.size && !isDivided(sign, nearest)) {
			join(sign, nearest, ' ');
		}
	}
	return [...result];
}

function besideOnLine(a: Line, b: Line, space: string): Line {
	const last = a.spans.at(-1)!;
	return {
		...b,
		...around([a, b]),
		spans: [...a.spans.slice(0, -1), withText(last, last.text.trimEnd() + space), ...b.spans],
		text: a.text.trimEnd() + space + b.text,
		bold: a.bold && b.bold,
		italic: a.italic && b.italic,
		mono: a.mono && b.mono,
		firstWidth: a.firstWidth + b.firstWidth,
		secondLeft: b.left,
	};
}
