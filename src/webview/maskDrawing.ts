/** One thing done to a mask. Lengths are pixels of the image. */
export type MaskStep =
	| {
			readonly kind: 'stroke';
			readonly erase: boolean;
			readonly radius: number;
			/** x and y in turn. */
			readonly points: readonly number[];
	  }
	| { readonly kind: 'invert' }
	| { readonly kind: 'clear' };

/** A mask as what was done to make it: small enough to keep over a reload, and undone by leaving the last step out. */
export interface MaskDrawing {
	readonly reference: string;
	readonly steps: readonly MaskStep[];
	/** Undone steps, the last undone first. */
	readonly undone: readonly MaskStep[];
}

export function emptyDrawing(reference: string): MaskDrawing {
	return { reference, steps: [], undone: [] };
}

/** Adds a step; what was undone can then no longer be redone. */
export function withStep(drawing: MaskDrawing, step: MaskStep): MaskDrawing {
	return { ...drawing, steps: [...drawing.steps, step], undone: [] };
}

export function undo(drawing: MaskDrawing): MaskDrawing {
	const last = drawing.steps.at(-1);
	return last ? { ...drawing, steps: drawing.steps.slice(0, -1), undone: [last, ...drawing.undone] } : drawing;
}

export function redo(drawing: MaskDrawing): MaskDrawing {
	const [first, ...undone] = drawing.undone;
	return first ? { ...drawing, steps: [...drawing.steps, first], undone } : drawing;
}

/** The part of a canvas' context that a mask needs. */
export type MaskSurface = Pick<
	CanvasRenderingContext2D,
	| 'globalCompositeOperation'
	| 'fillStyle'
	| 'strokeStyle'
	| 'lineWidth'
	| 'lineCap'
	| 'lineJoin'
	| 'beginPath'
	| 'moveTo'
	| 'lineTo'
	| 'stroke'
	| 'fillRect'
	| 'clearRect'
>;

/** Does a step on a surface of the image's size: painted is opaque, the rest transparent. */
export function drawStep(surface: MaskSurface, step: MaskStep, width: number, height: number): void {
	switch (step.kind) {
		case 'stroke':
			surface.globalCompositeOperation = step.erase ? 'destination-out' : 'source-over';
			drawLine(surface, step.points, step.radius);
			break;
		case 'invert':
			surface.globalCompositeOperation = 'xor';
			surface.fillRect(0, 0, width, height);
			break;
		case 'clear':
			surface.clearRect(0, 0, width, height);
			break;
		default:
			step satisfies never;
	}
	surface.globalCompositeOperation = 'source-over';
}

function drawLine(surface: MaskSurface, points: readonly number[], radius: number): void {
	surface.lineWidth = radius * 2;
	surface.lineCap = 'round';
	surface.lineJoin = 'round';
	surface.beginPath();
	const [x = 0, y = 0] = points;
	surface.moveTo(x, y);
	// A line with no length at all may be left out; this one shows as a dot, by its round ends.
	surface.lineTo(x + 0.01, y);
	for (let index = 2; index + 1 < points.length; index += 2) {
		surface.lineTo(points[index]!, points[index + 1]!);
	}
	surface.stroke();
}

/**
 * Turns what was painted into a mask as services want it, in place: transparent where painted, opaque black elsewhere, nothing in between,
 * because half-transparent edges are read differently from service to service.
 * @param pixels RGBA, as of `ImageData`
 * @returns how many pixels were painted
 */
export function toMask(pixels: Uint8ClampedArray): number {
	let painted = 0;
	for (let index = 0; index < pixels.length; index += 4) {
		const isPainted = pixels[index + 3]! >= 128;
		painted += isPainted ? 1 : 0;
		pixels.fill(0, index, index + 3);
		pixels[index + 3] = isPainted ? 0 : 255;
	}
	return painted;
}

/** Reads a drawing that was kept over a reload; undefined for anything else. */
export function parseDrawing(value: unknown): MaskDrawing | undefined {
	const { reference, steps, undone } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	return typeof reference === 'string' && areSteps(steps) && areSteps(undone) ? { reference, steps, undone } : undefined;
}

function areSteps(value: unknown): value is MaskStep[] {
	return Array.isArray(value) && value.every(isStep);
}

function isStep(value: unknown): value is MaskStep {
	const { kind, erase, radius, points } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	return (
		kind === 'invert' ||
		kind === 'clear' ||
		(kind === 'stroke' &&
			typeof erase === 'boolean' &&
			typeof radius === 'number' &&
			Array.isArray(points) &&
			points.every((point) => typeof point === 'number'))
	);
}
