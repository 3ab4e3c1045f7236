import { type Size, type SizeRules, nearestSize, parseSize, sizeProblem, sizeText } from '../../shared/imageSize.ts';

/** The sizes of a model: a list, any size within bounds, or unknown. Sizes are written as services expect them: `1024x1536`, or `auto`. */
export type SizeRule =
	| { readonly kind: 'list'; readonly sizes: readonly string[] }
	| {
			readonly kind: 'free';
			readonly suggested: readonly string[];
			readonly rules: SizeRules;
			/** Sizes with more pixels than this are experimental. */
			readonly experimentalAbove: number;
	  }
	| { readonly kind: 'unknown'; readonly suggested: readonly string[] };

/** Whether the model supports a size. */
export function validSize(rule: SizeRule, size: string): boolean {
	if (rule.kind === 'list') {
		return rule.sizes.includes(size);
	}
	const edges = parseSize(size);
	return size === 'auto' || (edges !== undefined && (rule.kind === 'unknown' || sizeProblem(edges, rule.rules) === undefined));
}

/** The supported size closest to the requested one, first in shape, then in area; the first one when the text is not a size. */
export function repairSize(rule: SizeRule, size: string): string {
	if (validSize(rule, size)) {
		return size;
	}
	const edges = parseSize(size);
	const offered = rule.kind === 'list' ? rule.sizes : rule.suggested;
	const nearest =
		edges &&
		(rule.kind === 'free'
			? sizeText(nearestSize(edges, rule.rules))
			: offered.filter((name) => parseSize(name)).toSorted((a, b) => distance(edges, a) - distance(edges, b))[0]);
	return nearest !== undefined && validSize(rule, nearest) ? nearest : (offered[0] ?? 'auto');
}

/** Shape weighs far more than area: a picture that is too small can be enlarged, one of another shape is another picture. */
function distance(wanted: Size, name: string): number {
	const { width, height } = parseSize(name) ?? wanted;
	const shape = Math.abs(Math.log(width / height / (wanted.width / wanted.height)));
	const area = Math.abs(Math.log((width * height) / (wanted.width * wanted.height)));
	return shape * 10 + area;
}
