import type { Reference } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import type { Context } from './context.ts';
import { iconButton, isMac, textButton } from './controls.ts';
import { h, newId, setText } from './dom.ts';
import { icon } from './icons.ts';
import { createMaskBoard, type MaskBoard } from './maskBoard.ts';
import { emptyDrawing, type MaskDrawing, withStep } from './maskDrawing.ts';
import { maskPng, paintedIn } from './maskFile.ts';
import { paintByKeyboard, paintByPointer } from './maskInput.ts';
import { createMaskTools, type MaskTools } from './maskTools.ts';
import { maskWarning } from './maskWarning.ts';
import { createZoom, type Zoom } from './zoom.ts';

/** Callbacks of the mask editor. */
export interface MaskEditorEvents {
	/** Called after every step with the drawing to store. */
	changed(drawing: MaskDrawing): void;
	/**
	 * Called when the editor closes. `drawing` is undefined if it is to be discarded; Escape and the close button keep it for the next time without
	 * using it.
	 */
	closed(drawing?: MaskDrawing): void;
}

/** Opens a modal editor to paint a mask over a reference image, with mouse, touch, pen or keyboard. */
export function openMaskEditor(context: Context, reference: Reference, start: MaskDrawing | undefined, events: MaskEditorEvents): void {
	const { mask } = context.state();
	const masked = mask?.reference === reference.id;
	const easel = createEasel(context.strings, reference, start ?? emptyDrawing(reference.id), (drawing) => events.changed(drawing));
	const { board, zoom } = easel;
	const editor = createDialog(context, reference, masked, easel);
	editor.dialog.addEventListener('close', () => {
		zoom.dispose();
		editor.dialog.remove();
		events.closed(editor.isDiscarded() ? undefined : board.drawing);
	});
	document.body.append(editor.dialog);
	editor.dialog.showModal();
	zoom.show(board.stage, reference.width, reference.height);
	easel.show(board.drawing);
	if (masked && !start) {
		// The strokes are lost with the panel that made them, but the painted area can be read from the mask.
		void paintedIn(mask.src).then((runs) => {
			if (runs && editor.dialog.open) {
				easel.show({ ...board.drawing, steps: [{ kind: 'runs', runs }, ...board.drawing.steps] });
			}
		});
	}
}

/** Board, tools and zoom, which work together. */
interface Easel {
	readonly board: MaskBoard;
	readonly tools: MaskTools;
	readonly zoom: Zoom;
	readonly frame: HTMLElement;
	readonly status: HTMLElement;
	/** Shows a drawing that is not a change by the user. */
	show(drawing: MaskDrawing): void;
}

function createEasel(strings: PanelStrings, reference: Reference, start: MaskDrawing, changed: (drawing: MaskDrawing) => void): Easel {
	const { width, height } = reference;
	const status = h('p', { class: 'mask-status', role: 'status' });
	const board = createMaskBoard(strings, reference, start, () => tools.radius());
	const frame = h('div', { class: 'mask-frame zoom-frame' }, board.stage);
	const zoom = createZoom(strings, {
		frame,
		largestFit: 2,
		panButton: 1,
		scaled: (to) => board.scaleTo(to),
		pinched: () => {
			board.endStroke();
			board.show(board.drawing);
		},
	});
	const show = (drawing: MaskDrawing): void => {
		board.show(drawing);
		tools.update(drawing);
		board.showBrush();
	};
	const change = (next: MaskDrawing): void => {
		show(next);
		setText(status, '');
		changed(next);
	};
	const tools = createMaskTools(strings, {
		longest: Math.max(width, height),
		beside: zoom.controls,
		drawing: () => board.drawing,
		change,
		resized: () => board.showBrush(),
	});
	const percent = (value: number, whole: number): string => `${Math.round((100 * value) / whole)} %`;
	const input = {
		erases: () => tools.erases,
		ended: () => {
			const stroke = board.endStroke();
			if (stroke) {
				change(withStep(board.drawing, { kind: 'stroke', radius: tools.radius(), ...stroke }));
			}
		},
		moved: () => setText(status, fill(strings.maskPosition, percent(board.cursor.x, width), percent(board.cursor.y, height))),
	};
	paintByPointer(board, input);
	paintByKeyboard(board, input);
	return { board, tools, zoom, frame, status, show };
}

/** Creates the dialog around board, tools and zoom. */
function createDialog(
	{ strings, state, send }: Context,
	reference: Reference,
	masked: boolean,
	{ board, tools, zoom, frame, status }: Easel,
): { readonly dialog: HTMLDialogElement; isDiscarded(): boolean } {
	let discarded = false;
	const use = async (): Promise<void> => {
		const png = await maskPng(board.pixels());
		if (png === 'empty') {
			setText(status, strings.maskEmpty);
			board.canvas.focus();
		} else if (png) {
			send({ type: 'setMask', reference: reference.id, png });
			dialog.close();
		}
	};
	const remove = (): void => {
		send({ type: 'clearMask' });
		dialog.close();
	};
	const discard = (): void => {
		discarded = true;
		dialog.close();
	};
	const warning = maskWarning(state().form.mask, strings);
	const [titleId, hintId] = [newId(), newId()];
	board.canvas.setAttribute('aria-describedby', hintId);
	const [undo, redo] = isMac() ? ['⌘Z', '⇧⌘Z'] : ['Ctrl+Z', 'Ctrl+Shift+Z'];
	const close = iconButton('close', strings.close, () => dialog.close());
	const dialog = h(
		'dialog',
		{
			class: 'mask-editor',
			'aria-labelledby': titleId,
			onkeydown: (event: KeyboardEvent) => zoom.key(event) || tools.key(event),
		},
		h('header', { class: 'dialog-head' }, h('h2', { id: titleId }, strings.maskTitle), close),
		warning !== undefined && h('p', { class: 'note warning' }, icon('warning'), h('span', {}, warning)),
		tools.element,
		frame,
		h('p', { id: hintId, class: 'help' }, fill(strings.maskHint, undo, redo)),
		h(
			'footer',
			{ class: 'dialog-foot' },
			status,
			masked && textButton(strings.maskRemove, 'secondary', remove),
			textButton(strings.cancel, 'secondary', discard),
			textButton(strings.maskUse, 'primary', () => void use()),
		),
	);
	return { dialog, isDiscarded: () => discarded };
}
