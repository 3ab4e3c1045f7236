import { wheelScale } from './zoomScale.ts';

/** A position in the window, in CSS pixels. */
export interface Point {
	readonly x: number;
	readonly y: number;
}

/** Options of `zoomByPointer`. */
export interface PointerZoomOptions {
	/** The scrolling frame around the zoomed element. */
	readonly frame: HTMLElement;
	/** The mouse button that pans. */
	readonly panButton: 0 | 1;
	readonly scale: () => number;
	readonly overflows: () => boolean;
	/** Zooms so that the content at the point stays there. */
	readonly zoomTo: (scale: number, at: Point) => void;
	/** Called when a second finger touches. */
	readonly pinched?: (() => void) | undefined;
}

/** Zooms with Ctrl or Cmd and the wheel and by pinch, and pans by dragging. */
export function zoomByPointer(options: PointerZoomOptions): void {
	const { frame, zoomTo, scale } = options;
	const wheel = (event: WheelEvent): void => {
		// A pinch on a touchpad is reported as a wheel event with Control.
		if (event.ctrlKey || event.metaKey) {
			event.preventDefault();
			zoomTo(wheelScale(scale(), event.deltaY), pointOf(event));
		}
	};
	frame.addEventListener('wheel', wheel, { passive: false });
	pinch(options);
	pan(options);
}

function pinch({ frame, scale, zoomTo, pinched }: PointerZoomOptions): void {
	const fingers = new Map<number, Point>();
	const spread = (): { readonly apart: number; readonly at: Point } | undefined => {
		const [a, b] = [...fingers.values()];
		return a && b && { apart: Math.hypot(a.x - b.x, a.y - b.y) || 1, at: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
	};
	const down = (event: PointerEvent): void => {
		if (event.pointerType === 'touch') {
			fingers.set(event.pointerId, pointOf(event));
			if (fingers.size === 2) {
				event.stopPropagation();
				pinched?.();
			}
		}
	};
	const move = (event: PointerEvent): void => {
		if (!fingers.has(event.pointerId)) {
			return;
		}
		const before = spread();
		fingers.set(event.pointerId, pointOf(event));
		const after = spread();
		if (before && after) {
			event.stopPropagation();
			scrollBack(frame, before.at, after.at);
			zoomTo((scale() * after.apart) / before.apart, after.at);
		}
	};
	listen(frame, down, move, ({ pointerId }) => fingers.delete(pointerId));
}

function pan({ frame, panButton, overflows }: PointerZoomOptions): void {
	let at: Point | undefined;
	const down = (event: PointerEvent): void => {
		if (event.pointerType !== 'touch' && event.button === panButton && overflows()) {
			event.preventDefault();
			event.stopPropagation();
			at = pointOf(event);
			frame.setPointerCapture(event.pointerId);
			frame.classList.add('panning');
		}
	};
	const move = (event: PointerEvent): void => {
		if (at && event.pointerType !== 'touch') {
			event.stopPropagation();
			scrollBack(frame, at, pointOf(event));
			at = pointOf(event);
		}
	};
	const up = (): void => {
		at = undefined;
		frame.classList.remove('panning');
	};
	listen(frame, down, move, up);
}

/** Adds a listener that runs before those inside the frame. */
function listen(
	frame: HTMLElement,
	down: (event: PointerEvent) => void,
	move: (event: PointerEvent) => void,
	up: (event: PointerEvent) => void,
): void {
	frame.addEventListener('pointerdown', down, { capture: true });
	frame.addEventListener('pointermove', move, { capture: true });
	frame.addEventListener('pointerup', up, { capture: true });
	frame.addEventListener('pointercancel', up, { capture: true });
}

function scrollBack(frame: HTMLElement, from: Point, to: Point): void {
	frame.scrollBy({ left: from.x - to.x, top: from.y - to.y, behavior: 'instant' });
}

function pointOf({ clientX, clientY }: MouseEvent): Point {
	return { x: clientX, y: clientY };
}
