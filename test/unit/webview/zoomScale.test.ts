import assert from 'node:assert/strict';
import { fitScale, nextStep, wheelScale } from '../../../src/webview/zoomScale.ts';

suite('zooming', () => {
	test('steps up and down through round scales, from wherever it is, and stops at the ends', () => {
		assert.deepEqual([nextStep(0.63, 1), nextStep(0.63, -1), nextStep(1, 1), nextStep(1, -1)], [0.67, 0.5, 1.5, 0.67]);
		assert.deepEqual([nextStep(16, 1), nextStep(0.05, -1)], [16, 0.05]);
		assert.equal(nextStep(0.6699999, 1), 1);
	});

	test('follows the wheel both ways alike, and no jump of it leads out of sight', () => {
		assert.ok(Math.abs(wheelScale(wheelScale(1, -40), 40) - 1) < 1e-9);
		assert.ok(wheelScale(1, -3) > 1 && wheelScale(1, -3) < 1.02, 'a pinch is fine');
		assert.ok(wheelScale(1, 10_000) > 0.75);
		assert.deepEqual([wheelScale(16, -100), wheelScale(0.05, 100)], [16, 0.05]);
	});

	test('fits all into the frame, enlarged no further than asked', () => {
		assert.equal(fitScale({ width: 500, height: 300 }, { width: 1000, height: 1000 }, 1), 0.3);
		assert.equal(fitScale({ width: 500, height: 300 }, { width: 10, height: 10 }, 2), 2);
		assert.equal(fitScale({ width: 500, height: 300 }, { width: 10, height: 10 }, 1), 1);
	});
});
