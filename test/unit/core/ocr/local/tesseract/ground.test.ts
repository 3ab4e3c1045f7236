import assert from 'node:assert/strict';
import { inkOnPaper } from '../../../../../../src/core/ocr/local/tesseract/ground.ts';
import type { RgbaImage } from '../../../../../../src/core/raster/rgbaImage.ts';

type Color = readonly [number, number, number];

const [width, height] = [320, 160];

/** A picture with strokes 3 pixels thick, 16 high and 12 apart in rows 32 apart, as letters stand. */
const picture = (groundAt: (x: number, y: number) => Color, inkAt: (x: number, y: number) => Color): RgbaImage => {
	const rgba = new Uint8Array(width * height * 4);
	for (let i = 0; i < width * height; i++) {
		const [x, y] = [i % width, Math.floor(i / width)];
		rgba.set([...(isInk(x, y) ? inkAt(x, y) : groundAt(x, y)), 255], i * 4);
	}
	return { width, height, rgba };
};
const isInk = (x: number, y: number) => x % 12 < 3 && y % 32 >= 8 && y % 32 < 24 && x > 12 && x < width - 12;

/** The lightest ink and the darkest paper, a pixel from where they meet. */
const levels = (image: RgbaImage) => {
	const { grey } = inkOnPaper(image).grey;
	let [ink, paper] = [0, 255];
	for (let y = 1; y < height - 1; y++) {
		for (let x = 1; x < width - 1; x++) {
			const here = isInk(x, y);
			if ([isInk(x - 1, y), isInk(x + 1, y), isInk(x, y - 1), isInk(x, y + 1)].every((other) => other === here)) {
				[ink, paper] = here ? [Math.max(ink, grey[y * width + x]!), paper] : [ink, Math.min(paper, grey[y * width + x]!)];
			}
		}
	}
	return { ink, paper };
};

suite('inkOnPaper', () => {
	for (const [what, image] of [
		[
			'light letters on a dark ground',
			picture(
				() => [30, 30, 30],
				() => [220, 220, 220],
			),
		],
		[
			'letters as bright as their ground',
			picture(
				() => [20, 90, 20],
				() => [150, 40, 40],
			),
		],
		[
			'letters of several colours',
			picture(
				() => [0, 43, 54],
				(x) => (x < 160 ? [38, 139, 210] : [131, 148, 150]),
			),
		],
		[
			'grounds of several colours',
			picture(
				(x) => (x < 160 ? [11, 61, 46] : [244, 227, 178]),
				(x) => (x < 160 ? [244, 227, 178] : [11, 61, 46]),
			),
		],
		[
			'paper in a shadow',
			picture(
				(x) => [240 - x / 2, 235 - x / 2, 225 - x / 2],
				(x) => [110 - x / 4, 100 - x / 4, 100 - x / 4],
			),
		],
	] as const) {
		test(`makes ${what} dark on light`, () => {
			const { ink, paper } = levels(image);

			assert.ok(ink < 100 && paper > 190, `ink up to ${ink}, paper from ${paper}`);
		});
	}

	/** Deterministic grain. */
	const grained = (amount: number) => {
		let seed = 1;
		return (level: number): Color => {
			const grain = ((seed = (seed * 16_807) % 2_147_483_647) % (2 * amount + 1)) - amount;
			return [level + grain, level + grain, level + grain];
		};
	};

	test('evens out grain', () => {
		const grain = grained(12);
		const { grey } = inkOnPaper(
			picture(
				() => grain(60),
				() => grain(180),
			),
		).grey;
		const dark = grey.reduce((sum, level) => sum + (level < 128 ? 1 : 0), 0);
		const ink = Array.from(grey, (_, i) => isInk(i % width, Math.floor(i / width))).filter(Boolean).length;

		assert.ok(Math.abs(dark - ink) < 0.25 * ink, `${dark} dark pixels, ${ink} of ink`);
	});

	/** The share of dark pixels in the middle of strokes, and on paper more than two pixels from them. */
	const darkShares = (image: RgbaImage, isInk: (x: number, y: number) => boolean) => {
		const { grey } = inkOnPaper(image).grey;
		const [ink, paper] = [
			{ dark: 0, all: 0 },
			{ dark: 0, all: 0 },
		];
		for (let y = 2; y < height - 2; y++) {
			for (let x = 2; x < width - 2; x++) {
				const around = [-2, -1, 0, 1, 2].flatMap((dx) => [-2, -1, 0, 1, 2].map((dy) => isInk(x + dx, y + dy)));
				const isMiddle = [-1, 0, 1].every((dy) => [-1, 0, 1].every((dx) => isInk(x + dx, y + dy)));
				const of = isMiddle ? ink : around.some(Boolean) ? undefined : paper;
				if (of) {
					of.all++;
					of.dark += grey[y * width + x]! < 140 ? 1 : 0;
				}
			}
		}
		return { ink: ink.dark / ink.all, paper: paper.dark / paper.all };
	};

	test('keeps blurred letters on dark, grainy paper apart from it', () => {
		const grain = grained(12);
		const isStroke = (x: number, y: number) => x > 40 && x < width - 40 && x % 28 < 10 && y % 48 >= 12 && y % 48 < 32;
		const soft = (x: number, y: number) => {
			let share = 0;
			for (let dx = -3; dx <= 3; dx++) {
				for (let dy = -3; dy <= 3; dy++) {
					share += isStroke(x + dx, y + dy) ? 1 / 49 : 0;
				}
			}
			return grain(130 - 60 * share);
		};
		const { ink, paper } = darkShares(picture(soft, soft), isStroke);

		assert.ok(ink > 0.8 && paper < 0.02, `dark: ${ink} of ink, ${paper} of paper`);
	});

	test('leaves black on white as it is', () => {
		const image = picture(
			() => [250, 250, 250],
			() => [20, 20, 20],
		);
		const { grey, changed } = inkOnPaper(image);

		assert.equal(changed, false);
		assert.deepEqual(
			grey.grey,
			Uint8Array.from({ length: width * height }, (_, i) => image.rgba[i * 4]!),
		);
	});

	test('a picture of one colour is paper', () => {
		assert.ok(
			inkOnPaper(
				picture(
					() => [10, 20, 30],
					() => [10, 20, 30],
				),
			).grey.grey.every((level) => level === 255),
		);
	});
});
