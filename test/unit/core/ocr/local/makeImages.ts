import { crc32, deflateSync } from 'node:zlib';
import type { RgbaImage } from '../../../../../src/core/raster/rgbaImage.ts';

interface Bmp {
	readonly width: number;
	/** Negative for rows from top to bottom. */
	readonly height: number;
	readonly bits: number;
	/** From the picture's top. */
	readonly rows: readonly (readonly number[])[];
	/** Blue, green, red and a zero each. */
	readonly palette?: readonly number[];
}

/** A Windows bitmap that is not compressed. */
export function makeBmp({ width, height, bits, rows, palette = [] }: Bmp): Buffer {
	const stride = ((width * bits + 31) >> 5) * 4;
	const header = Buffer.alloc(54);
	header.write('BM', 'latin1');
	header.writeUInt32LE(54 + palette.length, 10);
	header.writeUInt32LE(40, 14);
	header.writeInt32LE(width, 18);
	header.writeInt32LE(height, 22);
	header.writeUInt16LE(1, 26);
	header.writeUInt16LE(bits, 28);
	const padded = rows.map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc(stride - row.length)]));
	return Buffer.concat([header, Buffer.from(palette), ...(height > 0 ? padded.reverse() : padded)]);
}

/** A TIFF file with a directory for each page; `image` gives them pixels without colour. */
export function makeTiff(pages: readonly { readonly subfile?: number; readonly image?: RgbaImage }[], little = true) {
	const parts: Buffer[] = [Buffer.from(little ? 'II' : 'MM', 'latin1'), Buffer.alloc(6)];
	const short = (buffer: Buffer, value: number, at: number) => (little ? buffer.writeUInt16LE(value, at) : buffer.writeUInt16BE(value, at));
	const long = (buffer: Buffer, value: number, at: number) => (little ? buffer.writeUInt32LE(value, at) : buffer.writeUInt32BE(value, at));
	const directories: number[] = [];
	let size = 8;
	pages.forEach(({ subfile, image }, i) => {
		const pixels = image ? Buffer.from(image.rgba.filter((_, at) => at % 4 === 0)) : Buffer.alloc(0);
		const tags: [tag: number, value: number][] = [
			...(subfile === undefined ? [] : [[254, subfile] as [number, number]]),
			...(image
				? ([
						[256, image.width],
						[257, image.height],
						[258, 8],
						[259, 1],
						[262, 1],
						[273, size],
						[277, 1],
						[278, image.height],
						[279, pixels.length],
					] as [number, number][])
				: []),
		];
		const directory = Buffer.alloc(2 + 12 * tags.length + 4);
		short(directory, tags.length, 0);
		tags.forEach(([tag, value], entry) => {
			const at = 2 + 12 * entry;
			short(directory, tag, at);
			short(directory, 4, at + 2);
			long(directory, 1, at + 4);
			long(directory, value, at + 8);
		});
		directories.push(size + pixels.length);
		const next = size + pixels.length + directory.length;
		long(directory, i + 1 < pages.length ? next + (pages[i + 1]!.image?.rgba.length ?? 0) / 4 : 0, directory.length - 4);
		parts.push(pixels, directory);
		size = next;
	});
	short(parts[1]!, 42, 0);
	long(parts[1]!, directories[0]!, 2);
	return { file: Buffer.concat(parts), directories };
}

