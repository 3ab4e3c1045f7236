import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { type Raster, createRaster } from './raster.ts';

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** A PNG of 8 bits a channel, with alpha only where a pixel has it, that carries a text under a keyword. */
export function encodePng({ width, height, data }: Raster, keyword: string, text: string): Buffer {
	const opaque = isOpaque(data);
	const channels = opaque ? 3 : 4;
	const rows = Buffer.allocUnsafe((width * channels + 1) * height);
	let to = 0;
	for (let y = 0; y < height; y++) {
		// The difference to the pixel above (PNG, third edition, 9.2: filter 2), to nothing in the first row.
		rows[to++] = 2;
		const above = y === 0 ? 0 : width * 4;
		for (let from = y * width * 4, end = from + width * 4; from < end; from += 4) {
			for (let channel = 0; channel < channels; channel++) {
				rows[to++] = data[from + channel]! - (above === 0 ? 0 : data[from + channel - above]!);
			}
		}
	}
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, opaque ? 2 : 6], 8);
	return Buffer.concat([
		signature,
		chunk('IHDR', header),
		chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')),
		chunk('IDAT', deflateSync(rows, { level: 1 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** What a PNG's header says. */
export interface PngHeader {
	readonly width: number;
	readonly height: number;
	/** Whether pixels can be transparent: a channel of their own, or a colour that is. */
	readonly hasAlpha: boolean;
}

/** Undefined when it is no PNG. */
export function pngHeader(bytes: Buffer): PngHeader | undefined {
	const chunks = pngChunks(bytes);
	return chunks && { ...size(bytes), hasAlpha: [4, 6].includes(bytes.readUInt8(25)) || chunks.some(({ type }) => type === 'tRNS') };
}

/** The pixels of a PNG of 8 bits a channel; undefined for another, an interlaced or a damaged one. */
export function decodePng(bytes: Buffer): Raster | undefined {
	const chunks = pngChunks(bytes);
	const [depth, type, , , interlaced] = bytes.subarray(24, 29);
	const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[type ?? -1];
	if (!chunks || depth !== 8 || channels === undefined || interlaced !== 0) {
		return undefined;
	}
	const find = (name: string) => chunks.filter((found) => found.type === name).map(({ data }) => data);
	const { width, height } = size(bytes);
	const rows = inflated(Buffer.concat(find('IDAT')));
	if (rows?.length !== (width * channels + 1) * height) {
		return undefined;
	}
	unfilter(rows, width * channels, channels);
	const [palette = Buffer.alloc(0)] = find('PLTE');
	const [alphas = Buffer.alloc(0)] = find('tRNS');
	const raster = createRaster(width, height);
	for (let y = 0, to = 0; y < height; y++) {
		for (let x = 0, from = y * (width * channels + 1) + 1; x < width; x++, from += channels, to += 4) {
			const [a = 0, b = 0, c = 0, d = 0] = rows.subarray(from, from + channels);
			raster.data.set(
				type === 3
					? [palette[a * 3] ?? 0, palette[a * 3 + 1] ?? 0, palette[a * 3 + 2] ?? 0, alphas[a] ?? 255]
					: channels <= 2
						? [a, a, a, channels === 2 ? b : 255]
						: [a, b, c, channels === 4 ? d : 255],
				to,
			);
		}
	}
	return raster;
}

/** Undoes the filters of each row (PNG, third edition, 9.2), in place. */
function unfilter(rows: Buffer, length: number, channels: number): void {
	for (let start = 0; start < rows.length; start += length + 1) {
		const filter = rows[start];
		for (let i = start + 1; i <= start + length; i++) {
			const left = i - channels > start ? rows[i - channels]! : 0;
			const above = start > 0 ? rows[i - length - 1]! : 0;
			const corner = start > 0 && i - channels > start ? rows[i - length - 1 - channels]! : 0;
			rows[i] = rows[i]! + [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter ?? 0]!;
		}
	}
}

function paeth(left: number, above: number, corner: number): number {
	const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
	return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** The text that a tEXt chunk carries under a keyword. */
export function readPngText(bytes: Buffer, keyword: string): string | undefined {
	const start = `${keyword}\0`;
	return pngChunks(bytes)
		?.filter(({ type }) => type === 'tEXt')
		.map(({ data }) => data.toString('latin1'))
		.find((text) => text.startsWith(start))
		?.slice(start.length);
}

/** Undefined when it is no PNG from its start to its end. */
function pngChunks(bytes: Buffer): { type: string; data: Buffer }[] | undefined {
	const chunks: { type: string; data: Buffer }[] = [];
	if (!bytes.subarray(0, 8).equals(signature) || bytes.length < 33) {
		return undefined;
	}
	for (let at = 8; at + 12 <= bytes.length;) {
		const end = at + 8 + bytes.readUInt32BE(at);
		const type = bytes.toString('latin1', at + 4, at + 8);
		if (end + 4 > bytes.length || bytes.readUInt32BE(end) !== crc32(bytes.subarray(at + 4, end))) {
			return undefined;
		}
		chunks.push({ type, data: bytes.subarray(at + 8, end) });
		if (type === 'IEND') {
			return chunks;
		}
		at = end + 4;
	}
	return undefined;
}

function chunk(type: string, data: Buffer): Buffer {
	const whole = Buffer.alloc(data.length + 12);
	whole.writeUInt32BE(data.length);
	whole.write(type, 4, 'latin1');
	data.copy(whole, 8);
	whole.writeUInt32BE(crc32(whole.subarray(4, -4)), data.length + 8);
	return whole;
}

function isOpaque(data: Uint8Array): boolean {
	for (let i = 3; i < data.length; i += 4) {
		if (data[i] !== 255) {
			return false;
		}
	}
	return true;
}

function size(bytes: Buffer): { width: number; height: number } {
	return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function inflated(data: Buffer): Buffer | undefined {
	try {
		return inflateSync(data, { maxOutputLength: 2 ** 28 });
	} catch {
		return undefined;
	}
}
