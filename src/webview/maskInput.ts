import type { MaskBoard } from './maskBoard.ts';

/** Options for painting with mouse, touch, pen and keyboard. */
export interface MaskInputOptions {
	readonly erases: () => boolean;
	/** Called to end a stroke. */
	readonly ended: () => void;
	/** Called when the keyboard has moved the brush. */
	readonly moved: () => void;
}

/** Enables painting with mouse, touch and pen. */
export function paintByPointer(board: MaskBoard, { erases, ended }: MaskInputOptions): void {
	const { canvas } = board;
	const follow = ({ clientX, clientY }: PointerEvent): void => {
		const box = canvas.getBoundingClientRect();
		board.moveTo(((clientX - box.left) / box.width) * canvas.width, ((clientY - box.top) / box.height) * canvas.height);
	};
	canvas.addEventListener('pointerdown', (event) => {
		if (event.button === 1 || event.button === 2) {
			return;
		}
		canvas.setPointerCapture(event.pointerId);
		follow(event);
		// Button 5 is the eraser of a pen.
		board.startStroke(erases() || event.button === 5);
	});
	canvas.addEventListener('pointermove', (event) => {
		for (const each of board.isStroking ? event.getCoalescedEvents() : []) {
			follow(each);
		}
		follow(event);
	});
	for (const end of ['pointerup', 'pointercancel', 'blur'] as const) {
		canvas.addEventListener(end, ended);
	}
}

const arrows: Partial<Record<string, readonly [x: number, y: number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** Enables painting with the keyboard: the arrow keys move the brush, in larger steps with Shift, and it paints while Space is held. */
export function paintByKeyboard(board: MaskBoard, { erases, ended, moved }: MaskInputOptions): void {
	const { canvas } = board;
	canvas.addEventListener('keydown', (event) => {
		const arrow = arrows[event.key];
		if (arrow) {
			event.preventDefault();
			const step = (Math.max(canvas.width, canvas.height) / 100) * (event.shiftKey ? 8 : 1);
			board.moveTo(board.cursor.x + arrow[0] * step, board.cursor.y + arrow[1] * step);
			board.reveal();
			moved();
		} else if (event.key === ' ') {
			event.preventDefault();
			if (!board.isStroking && !event.repeat) {
				board.startStroke(erases());
			}
		}
	});
	canvas.addEventListener('keyup', ({ key }) => key === ' ' && ended());
}
