import type { Reference } from '../shared/panelState.ts';
import { fill } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { hasCommandKey, iconButton, isMac, textButton } from './controls.ts';
import { readableImage } from './readableImage.ts';
import { h, newId, setText } from './dom.ts';
import { icon } from './icons.ts';
import { maskWarning } from './maskWarning.ts';
import { createZoom } from './zoom.ts';
import { drawStep, emptyDrawing, paintedRuns, redo, toMask, undo, withStep, type MaskDrawing } from './maskDrawing.ts';

/** Callbacks of the mask editor. */
export interface MaskEditorEvents {
	/** After every step: what to keep over a reload. */
	changed(drawing: MaskDrawing): void;
	/** `drawing` is absent where what was painted is not to be kept. Escape and the close button keep it for the next time, unused. */
	closed(drawing?: MaskDrawing): void;
}

/** Opens a modal editor that paints a mask over a reference image; by mouse, touch, pen or keyboard. */
export function openMaskEditor(context: Context, reference: Reference, start: MaskDrawing | undefined, events: MaskEditorEvents): void {
	const { strings, state, send } = context;
	const { width, height } = reference;
	let drawing = start?.reference === reference.id ? start : emptyDrawing(reference.id);
	let erase = false;
	/** The stroke being drawn; undefined between strokes. */
	let stroke: { erase: boolean; points: number[] } | undefined;
	let cursor = { x: width / 2, y: height / 2 };
	let scale = 1;
	let discarded = false;

	const canvas = h('canvas', {
		class: 'mask-canvas',
		width,
		height,
		tabindex: 0,
		autofocus: true,
		role: 'application',
		'aria-label': fill(strings.maskCanvas, reference.name),
	});
	const surface = canvas.getContext('2d', { willReadFrequently: true })!;
	const ring = h('div', { class: 'mask-ring', 'aria-hidden': 'true' });
	// Asked for across origins, as the style that shows the stored pixels counts for such images only.
	const stage = h(
		'div',
		{ class: 'mask-stage' },
		h('img', { src: reference.src, alt: '', draggable: 'false', crossorigin: 'anonymous' }),
		canvas,
		ring,
	);
	const frame = h('div', { class: 'mask-frame zoom-frame' }, stage);
	const zoom = createZoom(strings, {
		frame,
		largestFit: 2,
		panButton: 1,
		scaled: (to) => {
			scale = to;
			moveRing();
		},
		pinched: () => {
			stroke = undefined;
			redraw();
		},
	});
	const status = h('p', { class: 'mask-status', role: 'status' });
	const hintId = newId();
	canvas.setAttribute('aria-describedby', hintId);

	const sizeId = newId();
	const longest = Math.max(width, height);
	const size = h('input', { id: sizeId, type: 'range', min: 1, max: 100, value: 60 });
	// Squared: fine steps for small brushes. The largest brush is a quarter of the image.
	const radius = (): number => Math.max(1, Math.round((longest / 8) * (size.valueAsNumber / 100) ** 2));

	const redraw = (): void => {
		const color = getComputedStyle(canvas).color;
		surface.clearRect(0, 0, width, height);
		surface.strokeStyle = color;
		surface.fillStyle = color;
		for (const step of drawing.steps) {
			drawStep(surface, step, width, height);
		}
	};
	const showTools = (): void => {
		brushButton.setAttribute('aria-pressed', String(!erase));
		eraserButton.setAttribute('aria-pressed', String(erase));
		undoButton.disabled = drawing.steps.length === 0;
		redoButton.disabled = drawing.undone.length === 0;
		moveRing();
	};
	const moveRing = (): void => {
		const across = 2 * radius() * scale;
		ring.style.width = `${across}px`;
		ring.style.height = `${across}px`;
		ring.style.transform = `translate(${cursor.x * scale - across / 2}px, ${cursor.y * scale - across / 2}px)`;
	};
	const change = (next: MaskDrawing): void => {
		drawing = next;
		redraw();
		showTools();
		setText(status, '');
		events.changed(drawing);
	};
	const moveTo = (x: number, y: number): void => {
		cursor = { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
		moveRing();
		if (stroke) {
			const from = stroke.points.slice(-2);
			const to = [Math.round(cursor.x), Math.round(cursor.y)];
			stroke.points.push(...to);
			drawStep(surface, { kind: 'stroke', erase: stroke.erase, radius: radius(), points: [...from, ...to] }, width, height);
		}
	};
	const startStroke = (erasing: boolean): void => {
		stroke = { erase: erasing, points: [] };
		moveTo(cursor.x, cursor.y);
	};
	const endStroke = (): void => {
		if (stroke) {
			const { points, erase: erasing } = stroke;
			stroke = undefined;
			change(withStep(drawing, { kind: 'stroke', erase: erasing, radius: radius(), points }));
		}
	};
	const setErase = (value: boolean): void => {
		erase = value;
		showTools();
	};
	const resizeBrush = (by: number): void => {
		size.valueAsNumber += by;
		moveRing();
	};

	const brushButton = iconButton('brush', strings.maskBrush, () => setErase(false));
	const eraserButton = iconButton('eraser', strings.maskEraser, () => setErase(true));
	const undoButton = iconButton('undo', strings.maskUndo, () => change(undo(drawing)));
	const redoButton = iconButton('redo', strings.maskRedo, () => change(redo(drawing)));
	size.addEventListener('input', () => moveRing());

	const toImage = (event: PointerEvent): [number, number] => {
		const box = canvas.getBoundingClientRect();
		return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
	};
	canvas.addEventListener('pointerdown', (event) => {
		if (event.button === 1 || event.button === 2) {
			return;
		}
		canvas.setPointerCapture(event.pointerId);
		moveTo(...toImage(event));
		// Button 5 is the other end of a pen.
		startStroke(erase || event.button === 5);
	});
	canvas.addEventListener('pointermove', (event) => {
		for (const each of stroke ? event.getCoalescedEvents() : []) {
			moveTo(...toImage(each));
		}
		moveTo(...toImage(event));
	});
	for (const end of ['pointerup', 'pointercancel'] as const) {
		canvas.addEventListener(end, endStroke);
	}

	const arrows: Partial<Record<string, readonly [number, number]>> = {
		ArrowLeft: [-1, 0],
		ArrowRight: [1, 0],
		ArrowUp: [0, -1],
		ArrowDown: [0, 1],
	};
	canvas.addEventListener('keydown', (event) => {
		const arrow = arrows[event.key];
		if (arrow) {
			event.preventDefault();
			const step = (longest / 100) * (event.shiftKey ? 8 : 1);
			moveTo(cursor.x + arrow[0] * step, cursor.y + arrow[1] * step);
			ring.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
			const percent = (value: number, whole: number): string => `${Math.round((100 * value) / whole)} %`;
			setText(status, fill(strings.maskPosition, percent(cursor.x, width), percent(cursor.y, height)));
		} else if (event.key === ' ') {
			event.preventDefault();
			if (!stroke && !event.repeat) {
				startStroke(erase);
			}
		}
	});
	canvas.addEventListener('keyup', ({ key }) => key === ' ' && endStroke());
	canvas.addEventListener('blur', endStroke);
	const keys = (event: KeyboardEvent): void => {
		if (zoom.key(event)) {
			return;
		}
		const key = event.key.toLowerCase();
		if (hasCommandKey(event) && (key === 'z' || key === 'y')) {
			event.preventDefault();
			change(key === 'y' || event.shiftKey ? redo(drawing) : undo(drawing));
		} else if (hasCommandKey(event) || event.altKey) {
			return;
		} else if (key === 'b') {
			setErase(false);
		} else if (key === 'e') {
			setErase(true);
		} else if (key === '[' || key === ']') {
			resizeBrush(key === '[' ? -5 : 5);
		}
	};

	const use = async (): Promise<void> => {
		const pixels = surface.getImageData(0, 0, width, height);
		if (toMask(pixels.data) === 0) {
			setText(status, strings.maskEmpty);
			canvas.focus();
			return;
		}
		const output = h('canvas', { width, height });
		output.getContext('2d')?.putImageData(pixels, 0, 0);
		const blob = await new Promise<Blob | null>((resolve) => output.toBlob(resolve, 'image/png'));
		if (blob) {
			send({ type: 'setMask', reference: reference.id, png: new Uint8Array(await blob.arrayBuffer()) });
			dialog.close();
		}
	};
	const masked = state().mask?.reference === reference.id;
	const warning = maskWarning(state().form.mask, strings);
	const titleId = newId();
	const dialog = h(
		'dialog',
		{ class: 'mask-editor', 'aria-labelledby': titleId, onkeydown: keys },
		h(
			'header',
			{ class: 'dialog-head' },
			h('h2', { id: titleId }, strings.maskTitle),
			iconButton('close', strings.close, () => dialog.close()),
		),
		warning !== undefined && h('p', { class: 'note warning' }, icon('warning'), h('span', {}, warning)),
		h(
			'div',
			{ class: 'mask-tools', role: 'group' },
			h('div', { class: 'toggle-group' }, brushButton, eraserButton),
			h('label', { for: sizeId }, strings.maskSize),
			size,
			undoButton,
			redoButton,
			iconButton('invert', strings.maskInvert, () => change(withStep(drawing, { kind: 'invert' }))),
			iconButton('delete', strings.maskClear, () => change(withStep(drawing, { kind: 'clear' }))),
			zoom.controls,
		),
		frame,
		h('p', { id: hintId, class: 'help' }, fill(strings.maskHint, isMac() ? '⌘Z' : 'Ctrl+Z', isMac() ? '⇧⌘Z' : 'Ctrl+Shift+Z')),
		h(
			'footer',
			{ class: 'dialog-foot' },
			status,
			masked &&
				textButton(strings.maskRemove, 'secondary', () => {
					send({ type: 'clearMask' });
					dialog.close();
				}),
			textButton(strings.cancel, 'secondary', () => {
				discarded = true;
				dialog.close();
			}),
			textButton(strings.maskUse, 'primary', () => void use()),
		),
	);
	dialog.addEventListener('close', () => {
		zoom.dispose();
		dialog.remove();
		events.closed(discarded ? undefined : drawing);
	});
	document.body.append(dialog);
	dialog.showModal();
	zoom.show(stage, width, height);
	redraw();
	showTools();
	const { mask } = state();
	if (mask && masked && !start) {
		// Made in a panel that was closed since: its strokes are gone, what they painted is not.
		void pixelsOf(mask.src).then((runs) => {
			if (runs && dialog.open) {
				drawing = { ...drawing, steps: [{ kind: 'runs', runs }, ...drawing.steps] };
				redraw();
				showTools();
			}
		});
	}
}

/** What a mask that is in use paints; undefined where it cannot be read. */
async function pixelsOf(src: string): Promise<readonly number[] | undefined> {
	try {
		const image = await readableImage(src);
		const { naturalWidth: width, naturalHeight: height } = image;
		const surface = h('canvas', { width, height }).getContext('2d');
		surface?.drawImage(image, 0, 0);
		return surface ? paintedRuns(surface.getImageData(0, 0, width, height).data, width) : undefined;
	} catch {
		return undefined; // the file is gone: the mask begins anew
	}
}
