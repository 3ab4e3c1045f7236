import { parseSize, sizeText, type Size } from '../shared/imageSize.ts';
import type { FormValue, SizeField } from '../shared/modelForm.ts';
import type { PanelStrings } from '../shared/strings.ts';
import { h, setText } from './dom.ts';
import type { FieldView } from './fieldView.ts';
import { createSizeEdges } from './sizeEdges.ts';

const custom = 'custom';

/** Pixels of the longer edge of the outline of a size, and the least of the shorter edge. */
const [shapeEdge, thinnest] = [14, 3];

/** A field for the size: a list and, if the model accepts them, custom sizes, with the problem of an invalid one and the nearest valid one. */
export function createSizeField(strings: PanelStrings, field: SizeField, id: string, change: (value: FormValue) => void): FieldView {
	/** The value last reported. As long as the draft has it, the inputs keep what is being typed. */
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
	const large = h('p', { class: 'help', role: 'status' });
	const shape = h('span', { class: 'shape', 'aria-hidden': 'true' });
	const draw = (value: FormValue | undefined): void => {
		const size = typeof value === 'string' ? parseSize(value) : undefined;
		showShape(shape, size);
		setText(large, size && field.large && size.width * size.height > field.large.pixels ? field.large.text : '');
	};
	const typed = (): void => {
		const text = sizeText(edges.size);
		draw(text);
		if (edges.isValid) {
			report(text);
		}
	};
	const edges = createSizeEdges(strings, field.free, typed);
	select.addEventListener('change', () => {
		edges.hidden = select.value !== custom;
		if (select.value === custom) {
			edges.size = parseSize(field.options.find(({ value }) => parseSize(value))?.value ?? '') ?? { width: 1024, height: 1024 };
			edges.explain();
			typed();
			edges.focus();
		} else {
			edges.explain();
			draw(select.value);
			report(select.value);
		}
	});
	return {
		element: h('div', { class: 'size-field' }, h('div', { class: 'size-choice' }, shape, select), ...edges.elements, large),
		update: (value) => {
			if (value === reported && reported !== undefined) {
				return;
			}
			reported = value;
			const listed = field.options.some((option) => option.value === value);
			const own = !listed && field.free && typeof value === 'string' ? parseSize(value) : undefined;
			edges.hidden = !own;
			select.value = own ? custom : String(value ?? field.default);
			if (own) {
				edges.size = own;
			}
			draw(value);
			edges.explain();
		},
	};
}

/** Draws the proportions of a size, or a special square if the service chooses. */
function showShape(shape: HTMLElement, size: Size | undefined): void {
	const { width, height } = size ?? { width: 1, height: 1 };
	const longest = Math.max(width, height);
	shape.style.width = `${Math.max(thinnest, (shapeEdge * width) / longest)}px`;
	shape.style.height = `${Math.max(thinnest, (shapeEdge * height) / longest)}px`;
	shape.classList.toggle('auto', !size);
}
