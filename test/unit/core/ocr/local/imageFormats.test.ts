import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { decodeBmp } from '../../../../../src/core/raster/bmp.ts';
import { jpegOrientation } from '../../../../../src/core/raster/exif.ts';
import { encodePgm, inkShare } from '../../../../../src/core/raster/pgm.ts';
import { stretchOf, tiffPages } from '../../../../../src/core/raster/tiff.ts';
import { tiffAsPdf } from '../../../../../src/core/raster/tiffPdf.ts';
import { loadPdfium } from '../../pdf/loadPdfium.ts';
import { makeBmp, makeTiff, makeTiffOf } from './makeImages.ts';

suite('decodeBmp', () => {
	// Red, green / blue, white.
	const pixels = [
		[255, 0, 0],
		[0, 255, 0],
		[0, 0, 255],
		[255, 255, 255],
	];
	const expected = Uint8Array.from(pixels.flatMap((pixel) => [...pixel, 255]));
	const trueColour = makeBmp({
		width: 2,
		height: 2,
		bits: 24,
		rows: [
			[0, 0, 255, 0, 255, 0],
			[255, 0, 0, 255, 255, 255],
		],
	});
	const palette = pixels.flatMap(([r, g, b]) => [b!, g!, r!, 0]);

	for (const [what, file] of [
		['24 bits', trueColour],
		[
			'32 bits',
			makeBmp({
				width: 2,
				height: 2,
				bits: 32,
				rows: [
					[0, 0, 255, 0, 0, 255, 0, 0],
					[255, 0, 0, 0, 255, 255, 255, 0],
				],
			}),
		],
		[
			'8 bits with a palette',
			makeBmp({
				width: 2,
				height: 2,
				bits: 8,
				rows: [
					[0, 1],
					[2, 3],
				],
				palette,
			}),
		],
		['4 bits with a palette', makeBmp({ width: 2, height: 2, bits: 4, rows: [[0x01], [0x23]], palette })],
		[
			'16 bits',
			makeBmp({
				width: 2,
				height: 2,
				bits: 16,
				rows: [
					[0x00, 0x7c, 0xe0, 0x03],
					[0x1f, 0x00, 0xff, 0x7f],
				],
			}),
		],
		[
			'rows from top to bottom',
			makeBmp({
				width: 2,
				height: -2,
				bits: 24,
				rows: [
					[0, 0, 255, 0, 255, 0],
					[255, 0, 0, 255, 255, 255],
				],
			}),
		],
	] as const) {
		test(`reads ${what}`, () => assert.deepEqual(decodeBmp(file), { width: 2, height: 2, rgba: expected }));
	}

	test('refuses what is cut off, compressed or no bitmap', () => {
		const compressed = Buffer.from(trueColour);
		compressed[30] = 1;

		assert.deepEqual([trueColour.subarray(0, 60), compressed, Buffer.from('no bitmap')].map(decodeBmp), [undefined, undefined, undefined]);
	});
});

suite('tiffPages', () => {
	const firstDirectory = (file: Uint8Array, little = true) =>
		little ? Buffer.from(file).readUInt32LE(4) : Buffer.from(file).readUInt32BE(4);

	for (const little of [true, false]) {
		test(`finds the pages of a ${little ? 'little' : 'big'}-endian file`, () => {
			const { file, directories } = makeTiff([{}, {}, {}], little);

			assert.deepEqual(
				tiffPages(file).map(({ asTiff }) => firstDirectory(asTiff(), little)),
				directories,
			);
		});
	}

	test('leaves out previews', () => {
		const { file, directories } = makeTiff([{}, { subfile: 1 }, { subfile: 2 }]);

		assert.deepEqual(
			tiffPages(file).map(({ asTiff }) => firstDirectory(asTiff())),
			[directories[0], directories[2]],
		);
	});

	test('takes a file with one page, a damaged one and one that goes round in circles as they are', () => {
		const { file } = makeTiff([{}]);
		const circle = Buffer.from(file);
		circle.writeUInt32LE(8, circle.length - 4);

		for (const bytes of [file, file.subarray(0, 20), circle, Buffer.from('II*')]) {
			assert.deepEqual(
				tiffPages(bytes).map(({ asTiff }) => asTiff()),
				[bytes],
			);
		}
	});
});

suite('stretchOf', () => {
	const page = (x: readonly number[], y: readonly number[]) =>
		tiffPages(makeTiffOf([new Uint8Array(4)], { 256: [2], 257: [2], 282: x, 283: y }))[0]!.tags;

	for (const [what, x, y, expected] of [
		['a fax', [204, 1], [98, 1], { across: 1, down: 204 / 98 }],
		['a very fine fax', [2040, 10], [3910, 10], { across: 391 / 204, down: 1 }],
		['a scan', [300, 1], [300, 1], { across: 1, down: 1 }],
		['resolutions that are zero', [0, 0], [98, 1], { across: 1, down: 1 }],
		['resolutions that cannot be', [1, 1], [300, 1], { across: 1, down: 1 }],
	] as const) {
		test(`stretches ${what}`, () => {
			assert.deepEqual(stretchOf(page(x, y)), expected);
		});
	}
});

