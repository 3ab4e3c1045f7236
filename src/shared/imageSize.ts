/** The size rules of a model without a fixed list of sizes. Lengths are pixels. */
export interface SizeRules {
	/** Both edges are multiples of this. */
	readonly multiple: number;
	readonly minEdge: number;
	readonly maxEdge: number;
	/** Long edge divided by short edge, at most. */
	readonly maxRatio: number;
	readonly minPixels: number;
	readonly maxPixels: number;
}

/** The size of an image in pixels. */
export interface Size {
	readonly width: number;
	readonly height: number;
}

/** The first rule that a size breaks, in the order in which a person would fix them. */
export type SizeProblem = 'edge' | 'multiple' | 'ratio' | 'tooSmall' | 'tooLarge';

/** Reads `1024x1536`; undefined for `auto` and anything else. */
export function parseSize(text: string): Size | undefined {
	const match = /^([1-9]\d{0,4})x([1-9]\d{0,4})$/.exec(text);
	return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/** As services write it: `1024x1536`. */
export function sizeText({ width, height }: Size): string {
	return `${width}x${height}`;
}

/** The rule that a size breaks; undefined when the model accepts it. */
export function sizeProblem({ width, height }: Size, rules: SizeRules): SizeProblem | undefined {
	const edges = [width, height];
	if (edges.some((edge) => !Number.isInteger(edge) || edge < rules.minEdge || edge > rules.maxEdge)) {
		return 'edge';
	}
	if (edges.some((edge) => edge % rules.multiple !== 0)) {
		return 'multiple';
	}
	if (Math.max(...edges) > Math.min(...edges) * rules.maxRatio) {
		return 'ratio';
	}
	const pixels = width * height;
	return pixels < rules.minPixels ? 'tooSmall' : pixels > rules.maxPixels ? 'tooLarge' : undefined;
}

/** The accepted size closest to the requested one; the ratio is kept if possible. */
export function nearestSize({ width, height }: Size, rules: SizeRules): Size {
	const wanted = Math.max(width, 1) / Math.max(height, 1);
	const ratio = clamp(wanted, 1 / rules.maxRatio, rules.maxRatio);
	// As large as the longest edge allows for this ratio.
	const room = Math.min(rules.maxPixels, rules.maxEdge ** 2 * Math.min(ratio, 1 / ratio));
	const pixels = clamp(Math.max(width, 1) * Math.max(height, 1), rules.minPixels, room);
	const first = Math.round(Math.sqrt(pixels * ratio) / rules.multiple);
	// Rounding to the multiple can break another rule by one step, so the neighbours are tried, nearest first.
	const candidates = [...new Set(steps(first, rules))].flatMap((edge) => {
		const across = edge * rules.multiple;
		const down = Math.round(across / ratio / rules.multiple);
		return steps(down, rules).map((other) => ({ width: across, height: other * rules.multiple }));
	});
	const fitting = candidates.filter((size) => sizeProblem(size, rules) === undefined);
	const distance = (size: Size): number =>
		Math.abs(Math.log((size.width * size.height) / pixels)) + 2 * Math.abs(Math.log(size.width / size.height / ratio));
	return fitting.sort((a, b) => distance(a) - distance(b))[0] ?? { width, height };
}

function steps(middle: number, { minEdge, maxEdge, multiple }: SizeRules): number[] {
	const least = Math.ceil(minEdge / multiple);
	const most = Math.floor(maxEdge / multiple);
	return [0, 1, -1, 2, -2, 3, -3].map((step) => clamp(middle + step, least, most));
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
