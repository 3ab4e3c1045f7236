import type { Stretch } from './rgbaImage.ts';
import { type TiffTags, isReversed, stretchOf } from './tiff.ts';

/** Tags of TIFF 6.0 and its technical notes. */
const tag = {
	width: 256,
	height: 257,
	bits: 258,
	compression: 259,
	photometric: 262,
	stripOffsets: 273,
	samples: 277,
	rowsPerStrip: 278,
	stripCounts: 279,
	planes: 284,
	predictor: 317,
	colorMap: 320,
	tileWidth: 322,
	tileHeight: 323,
	tileOffsets: 324,
	tileCounts: 325,
	jpegTables: 347,
};

/** Values of `Compression`. */
const jpeg = 7;
const deflate = [8, 32946];

/** A strip or a tile, in pixels from the page's top left corner. */
interface Piece {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	readonly data: Buffer;
}

/**
 * Wraps a TIFF page that is compressed as JPEG or with deflate in a PDF, one point per pixel that is not stretched: Leptonica is built without these,
 * and PDF has both. Undefined for other compressions.
 */
export function tiffAsPdf(bytes: Uint8Array, tags: TiffTags): Uint8Array | undefined {
	const one = (which: keyof typeof tag, usual = 0) => tags(tag[which])[0] ?? usual;
	const compression = one('compression', 1);
	const [width, height] = [one('width'), one('height')];
	const colors = colorSpace(tags, compression);
	// PDFium draws nothing of deeper samples, and PDF has no other order of bits.
	if (one('bits', 1) > 8 || (compression !== jpeg && isReversed(tags))) {
		return undefined;
	}
	if ((compression !== jpeg && !deflate.includes(compression)) || !colors || one('planes', 1) !== 1 || width === 0 || height === 0) {
		return undefined;
	}
	const tables = Buffer.from(tags(tag.jpegTables));
	const parameters = `/DecodeParms <</Predictor ${one('predictor', 1)} /Colors ${one('samples', 1)} /BitsPerComponent ${one('bits', 1)}`;
	const images = piecesOf(bytes, tags, width, height).map(({ data, ...piece }) => {
		const filter = compression === jpeg ? '/DCTDecode' : `/FlateDecode ${parameters} /Columns ${piece.width}>>`;
		const size = `/Width ${piece.width} /Height ${piece.height} /BitsPerComponent ${one('bits', 1)}`;
		return { ...piece, dictionary: `${size} ${colors} /Filter ${filter}`, data: compression === jpeg ? withTables(data, tables) : data };
	});
	return pdfOf(width, height, stretchOf(tags), images);
}

/** PDF's name for the color space of the samples; a JPEG file declares its own. */
function colorSpace(tags: TiffTags, compression: number): string | undefined {
	const [photometric = 1] = tags(tag.photometric);
	const [samples = 1] = tags(tag.samples);
	const [bits = 1] = tags(tag.bits);
	switch (`${photometric} ${samples}`) {
		case '0 1':
			return '/ColorSpace /DeviceGray /Decode [1 0]';
		case '1 1':
			return '/ColorSpace /DeviceGray';
		case '2 3':
			return '/ColorSpace /DeviceRGB';
		case '3 1': {
			// All reds, then all greens, then all blues, 16 bits each.
			const map = tags(tag.colorMap);
			const entries = map.length / 3;
			const hex = Array.from({ length: entries * 3 }, (_, i) => map[(i % 3) * entries + Math.floor(i / 3)]! >> 8)
				.map((level) => level.toString(16).padStart(2, '0'))
				.join('');
			return entries === 1 << bits ? `/ColorSpace [/Indexed /DeviceRGB ${entries - 1} <${hex}>]` : undefined;
		}
		case '5 4':
			return '/ColorSpace /DeviceCMYK';
		case '6 3':
			return compression === jpeg ? '/ColorSpace /DeviceRGB' : undefined;
		default:
			return undefined;
	}
}

function piecesOf(bytes: Uint8Array, tags: TiffTags, width: number, height: number): Piece[] {
	const [tileWidth] = tags(tag.tileWidth);
	const tiled = tileWidth !== undefined;
	const across = tiled ? Math.ceil(width / tileWidth) : 1;
	const rows = Math.min((tiled ? tags(tag.tileHeight)[0] : tags(tag.rowsPerStrip)[0]) ?? height, tiled ? Number.POSITIVE_INFINITY : height);
	const counts = tags(tiled ? tag.tileCounts : tag.stripCounts);
	return tags(tiled ? tag.tileOffsets : tag.stripOffsets).map((start, i) => {
		const top = Math.floor(i / across) * rows;
		return {
			left: (i % across) * (tileWidth ?? 0),
			top,
			width: tileWidth ?? width,
			height: tiled ? rows : Math.min(rows, height - top),
			data: Buffer.from(bytes.subarray(start, start + (counts[i] ?? 0))),
		};
	});
}

/** Joins a JPEG file without tables and its tables; both begin with a marker of two bytes, and the tables also end with one. */
function withTables(data: Buffer, tables: Buffer): Buffer {
	return tables.length > 4 ? Buffer.concat([tables.subarray(0, -2), data.subarray(2)]) : data;
}

function pdfOf(
	width: number,
	height: number,
	{ across, down }: Stretch,
	images: readonly (Piece & { readonly dictionary: string })[],
): Uint8Array {
	const first = 5;
	const place = ({ left, top, ...piece }: Piece, i: number) =>
		`q ${piece.width} 0 0 ${piece.height} ${left} ${height - top - piece.height} cm /I${i} Do Q`;
	const content = [`${across} 0 0 ${down} 0 0 cm`, ...images.map(place)].join('\n');
	const names = images.map((_, i) => `/I${i} ${first + i} 0 R`).join(' ');
	const objects: (string | Buffer)[][] = [
		['<</Type /Catalog /Pages 2 0 R>>'],
		['<</Type /Pages /Count 1 /Kids [3 0 R]>>'],
		[
			`<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${width * across} ${height * down}] /Contents 4 0 R /Resources <</XObject <<${names}>>>>>>`,
		],
		[`<</Length ${content.length}>>\nstream\n${content}\nendstream`],
		...images.map(({ dictionary, data }) => [
			`<</Type /XObject /Subtype /Image ${dictionary} /Length ${data.length}>>\nstream\n`,
			data,
			'\nendstream',
		]),
	];
	const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
	const places: number[] = [];
	let size = parts[0]!.length;
	const add = (part: string | Buffer) => {
		const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
		parts.push(bytes);
		size += bytes.length;
	};
	objects.forEach((object, i) => {
		places.push(size);
		[`${i + 1} 0 obj\n`, ...object, '\nendobj\n'].forEach(add);
	});
	const start = size;
	add(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`);
	places.forEach((at) => add(`${String(at).padStart(10, '0')} 00000 n \n`));
	add(`trailer\n<</Size ${objects.length + 1} /Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`);
	return Buffer.concat(parts);
}
