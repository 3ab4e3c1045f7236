import type { RgbaImage } from '../../../../../src/core/pdf/rgbaImage.ts';

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
