import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { decodeTiff } from '../../../../src/core/raster/decodeTiff.ts';
import { lzwDecoded, packBitsDecoded } from '../../../../src/core/raster/tiffCompression.ts';
import { makeTiffOf } from '../ocr/local/makeImages.ts';

const most = 1_000_000;

/** LZW of codes that are told, from 9 bits on; `lowestFirst` for the order of old writers. */
function lzwOf(codes: readonly number[], lowestFirst = false): Uint8Array {
	const bits: number[] = [];
	for (const code of codes) {
		for (let i = 0; i < 9; i++) {
			bits.push((code >> (lowestFirst ? i : 8 - i)) & 1);
		}
	}
	const bytes = new Uint8Array(Math.ceil(bits.length / 8));
	bits.forEach((bit, i) => (bytes[i >> 3]! |= bit << (lowestFirst ? i & 7 : 7 - (i & 7))));
	return bytes;
}

/** The same file with the highest byte of each number first. */
function bigEndian(file: Buffer, wide: readonly number[] = []): Buffer {
	const result = Buffer.from(file);
	const swap16 = (at: number) => result.writeUInt16BE(file.readUInt16LE(at), at);
	const swap32 = (at: number) => result.writeUInt32BE(file.readUInt32LE(at), at);
	result.write('MM', 'latin1');
	swap16(2);
	swap32(4);
	const directory = file.readUInt32LE(4);
	const entries = file.readUInt16LE(directory);
	swap16(directory);
	for (let at = directory + 2; at < directory + 2 + 12 * entries; at += 12) {
		const [type, count] = [file.readUInt16LE(at + 2), file.readUInt32LE(at + 4)];
		[at, at + 2].forEach(swap16);
		swap32(at + 4);
		const isInside = count * (type === 3 ? 2 : 4) <= 4;
		const start = isInside ? at + 8 : file.readUInt32LE(at + 8);
		if (!isInside) {
			swap32(at + 8);
		}
		for (let i = 0; i < count; i++) {
			if (type === 3) {
				swap16(start + 2 * i);
			} else {
				swap32(start + 4 * i);
			}
		}
	}
	wide.forEach(swap16);
	return result;
}

const tags = (width: number, height: number, more: Readonly<Record<number, readonly number[]>>) => ({
	...{ 256: [width], 257: [height], 258: [8], 259: [1], 262: [1], 277: [1], 278: [height] },
	...more,
});

const greys = async (file: Uint8Array) => Array.from((await decodeTiff(file)).rgba).filter((_, i) => i % 4 === 0);

suite('lzwDecoded', () => {
	const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

	test('reads codes for what came before, and one that is used while it is made', () => {
		// "ab", then 258 = "ab", then 260 = "aba", which is not there yet.
		assert.equal(text(lzwDecoded(lzwOf([256, 97, 98, 258, 260, 257]), most)), 'abababa');
	});

	test('reads the order of bits of old writers', () => {
		const bytes = lzwOf([256, 97, 98, 258, 260, 257], true);

		assert.deepEqual([bytes[0], bytes[1]! & 1], [0, 1]);
		assert.equal(text(lzwDecoded(bytes, most)), 'abababa');
	});

	test('ends where the data is damaged, is cut off, or has more than there may be', () => {
		assert.equal(text(lzwDecoded(lzwOf([256, 97, 300, 97]), most)), 'a');
		assert.equal(text(lzwDecoded(lzwOf([256, 97, 98]).subarray(0, 3), most)), 'a');
		assert.equal(text(lzwDecoded(lzwOf([256, 97, 98, 258, 258]), 3)), 'aba');
		assert.equal(lzwDecoded(new Uint8Array(), most).length, 0);
	});

	test('no bytes whatever make it write more than it may', () => {
		let state = 1;
		for (let round = 0; round < 300; round++) {
			const noise = Uint8Array.from({ length: 3000 }, () => ((state = (state * 1_103_515_245 + 12_345) & 0x7fff_ffff) >> 16) & 255);
			noise.set(round % 2 === 0 ? lzwOf([256]) : [0, 1]);
			assert.ok(lzwDecoded(noise, 50_000).length <= 50_000);
		}
	});
});

