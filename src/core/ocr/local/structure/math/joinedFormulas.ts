import type { Span } from '../lines/line.ts';
import { isOperatorLatex, symbolOf } from './symbols.ts';

/** A number in front of a space, a closing bracket or punctuation. */
const number = /^(\s*)([−-]?\d+(?:[.,]\d+)*%?)(?=[\s.,;:)\]]|$)/;

/**
 * Joins formulas of a paragraph that a line end or a relation in the text's own font divides: `a =` at the end of one line and `b` at the start of
 * the next. Two adjacent dollar signs would begin a displayed formula.
 */
export function joinedFormulas(spans: readonly Span[]): Span[] {
	if (!spans.some(({ latex }) => latex !== undefined)) {
		return [...spans];
	}
	const joined: Span[] = [];
	for (const span of spans) {
		const [before, last] = [joined.at(-2), joined.at(-1)];
		const operator = last?.latex === undefined ? operatorIn(last?.text ?? '') : undefined;
		if (span.latex !== undefined && last?.latex !== undefined && areOne(last, span)) {
			joined[joined.length - 1] = both(last, span, span.latex);
		} else if (
			span.latex !== undefined &&
			before?.latex !== undefined &&
			(operator !== undefined || isBlank(last)) &&
			areOne(before, span, operator)
		) {
			joined.splice(
				-2,
				2,
				both({ ...before, text: before.text + last!.text }, span, operator === undefined ? span.latex : `${operator} ${span.latex}`),
			);
		} else if (last?.latex !== undefined && endsOpen(last.latex) && number.test(span.text)) {
			const [whole, , digits] = number.exec(span.text)!;
			joined[joined.length - 1] = both(last, { ...span, text: whole }, digits!.replace('−', '-').replace('%', '\\%').replace(/,/g, '{,}'));
			joined.push({ ...span, text: span.text.slice(whole.length) });
		} else {
			joined.push(span);
		}
	}
	return joined.filter(({ text }) => text !== '');
}

/** The LaTeX of a text that is only a relation or an operator. */
function operatorIn(text: string): string | undefined {
	const symbol = symbolOf(text.trim());
	return symbol && /^(?:relation|binary)$/.test(symbol.kind) && !/^[:*/-]$/.test(symbol.latex) ? symbol.latex : undefined;
}

function isBlank(span: Span | undefined): boolean {
	return span !== undefined && span.latex === undefined && !/\S/.test(span.text);
}

function areOne(a: Span, b: Span, operator?: string): boolean {
	return (
		a.url === b.url &&
		(operator !== undefined || endsOpen(a.latex!) || startsOpen(b.latex!) || (!/\s$/.test(a.text) && !/^\s/.test(b.text)))
	);
}

function both(a: Span, b: Span, latex: string): Span {
	return { ...a, text: a.text + b.text, latex: `${a.latex!} ${latex}` };
}

/** Whether LaTeX ends with a symbol that needs something after it. */
function endsOpen(latex: string): boolean {
	const end = /(\\[A-Za-z]+|[=<>+-])\s*$/.exec(latex)?.[1];
	return end !== undefined && isOperatorLatex(end);
}

function startsOpen(latex: string): boolean {
	const start = /^(\\[A-Za-z]+|[=<>])/.exec(latex)?.[1];
	return start !== undefined && isOperatorLatex(start);
}
