import assert from 'node:assert/strict';
import {
	drawStep,
	emptyDrawing,
	paintedRuns,
	parseDrawing,
	redo,
	toMask,
	undo,
	withStep,
	type MaskStep,
	type MaskSurface,
} from '../../../src/webview/maskDrawing.ts';

const stroke: MaskStep = { kind: 'stroke', erase: false, radius: 4, points: [1, 2, 3, 4] };
const clear: MaskStep = { kind: 'clear' };

suite('mask drawing', () => {
	test('undo takes the last step away, redo brings it back', () => {
		const drawing = withStep(withStep(emptyDrawing('r'), stroke), clear);
		assert.deepEqual(undo(drawing).steps, [stroke]);
		assert.deepEqual(redo(undo(drawing)), drawing);
		assert.deepEqual(redo(redo(undo(undo(drawing)))), drawing);
	});

	test('with nothing to undo or redo, nothing happens', () => {
		const drawing = withStep(emptyDrawing('r'), stroke);
		assert.equal(redo(drawing), drawing);
		assert.equal(undo(emptyDrawing('r')).steps.length, 0);
	});

	test('a new step ends what could be redone', () => {
		const drawing = withStep(undo(withStep(emptyDrawing('r'), stroke)), clear);
		assert.deepEqual([drawing.steps, drawing.undone], [[clear], []]);
	});

	test('a mask is transparent where painted, opaque black elsewhere, and nothing between', () => {
		const pixels = new Uint8ClampedArray([255, 0, 0, 255, 255, 0, 0, 128, 255, 0, 0, 127, 0, 0, 0, 0]);
		assert.equal(toMask(pixels), 2);
		assert.deepEqual([...pixels], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255]);
	});

	test('an eraser takes away, a brush adds, and the surface is left ready to add', () => {
		for (const [erase, operation] of [
			[true, 'destination-out'],
			[false, 'source-over'],
		] as const) {
			const { surface, calls } = recorder();
			drawStep(surface, { ...stroke, erase }, 10, 10);
			assert.deepEqual(calls, [`begin`, `move 1 2`, `line 1.01 2`, `line 3 4`, `stroke ${operation} 8`]);
			assert.equal(surface.globalCompositeOperation, 'source-over');
		}
	});

	test('inverting and clearing reach the whole image', () => {
		const { surface, calls } = recorder();
		drawStep(surface, { kind: 'invert' }, 30, 20);
		drawStep(surface, clear, 30, 20);
		assert.deepEqual(calls, ['fill xor 0 0 30 20', 'clear 0 0 30 20']);
	});

	test('a mask whose strokes are not known is drawn again from its pixels, and kept', () => {
		const painted = [false, true, true, false, false, false, true, true];
		const pixels = Uint8ClampedArray.from(painted.flatMap((is) => [0, 0, 0, is ? 0 : 255]));
		const runs = paintedRuns(pixels, 4)!;
		assert.deepEqual(runs, [0, 1, 2, 1, 2, 2]);

		const { surface, calls } = recorder();
		drawStep(surface, { kind: 'runs', runs }, 4, 2);
		assert.deepEqual(calls, ['fill source-over 1 0 2 1', 'fill source-over 2 1 2 1']);
		const drawing = withStep(emptyDrawing('r'), { kind: 'runs', runs });
		assert.deepEqual(parseDrawing(JSON.parse(JSON.stringify(drawing))), drawing);
	});

	test('a mask of noise is not kept as runs', () => {
		const pixels = new Uint8ClampedArray(1000 * 1000 * 4).map((_, index) => (index % 8 === 3 ? 255 : 0));
		assert.equal(paintedRuns(pixels, 1000), undefined);
	});

	test('a drawing survives being kept as JSON', () => {
		const drawing = undo(withStep(withStep(emptyDrawing('r'), stroke), { kind: 'invert' }));
		assert.deepEqual(parseDrawing(JSON.parse(JSON.stringify(drawing))), drawing);
	});

	test('what is no drawing is none', () => {
		for (const value of [
			undefined,
			null,
			'x',
			{},
			{ reference: 'r', steps: [] },
			{ reference: 'r', steps: [{ kind: 'fill' }], undone: [] },
		]) {
			assert.equal(parseDrawing(value), undefined, JSON.stringify(value));
		}
	});
});

function recorder(): { readonly surface: MaskSurface; readonly calls: string[] } {
	const calls: string[] = [];
	const surface: MaskSurface = {
		globalCompositeOperation: 'source-over',
		fillStyle: '',
		strokeStyle: '',
		lineWidth: 1,
		lineCap: 'butt',
		lineJoin: 'miter',
		beginPath: () => calls.push('begin'),
		moveTo: (x, y) => calls.push(`move ${x} ${y}`),
		lineTo: (x, y) => calls.push(`line ${x} ${y}`),
		stroke: () => calls.push(`stroke ${surface.globalCompositeOperation} ${surface.lineWidth}`),
		fillRect: (...box) => calls.push(`fill ${surface.globalCompositeOperation} ${box.join(' ')}`),
		clearRect: (...box) => calls.push(`clear ${box.join(' ')}`),
	};
	return { surface, calls };
}
