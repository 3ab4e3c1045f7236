import { nearestSize, sizeProblem, type Size, type SizeRules } from '../shared/imageSize.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { iconButton } from './controls.ts';
import { h, newId } from './dom.ts';

/** Two inputs for a custom size, and what is wrong with it. */
export interface SizeEdges {
	/** The inputs and the problem. */
	readonly elements: readonly HTMLElement[];
	hidden: boolean;
	size: Size;
	readonly isValid: boolean;
	focus(): void;
	/** Shows what is wrong, with a button for the nearest valid size. */
	explain(): void;
}

/** @param typed called after each change by the user, after `explain` has run */
export function createSizeEdges(strings: PanelStrings, rules: SizeRules | undefined, typed: () => void): SizeEdges {
	const [widthId, heightId, problemId] = [newId(), newId(), newId()];
	const edge = (id: string): HTMLInputElement =>
		h('input', {
			id,
			type: 'number',
			inputmode: 'numeric',
			min: rules?.minEdge ?? 1,
			max: rules?.maxEdge ?? 1,
			step: rules?.multiple ?? 1,
			'aria-describedby': problemId,
			oninput: () => changed(),
		});
	const width = edge(widthId);
	const height = edge(heightId);
	const problem = h('p', { id: problemId, class: 'field-problem', role: 'status' });
	const swap = iconButton('swap', strings.swap, () => {
		[width.value, height.value] = [height.value, width.value];
		changed();
	});
	const boxes = h(
		'div',
		{ class: 'size-edges' },
		h('label', { for: widthId }, strings.width),
		h('label', { for: heightId, class: 'size-height-label' }, strings.height),
		width,
		swap,
		height,
	);
	const changed = (): void => {
		edges.explain();
		typed();
	};
	const edges: SizeEdges = {
		elements: [boxes, problem],
		get hidden() {
			return boxes.hidden !== false;
		},
		set hidden(hidden) {
			boxes.hidden = hidden;
		},
		get size() {
			return { width: width.valueAsNumber, height: height.valueAsNumber };
		},
		set size(size) {
			width.valueAsNumber = size.width;
			height.valueAsNumber = size.height;
		},
		get isValid() {
			return width.getAttribute('aria-invalid') !== 'true';
		},
		focus: () => width.focus(),
		explain: () => {
			const broken = boxes.hidden ? undefined : rules && sizeProblem(edges.size, rules);
			for (const input of [width, height]) {
				input.setAttribute('aria-invalid', String(broken !== undefined));
			}
			problem.replaceChildren();
			if (!rules || broken === undefined) {
				return;
			}
			const near = nearestSize({ width: width.valueAsNumber || 1024, height: height.valueAsNumber || 1024 }, rules);
			const use = (): void => {
				edges.size = near;
				changed();
				width.focus();
			};
			const button = h('button', { type: 'button', class: 'button link', onclick: use }, fill(strings.sizeUse, near.width, near.height));
			problem.append(problemText(strings, rules, broken, edges.size), ' ', button);
		},
	};
	return edges;
}

function problemText(
	strings: PanelStrings,
	rules: SizeRules,
	problem: NonNullable<ReturnType<typeof sizeProblem>>,
	{ width, height }: Size,
): string {
	switch (problem) {
		case 'edge':
			return fill(strings.sizeEdge, rules.minEdge, rules.maxEdge);
		case 'multiple':
			return fill(strings.sizeMultiple, rules.multiple);
		case 'ratio':
			return fill(strings.sizeRatio, rules.maxRatio);
		case 'tooSmall':
			return fill(strings.sizeTooSmall, rules.minPixels.toLocaleString(), (width * height).toLocaleString());
		case 'tooLarge':
			return fill(strings.sizeTooLarge, rules.maxPixels.toLocaleString(), (width * height).toLocaleString());
		default:
			return problem satisfies never;
	}
}
