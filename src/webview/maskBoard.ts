import type { Reference } from '../shared/panelState.ts';
import { fill, type PanelStrings } from '../shared/strings.ts';
import { h } from './dom.ts';
import { drawStep, type MaskDrawing } from './maskDrawing.ts';

/** What the mask is painted on: the image, the mask over it, and the brush. Positions are pixels of the image. */
export interface MaskBoard {
	/** Image, mask and brush, for zooming. */
	readonly stage: HTMLElement;
	readonly canvas: HTMLCanvasElement;
	readonly drawing: MaskDrawing;
	readonly cursor: { readonly x: number; readonly y: number };
	/** Whether a stroke has begun. */
	readonly isStroking: boolean;
	/** Shows another drawing. */
	show(drawing: MaskDrawing): void;
	/** Moves the brush, which paints if a stroke has begun. */
	moveTo(x: number, y: number): void;
	startStroke(erase: boolean): void;
	/** @returns the points drawn since `startStroke`, if any */
	endStroke(): { readonly erase: boolean; readonly points: readonly number[] } | undefined;
	/** Updates the brush after the zoom or its own size has changed. */
	scaleTo(scale: number): void;
	readonly showBrush: () => void;
	/** Scrolls to the brush. */
	reveal(): void;
	pixels(): ImageData;
}

/** @param radius of the brush */
export function createMaskBoard(
	strings: PanelStrings,
	{ width, height, name, src }: Reference,
	start: MaskDrawing,
	radius: () => number,
): MaskBoard {
	let drawing = start;
	let stroke: { erase: boolean; points: number[] } | undefined;
	let cursor = { x: width / 2, y: height / 2 };
	let scale = 1;
	const canvas = h('canvas', {
		class: 'mask-canvas',
		width,
		height,
		tabindex: 0,
		autofocus: true,
		role: 'application',
		'aria-label': fill(strings.maskCanvas, name),
	});
	const surface = canvas.getContext('2d', { willReadFrequently: true })!;
	const ring = h('div', { class: 'mask-ring', 'aria-hidden': 'true' });
	// Requested with CORS, because the style that shows the stored pixels only applies to such images.
	const picture = h('img', { src, alt: '', draggable: 'false', crossorigin: 'anonymous' });
	const showBrush = (): void => {
		const across = 2 * radius() * scale;
		Object.assign(ring.style, {
			width: `${across}px`,
			height: `${across}px`,
			transform: `translate(${cursor.x * scale - across / 2}px, ${cursor.y * scale - across / 2}px)`,
		});
	};
	const moveTo = (x: number, y: number): void => {
		cursor = { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
		showBrush();
		if (stroke) {
			const from = stroke.points.slice(-2);
			const to = [Math.round(cursor.x), Math.round(cursor.y)];
			stroke.points.push(...to);
			drawStep(surface, { kind: 'stroke', erase: stroke.erase, radius: radius(), points: [...from, ...to] }, width, height);
		}
	};
	return {
		stage: h('div', { class: 'mask-stage' }, picture, canvas, ring),
		canvas,
		get drawing() {
			return drawing;
		},
		get cursor() {
			return cursor;
		},
		get isStroking() {
			return stroke !== undefined;
		},
		show: (next) => {
			drawing = next;
			redraw(surface, drawing);
		},
		moveTo,
		startStroke: (erase) => {
			stroke = { erase, points: [] };
			moveTo(cursor.x, cursor.y);
		},
		endStroke: () => {
			const ended = stroke;
			stroke = undefined;
			return ended;
		},
		scaleTo: (to) => {
			scale = to;
			showBrush();
		},
		showBrush,
		reveal: () => ring.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' }),
		pixels: () => surface.getImageData(0, 0, width, height),
	};
}

/** Draws the mask in the color that the style sets. */
function redraw(surface: CanvasRenderingContext2D, { steps }: MaskDrawing): void {
	const { canvas } = surface;
	const { width, height } = canvas;
	const { color } = getComputedStyle(canvas);
	surface.clearRect(0, 0, width, height);
	surface.strokeStyle = color;
	surface.fillStyle = color;
	for (const step of steps) {
		drawStep(surface, step, width, height);
	}
}
