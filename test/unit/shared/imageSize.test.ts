import assert from 'node:assert/strict';
import { nearestSize, parseSize, sizeProblem, sizeText, type SizeRules } from '../../../src/shared/imageSize.ts';

const rules: SizeRules = { multiple: 16, minEdge: 16, maxEdge: 3840, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 };

suite('image sizes', () => {
	test('a size is read and written as services write it', () => {
		assert.deepEqual(parseSize('1536x1024'), { width: 1536, height: 1024 });
		assert.equal(sizeText({ width: 1536, height: 1024 }), '1536x1024');
	});

	test('what is not a size is none', () => {
		for (const text of ['auto', '', '1024', '1024X1024', '0x1024', '1024x', ' 1024x1024', '1e3x1024', '1024x1024x2', 'NaNxNaN']) {
			assert.equal(parseSize(text), undefined, text);
		}
	});

	const problems: readonly (readonly [width: number, height: number, problem: string | undefined])[] = [
		[1024, 1024, undefined],
		[3840, 2160, undefined],
		[3840, 1280, undefined],
		[3856, 2160, 'edge'],
		[0, 1024, 'edge'],
		[1024.5, 1024, 'edge'],
		[Number.NaN, 1024, 'edge'],
		[1000, 1024, 'multiple'],
		[3840, 1264, 'ratio'],
		[1264, 3840, 'ratio'],
		[800, 800, 'tooSmall'],
		[3840, 2176, 'tooLarge'],
	];
	for (const [width, height, problem] of problems) {
		test(`${width} × ${height} ${problem ? `breaks ${problem}` : 'is taken'}`, () => {
			assert.equal(sizeProblem({ width, height }, rules), problem);
		});
	}

	test('the nearest size to a right one is itself', () => {
		assert.deepEqual(nearestSize({ width: 1536, height: 1024 }, rules), { width: 1536, height: 1024 });
	});

	test('the nearest size is always one that the model takes, and keeps a possible ratio', () => {
		for (const [width, height] of [
			[1000, 1024],
			[1, 1],
			[10_000, 10_000],
			[5000, 10],
			[10, 5000],
			[1920, 1080],
			[800, 800],
			[4096, 2304],
			[99_999, 20_000],
			[30_000, 33_333],
			[99_999, 99_999],
		] as const) {
			const near = nearestSize({ width, height }, rules);
			assert.equal(sizeProblem(near, rules), undefined, `${width}x${height} gave ${sizeText(near)}`);
			const ratio = Math.min(3, Math.max(1 / 3, width / height));
			assert.ok(Math.abs(near.width / near.height / ratio - 1) < 0.03, `${width}x${height} gave ${sizeText(near)}`);
		}
	});

	test('1000 × 1024 moves by one step only', () => {
		assert.deepEqual(nearestSize({ width: 1000, height: 1024 }, rules), { width: 1008, height: 1024 });
	});
});