suite('tiffAsPdf', () => {
	const [width, height] = [40, 24];
	const greyAt = (x: number, y: number) => (x * 6 + y * 3) % 256;

	/** Bytes of a piece of the picture: `samples` of them a pixel. */
	const piece = (left: number, top: number, across: number, down: number, samples = 1) =>
		deflateSync(
			Uint8Array.from(
				Array.from({ length: across * down }, (_, i) =>
					new Array<number>(samples).fill(greyAt(left + (i % across), top + Math.floor(i / across))),
				).flat(),
			),
		);

	const draw = async (pieces: readonly Buffer[], tags: Readonly<Record<number, readonly number[]>>) => {
		const offsets = pieces.map((_, i) => pieces.slice(0, i).reduce((sum, { length }) => sum + length, 0));
		const counts = pieces.map(({ length }) => length);
		const all: Record<number, readonly number[]> = {
			...{ 256: [width], 257: [height], 258: [8], 259: [8], 262: [1], 277: [1] },
			...(tags[322] ? { 324: offsets, 325: counts } : { 273: offsets, 279: counts }),
			...tags,
		};
		const pdf = tiffAsPdf(Buffer.concat(pieces), (tag) => all[tag] ?? []);
		return pdf && (await loadPdfium()).open(pdf, 'a.tiff').render(0, { dpi: 72, maxPixels: 1e6 });
	};
	const greysOf = (image: Awaited<ReturnType<typeof draw>>) => image && Array.from(image.rgba).filter((_, i) => i % 4 === 1);
	const expected = Array.from({ length: width * height }, (_, i) => greyAt(i % width, Math.floor(i / width)));

	test('draws strips', async () => {
		const strips = [piece(0, 0, width, 10), piece(0, 10, width, 10), piece(0, 20, width, 4)];

		assert.deepEqual(greysOf(await draw(strips, { 278: [10] })), expected);
	});

	test('draws tiles', async () => {
		const tiles = [0, 16].flatMap((top) => [0, 16, 32].map((left) => piece(left, top, 16, 16)));

		assert.deepEqual(greysOf(await draw(tiles, { 322: [16], 323: [16] })), expected);
	});

	test('draws colours', async () => {
		assert.deepEqual(greysOf(await draw([piece(0, 0, width, height, 3)], { 262: [2], 277: [3], 258: [8, 8, 8] })), expected);
	});

	test('draws pixels that are not square as their resolutions say', async () => {
		const fax = await draw([piece(0, 0, width, height)], { 282: [200], 283: [100] });

		assert.deepEqual([fax?.width, fax?.height], [width, 2 * height]);
		assert.ok(Math.abs(fax!.rgba[(40 * width + 20) * 4]! - greyAt(20, 20)) <= 4);
	});

	test('draws what is dark where it is high', async () => {
		assert.deepEqual(
			greysOf(await draw([piece(0, 0, width, height)], { 262: [0] })),
			expected.map((grey) => 255 - grey),
		);
	});

	test('draws a palette', async () => {
		const levels = Array.from({ length: 256 }, (_, i) => i << 8);

		assert.deepEqual(greysOf(await draw([piece(0, 0, width, height)], { 262: [3], 320: [...levels, ...levels, ...levels] })), expected);
	});

	for (const [what, tags] of [
		['another compression', { 259: [5] }],
		['samples in planes of their own', { 284: [2] }],
		['transparency', { 277: [2] }],
		['16 bits a sample', { 258: [16] }],
	] as const) {
		test(`leaves ${what} to others`, async () => assert.equal(await draw([piece(0, 0, width, height)], tags), undefined));
	}
});

suite('jpegOrientation', () => {
	const jpeg = (orientation: number, little = false) => {
		const tiff = Buffer.alloc(26);
		tiff.write(little ? 'II' : 'MM', 'latin1');
		const short = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
		const long = (value: number, at: number) => (little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at));
		short(42, 2);
		long(8, 4);
		short(1, 8);
		short(0x0112, 10);
		short(3, 12);
		long(1, 14);
		short(orientation, 18);
		const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
		return Buffer.concat([
			Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xe1, 0, exif.length + 2]),
			exif,
			Buffer.from([0xff, 0xda, 0, 2]),
		]);
	};

	test('is what brings the picture upright', () => {
		assert.deepEqual(
			[1, 3, 6, 8, 99].map((orientation) => jpegOrientation(jpeg(orientation))),
			[0, 2, 1, 3, 0].map((turns) => ({ turns, mirrored: false })),
		);
		assert.equal(jpegOrientation(jpeg(6, true)).turns, 1);
	});

	test('says that a picture is mirrored', () => {
		assert.deepEqual(
			[2, 4, 5, 7].map((orientation) => jpegOrientation(jpeg(orientation))),
			[0, 2, 1, 3].map((turns) => ({ turns, mirrored: true })),
		);
	});

	test('is nothing for a file without the note or cut off', () => {
		const none = { turns: 0, mirrored: false };
		const files = [Buffer.from([0xff, 0xd8, 0xff, 0xda]), jpeg(6).subarray(0, 30), Buffer.alloc(0)];

		assert.deepEqual(files.map(jpegOrientation), [none, none, none]);
	});
});

suite('pgm', () => {
	const sheet = (width: number, height: number, ink: number) => {
		const rgba = new Uint8Array(width * height * 4).fill(250);
		rgba.fill(0, 0, ink * 4);
		return { width, height, rgba };
	};

	test('has a byte a pixel behind its header', () => {
		const file = Buffer.from(encodePgm({ width: 2, height: 1, rgba: Uint8Array.of(255, 255, 255, 255, 255, 0, 0, 255) }));

		assert.deepEqual([...file], [...Buffer.from('P5\n2 1\n255\n'), 255, 76]);
	});

	test('ink is what differs from the paper, also from a dark one', () => {
		assert.deepEqual(
			[0, 10, 500].map((ink) => inkShare(sheet(100, 100, ink))),
			[0, 0.001, 0.05],
		);
		assert.equal(inkShare(sheet(100, 100, 9900)), 0.01);
	});
});
