import type { PanelStrings } from '../shared/strings.ts';
import { hasCommandKey, iconButton } from './controls.ts';
import { h, newId } from './dom.ts';
import { type MaskDrawing, redo, undo, withStep } from './maskDrawing.ts';

/** The tools above a mask. */
export interface MaskTools {
	readonly element: HTMLElement;
	/** Whether the brush erases. */
	readonly erases: boolean;
	/** The radius of the brush in pixels of the image. */
	radius(): number;
	update(drawing: MaskDrawing): void;
	/** Handles the keys for the tools. */
	key(event: KeyboardEvent): void;
}

/** Options of the tools. */
export interface MaskToolOptions {
	/** Pixels of the image's longer edge. */
	readonly longest: number;
	/** Buttons to show beside the tools. */
	readonly beside: HTMLElement;
	readonly drawing: () => MaskDrawing;
	readonly change: (next: MaskDrawing) => void;
	/** Called when the size of the brush has changed. */
	readonly resized: () => void;
}

/** Brush, eraser and their size, undo and redo, invert and clear. */
export function createMaskTools(strings: PanelStrings, { longest, beside, drawing, change, resized }: MaskToolOptions): MaskTools {
	let erases = false;
	const sizeId = newId();
	const size = h('input', { id: sizeId, type: 'range', min: 1, max: 100, value: 60, oninput: resized });
	const choose = (erase: boolean): void => {
		erases = erase;
		brush.setAttribute('aria-pressed', String(!erases));
		eraser.setAttribute('aria-pressed', String(erases));
	};
	const resize = (by: number): void => {
		size.valueAsNumber += by;
		resized();
	};
	const brush = iconButton('brush', strings.maskBrush, () => choose(false));
	const eraser = iconButton('eraser', strings.maskEraser, () => choose(true));
	const undoButton = iconButton('undo', strings.maskUndo, () => change(undo(drawing())));
	const redoButton = iconButton('redo', strings.maskRedo, () => change(redo(drawing())));
	const keys: Partial<Record<string, () => void>> = {
		b: () => choose(false),
		e: () => choose(true),
		'[': () => resize(-5),
		']': () => resize(5),
	};
	choose(false);
	return {
		element: h(
			'div',
			{ class: 'mask-tools', role: 'group' },
			h('div', { class: 'toggle-group' }, brush, eraser),
			h('label', { for: sizeId }, strings.maskSize),
			size,
			undoButton,
			redoButton,
			iconButton('invert', strings.maskInvert, () => change(withStep(drawing(), { kind: 'invert' }))),
			iconButton('delete', strings.maskClear, () => change(withStep(drawing(), { kind: 'clear' }))),
			beside,
		),
		get erases() {
			return erases;
		},
		// Squared, for fine steps with small brushes. The largest brush is a quarter of the image.
		radius: () => Math.max(1, Math.round((longest / 8) * (size.valueAsNumber / 100) ** 2)),
		update: ({ steps, undone }) => {
			undoButton.disabled = steps.length === 0;
			redoButton.disabled = undone.length === 0;
		},
		key: (event) => {
			const key = event.key.toLowerCase();
			if (hasCommandKey(event) && (key === 'z' || key === 'y')) {
				event.preventDefault();
				change(key === 'y' || event.shiftKey ? redo(drawing()) : undo(drawing()));
			} else if (!hasCommandKey(event) && !event.altKey) {
				keys[key]?.();
			}
		},
	};
}
