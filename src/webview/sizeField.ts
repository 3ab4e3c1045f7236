import { nearestSize, parseSize, sizeProblem, sizeText, type Size, type SizeRules } from '../shared/imageSize.ts';
import type { FormValue, SizeField } from '../shared/modelForm.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { iconButton } from './controls.ts';
import { h, newId, setText } from './dom.ts';
import type { FieldView } from './fieldView.ts';

const custom = 'custom';

/** Sizes from a list and, where the model takes them, of one's own, with what is wrong with it and the nearest right one. */
export function createSizeField(strings: PanelStrings, field: SizeField, id: string, change: (value: FormValue) => void): FieldView {
	/** What was last reported: while it is what the draft holds, the boxes keep what is being typed. */
	let reported: FormValue | undefined;
	const report = (value: FormValue): void => {
		reported = value;
		change(value);
	};
	const select = h(
		'select',
		{ id },
		...field.options.map(({ value, label }) => h('option', { value }, label)),
		field.free && h('option', { value: custom }, strings.custom),
	);
	const [widthId, heightId, problemId] = [newId(), newId(), newId()];
	const edge = (edgeId: string): HTMLInputElement =>
		h('input', {
			id: edgeId,
			type: 'number',
			inputmode: 'numeric',
			min: field.free?.minEdge ?? 1,
			max: field.free?.maxEdge ?? 1,
			step: field.free?.multiple ?? 1,
			'aria-describedby': problemId,
			oninput: () => typed(),
		});
	const width = edge(widthId);
	const height = edge(heightId);
	const problem = h('p', { id: problemId, class: 'field-problem', role: 'status' });
	const large = h('p', { class: 'help', role: 'status' });
	const shape = h('span', { class: 'shape', 'aria-hidden': 'true' });
	const edges = h(
		'div',
		{ class: 'size-edges' },
		h('label', { for: widthId }, strings.width),
		h('label', { for: heightId, class: 'size-height-label' }, strings.height),
		width,
		iconButton('swap', strings.swap, () => {
			[width.value, height.value] = [height.value, width.value];
			typed();
		}),
		height,
	);
	const size = (): Size => ({ width: width.valueAsNumber, height: height.valueAsNumber });

	const explain = (): void => {
		const broken = field.free && !edges.hidden && sizeProblem(size(), field.free);
		problem.replaceChildren();
		for (const input of [width, height]) {
			input.setAttribute('aria-invalid', String(Boolean(broken)));
		}
		if (!field.free || !broken) {
			return;
		}
		const near = nearestSize({ width: width.valueAsNumber || 1024, height: height.valueAsNumber || 1024 }, field.free);
		const use = h('button', { type: 'button', class: 'button link' }, fill(strings.sizeUse, near.width, near.height));
		use.addEventListener('click', () => {
			width.valueAsNumber = near.width;
			height.valueAsNumber = near.height;
			typed();
			width.focus();
		});
		problem.append(problemText(strings, field.free, broken, size()), ' ', use);
	};
	const draw = (value: FormValue | undefined): void => {
		const { width: across, height: down } = (typeof value === 'string' && parseSize(value)) || { width: 1, height: 1 };
		const longest = Math.max(across, down);
		shape.style.width = `${Math.max(3, (14 * across) / longest)}px`;
		shape.style.height = `${Math.max(3, (14 * down) / longest)}px`;
		shape.classList.toggle('auto', typeof value !== 'string' || !parseSize(value));
		setText(large, field.large && across * down > field.large.pixels ? field.large.text : '');
	};
	const typed = (): void => {
		explain();
		const text = sizeText(size());
		draw(text);
		if (width.getAttribute('aria-invalid') !== 'true') {
			report(text);
		}
	};
	select.addEventListener('change', () => {
		edges.hidden = select.value !== custom;
		if (select.value === custom) {
			const known = parseSize(field.options.find(({ value }) => parseSize(value))?.value ?? '') ?? { width: 1024, height: 1024 };
			width.valueAsNumber = known.width;
			height.valueAsNumber = known.height;
			typed();
			width.focus();
		} else {
			explain();
			draw(select.value);
			report(select.value);
		}
	});

	return {
		element: h('div', { class: 'size-field' }, h('div', { class: 'size-choice' }, shape, select), edges, problem, large),
		update: (value) => {
			if (value === reported && reported !== undefined) {
				return;
			}
			reported = value;
			const listed = field.options.some((option) => option.value === value);
			const own = field.free && typeof value === 'string' ? parseSize(value) : undefined;
			const asCustom = !listed && own !== undefined;
			edges.hidden = !asCustom;
			select.value = asCustom ? custom : String(value ?? field.default);
			if (own && asCustom) {
				width.valueAsNumber = own.width;
				height.valueAsNumber = own.height;
			}
			draw(value);
			explain();
		},
	};
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