suite('packBitsDecoded', () => {
	test('reads literal bytes, repeated ones and nothing', () => {
		assert.deepEqual([...packBitsDecoded(Uint8Array.from([1, 7, 8, 128, 254, 9]), most)], [7, 8, 9, 9, 9]);
	});

	test('ends where the data is cut off, or has more than there may be', () => {
		assert.deepEqual([...packBitsDecoded(Uint8Array.from([5, 7]), most)], [7]);
		assert.deepEqual([...packBitsDecoded(Uint8Array.from([129, 9]), 3)], [9, 9, 9]);
	});
});

suite('decodeTiff', () => {
	test('damaged LZW ends, with what was there before the damage', async () => {
		// With geotiff's decoder a code that stands for itself grows an array until V8 ends the process.
		const data = lzwOf([256, 97, 258, 258, 259, 511, 511, 97]);

		assert.equal((await greys(makeTiffOf([data], tags(4, 1, { 259: [5] }))))[0], 97);
	});

	test('a palette of a big-endian file has its colours', async () => {
		const map = [
			0,
			0xff00,
			...new Array<number>(254).fill(0),
			...new Array<number>(256).fill(0x1200),
			0x3400,
			...new Array<number>(255).fill(0),
		];
		const file = makeTiffOf([Uint8Array.from([1, 0])], tags(2, 1, { 262: [3], 320: map }));

		for (const one of [file, bigEndian(file)]) {
			assert.deepEqual([...(await decodeTiff(one)).rgba], [0xff, 0x12, 0, 255, 0, 0x12, 0x34, 255]);
		}
	});

	test('greys of 12 bits in a big-endian file', async () => {
		const file = makeTiffOf([Uint8Array.from([0xff, 0xf0, 0x00, 0x80, 0x00, 0x00])], tags(3, 1, { 258: [12] }));

		assert.deepEqual(await greys(bigEndian(file)), [255, 0, 127]);
	});

	test('differences of greys of 16 bits in a big-endian file', async () => {
		const data = deflateSync(Uint8Array.from([0x10, 0xff, 0x10, 0x01]));

		assert.deepEqual(await greys(bigEndian(makeTiffOf([data], tags(2, 1, { 258: [16], 259: [8], 317: [2] })))), [16, 32]);
	});

	test('inks of 16 bits', async () => {
		const white = [0, 0, 0, 0, 0, 0, 0, 0];
		const black = [0, 0, 0, 0, 0, 0, 0xff, 0xff];
		const file = makeTiffOf([Uint8Array.from([...white, ...black])], tags(2, 1, { 258: [16, 16, 16, 16], 262: [5], 277: [4] }));

		assert.deepEqual([...(await decodeTiff(file)).rgba], [255, 255, 255, 255, 0, 0, 0, 255]);
	});

	test('colours of CIELab, of 8 and of 16 bits', async () => {
		const [mid, red, green] = [128, 100, 256 - 100];
		const of = (values: Uint8Array, bits: number) => makeTiffOf([values], tags(3, 1, { 258: [bits, bits, bits], 262: [8], 277: [3] }));
		const colours = [mid, 0, 0, mid, red, 0, mid, green, 0];
		// As other programs show them: grey, pink, green.
		const shown = [119, 119, 119, 255, 0, 123, 0, 152, 119];

		for (const file of [
			of(Uint8Array.from(colours), 8),
			of(new Uint8Array(Uint16Array.from(colours, (value) => value * 256).buffer), 16),
		]) {
			const { rgba } = await decodeTiff(file);
			const read = [...rgba].filter((_, at) => at % 4 !== 3);
			assert.ok(
				read.every((value, at) => Math.abs(value - shown[at]!) <= 6),
				read.join(),
			);
		}
	});

	test('bytes with their lowest bit first', async () => {
		const file = makeTiffOf([Uint8Array.from([0b0000_0101])], tags(8, 1, { 258: [1], 266: [2] }));

		assert.deepEqual(await greys(file), [255, 0, 255, 0, 0, 0, 0, 0]);
	});

	test('refuses several samples of 12 bits a pixel, which would be read wrong', async () => {
		const file = makeTiffOf([new Uint8Array(9)], tags(2, 1, { 258: [12, 12, 12], 262: [2], 277: [3] }));

		await assert.rejects(decodeTiff(file), /3 samples of 12 bits/);
	});
});