/** A little-endian TIFF file of one page: pieces of pixels, which are tiles if tag 322 is there, and the values of further tags: SHORT, or RATIONAL for resolutions. */
export function makeTiffOf(pieces: readonly Uint8Array[], tags: Readonly<Record<number, readonly number[]>>): Buffer {
	const [offsetTag, countTag] = tags[322] ? [324, 325] : [273, 279];
	const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
	let size = 8;
	const add = (part: Uint8Array) => {
		const at = size;
		parts.push(Buffer.from(part), Buffer.alloc(part.length % 2));
		size += part.length + (part.length % 2);
		return at;
	};
	const offsets = pieces.map(add);
	const longs = (values: readonly number[]) => Buffer.from(Uint32Array.from(values).buffer);
	const shorts = (values: readonly number[]) => Buffer.from(Uint16Array.from(values).buffer);
	const entries = [
		...Object.entries(tags).map(([tag, values]) => {
			const ratio = tag === '282' || tag === '283';
			return { tag: Number(tag), type: ratio ? 5 : 3, count: values.length / (ratio ? 2 : 1), data: (ratio ? longs : shorts)(values) };
		}),
		{ tag: offsetTag, type: 4, count: pieces.length, data: longs(offsets) },
		{ tag: countTag, type: 4, count: pieces.length, data: longs(pieces.map(({ length }) => length)) },
	].sort((a, b) => a.tag - b.tag);
	const directory = Buffer.alloc(2 + 12 * entries.length + 4);
	directory.writeUInt16LE(entries.length, 0);
	entries.forEach(({ tag, type, count, data }, i) => {
		const at = 2 + 12 * i;
		directory.writeUInt16LE(tag, at);
		directory.writeUInt16LE(type, at + 2);
		directory.writeUInt32LE(count, at + 4);
		if (data.length > 4) {
			directory.writeUInt32LE(add(data), at + 8);
		} else {
			data.copy(directory, at + 8);
		}
	});
	parts[0]!.writeUInt32LE(size, 4);
	return Buffer.concat([...parts, directory]);
}

/** A PNG file that keeps its pixels' opacity. */
export function pngWithOpacity(width: number, height: number, rgba: Uint8Array): Buffer {
	const chunk = (type: string, data: Uint8Array) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
		const ends = Buffer.alloc(8);
		ends.writeUInt32BE(data.length, 0);
		ends.writeUInt32BE(crc32(body), 4);
		return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 6], 8);
	const rows = Array.from({ length: height }, (_, y) =>
		Buffer.concat([Buffer.alloc(1), rgba.subarray(y * width * 4, (y + 1) * width * 4)]),
	);
	const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))];
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

/** A GIF file without compression: its codes are cleared before they grow. */
export function makeGif({ width, height, rgba }: RgbaImage): Buffer {
	const [clear, end] = [256, 257];
	const codes: number[] = [];
	for (let i = 0; i < width * height; i++) {
		codes.push(...(i % 250 === 0 ? [clear] : []), rgba[i * 4]!);
	}
	const bytes: number[] = [];
	let [bits, count] = [0, 0];
	for (const code of [...codes, end]) {
		bits |= code << count;
		for (count += 9; count >= 8; count -= 8) {
			bytes.push(bits & 255);
			bits >>>= 8;
		}
	}
	bytes.push(bits & 255);
	const blocks: Buffer[] = [];
	for (let i = 0; i < bytes.length; i += 255) {
		const block = bytes.slice(i, i + 255);
		blocks.push(Buffer.from([block.length, ...block]));
	}
	const short = (value: number) => [value & 255, value >> 8];
	const palette = Array.from({ length: 256 }, (_, level) => [level, level, level]).flat();
	return Buffer.concat([
		Buffer.from('GIF89a'),
		Buffer.from([...short(width), ...short(height), 0xf7, 0, 0, ...palette]),
		Buffer.from([0x2c, 0, 0, 0, 0, ...short(width), ...short(height), 0, 8]),
		...blocks,
		Buffer.from([0, 0x3b]),
	]);
}

/** A chunk of a WebP file. */
export function riff(type: string, ...content: readonly Uint8Array[]): Buffer {
	const data = Buffer.concat(content);
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** A WebP file that shows the picture of a still one twice. */
export function animatedWebp(still: Buffer, [width, height]: readonly [number, number]): Buffer {
	const size = Buffer.alloc(6);
	size.writeUIntLE(width - 1, 0, 3);
	size.writeUIntLE(height - 1, 3, 3);
	const at = still.indexOf('VP8 ');
	const pixels = riff('VP8 ', still.subarray(at + 8, at + 8 + still.readUInt32LE(at + 4)));
	const frame = riff('ANMF', Buffer.alloc(6), size, Buffer.alloc(4), pixels);
	return riff('RIFF', Buffer.from('WEBP'), riff('VP8X', Buffer.from([2, 0, 0, 0]), size), riff('ANIM', Buffer.alloc(6)), frame, frame);
}
