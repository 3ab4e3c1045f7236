/** A step in painting a mask. Lengths are pixels of the image. */
export type MaskStep =
	| {
			readonly kind: 'stroke';
			readonly erase: boolean;
			readonly radius: number;
			/** x and y alternately. */
			readonly points: readonly number[];
	  }
	| {
			/** The painted area of a mask whose strokes are not known. */
			readonly kind: 'runs';
			/** Rows of painted pixels: repeatedly y, x and length. */
			readonly runs: readonly number[];
	  }
	| { readonly kind: 'invert' }
	| { readonly kind: 'clear' };

/** A mask as the steps that made it: small enough to store for a reload, and undone by leaving out the last step. */
export interface MaskDrawing {
	readonly reference: string;
	readonly steps: readonly MaskStep[];
	/** Undone steps, the last undone first. */
	readonly undone: readonly MaskStep[];
}

/** A drawing without steps. */
export function emptyDrawing(reference: string): MaskDrawing {
	return { reference, steps: [], undone: [] };
}

/** Adds a step; what was undone can then no longer be redone. */
export function withStep(drawing: MaskDrawing, step: MaskStep): MaskDrawing {
	return { ...drawing, steps: [...drawing.steps, step], undone: [] };
}

/** Undoes the last step. */
export function undo(drawing: MaskDrawing): MaskDrawing {
	const last = drawing.steps.at(-1);
	return last ? { ...drawing, steps: drawing.steps.slice(0, -1), undone: [last, ...drawing.undone] } : drawing;
}

/** Redoes the step that was undone last. */
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

/** Draws a step on a surface of the image's size: painted pixels are opaque, the others transparent. */
export function drawStep(surface: MaskSurface, step: MaskStep, width: number, height: number): void {
	switch (step.kind) {
		case 'stroke':
			surface.globalCompositeOperation = step.erase ? 'destination-out' : 'source-over';
			drawLine(surface, step.points, step.radius);
			break;
		case 'runs':
			for (let index = 0; index + 2 < step.runs.length; index += 3) {
				surface.fillRect(step.runs[index + 1]!, step.runs[index]!, step.runs[index + 2]!, 1);
			}
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
	// A line without length may not be drawn; with a minimal length, its round ends show as a dot.
	surface.lineTo(x + 0.01, y);
	for (let index = 2; index + 1 < points.length; index += 2) {
		surface.lineTo(points[index]!, points[index + 1]!);
	}
	surface.stroke();
}

/**
 * Turns the painted pixels into a mask as services expect it, in place: transparent where painted, opaque black elsewhere, nothing in between,
 * because services treat half-transparent edges differently.
 * @param pixels RGBA, as in `ImageData`
 * @returns the number of painted pixels
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

/** The most numbers for runs that are stored with the page's state. */
const mostRuns = 300_000;

/**
 * The painted rows of a mask as services get it, which is transparent there; undefined for one that is too ragged to be kept.
 * @param pixels RGBA, as of `ImageData`
 */
export function paintedRuns(pixels: Uint8ClampedArray, width: number): readonly number[] | undefined {
	const runs: number[] = [];
	for (let from = 0; from * 4 < pixels.length; from += width) {
		for (let x = 0; x < width; x++) {
			const start = x;
			while (x < width && pixels[(from + x) * 4 + 3]! < 128) {
				x++;
			}
			if (x > start) {
				runs.push(from / width, start, x - start);
			}
		}
		if (runs.length > mostRuns) {
			return undefined;
		}
	}
	return runs;
}

/** Reads a drawing that was stored for a reload; undefined if it is invalid. */
export function parseDrawing(value: unknown): MaskDrawing | undefined {
	const { reference, steps, undone } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	return typeof reference === 'string' && areSteps(steps) && areSteps(undone) ? { reference, steps, undone } : undefined;
}

function areSteps(value: unknown): value is MaskStep[] {
	return Array.isArray(value) && value.every(isStep);
}

function isStep(value: unknown): value is MaskStep {
	const { kind, erase, radius, points, runs } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
	return (
		kind === 'invert' ||
		kind === 'clear' ||
		(kind === 'runs' && Array.isArray(runs) && runs.every((run) => typeof run === 'number')) ||
		(kind === 'stroke' &&
			typeof erase === 'boolean' &&
			typeof radius === 'number' &&
			Array.isArray(points) &&
			points.every((point) => typeof point === 'number'))
	);
}
