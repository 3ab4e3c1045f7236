import { imageDimensions, imageFormat } from './format.ts';
import { type JpegSegment, jpegSegments, startOfScan } from './jpegSegments.ts';
import { type ImageMetadata, metadataFromJson, metadataFromParameters, metadataJson, parametersText } from './imageMetadata.ts';
import { type PngChunk, pngChunks, pngKeyword, pngText, readPngText } from './pngText.ts';
import { readXmp, xmpPacket } from './xmp.ts';

/**
 * Adds metadata to an image: in a PNG as text under `parameters`, which Stable Diffusion tools read, and as JSON under `fovea`; in JPEG and WebP as
 * XMP. Pixels and existing metadata stay byte for byte, including provenance (C2PA) and another tool's `parameters`.
 * @returns the same bytes for other formats and for a damaged file
 */
export function writeMetadata(bytes: Uint8Array, metadata: ImageMetadata): Uint8Array {
	const file = view(bytes);
	const written =
		imageFormat(bytes) === 'png'
			? intoPng(file, metadata)
			: imageFormat(bytes) === 'jpeg'
				? intoJpeg(file, metadata)
				: imageFormat(bytes) === 'webp'
					? intoWebp(file, metadata)
					: undefined;
	return written ?? bytes;
}

/** Reads the metadata that Fovea wrote, else that of a Stable Diffusion tool in a PNG; undefined when there is none. */
export function readMetadata(bytes: Uint8Array): ImageMetadata | undefined {
	const file = view(bytes);
	switch (imageFormat(bytes)) {
		case 'png':
			return fromPng(file);
		case 'jpeg': {
			const segment = headerSegments(file)?.find((candidate) => isXmp(file, candidate));
			return segment && readXmp(file.toString('utf8', segment.start + 4 + xmpNamespace.length, segment.end));
		}
		case 'webp': {
			const chunk = webpChunks(file)?.find(({ type }) => type === 'XMP ');
			return chunk && readXmp(file.toString('utf8', chunk.start + 8, chunk.end));
		}
		default:
			return undefined;
	}
}

/**
 * Whether the image has a C2PA manifest (C2PA 2.2, appendix A: `caBX` in PNG, JUMBF in APP11 of JPEG, `C2PA` in WebP). After anything is written into
 * the file, it no longer matches the hash in the manifest.
 */
export function hasProvenance(bytes: Uint8Array): boolean {
	const file = view(bytes);
	switch (imageFormat(bytes)) {
		case 'png':
			return pngChunks(file)?.some(({ type }) => type === 'caBX') ?? false;
		case 'jpeg':
			return (
				headerSegments(file)?.some(({ marker, start }) => marker === 0xeb && file.toString('latin1', start + 4, start + 6) === 'JP') ??
				false
			);
		case 'webp':
			return webpChunks(file)?.some(({ type }) => type === 'C2PA') ?? false;
		default:
			return false;
	}
}

/** Whether a PNG, JPEG or WebP is complete by its structure: a PNG to its end, a JPEG to its pixels, a WebP by its length. */
export function hasPixels(bytes: Uint8Array): boolean {
	const file = view(bytes);
	switch (imageFormat(bytes)) {
		case 'png':
			return pngChunks(file) !== undefined;
		case 'jpeg':
			return headerSegments(file) !== undefined;
		case 'webp':
			return webpChunks(file) !== undefined;
		default:
			return false;
	}
}

function view(bytes: Uint8Array): Buffer {
	return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const jsonKeyword = 'fovea';
const parametersKeyword = 'parameters';

function intoPng(file: Buffer, metadata: ImageMetadata): Buffer | undefined {
	const chunks = pngChunks(file);
	if (!chunks) {
		return undefined;
	}
	const keyword = (chunk: PngChunk) => pngKeyword(file, chunk);
	const isOurs = chunks.some((chunk) => keyword(chunk) === jsonKeyword);
	const parameters = chunks.some((chunk) => keyword(chunk) === parametersKeyword);
	const old = isOurs ? [jsonKeyword, parametersKeyword] : [];
	const texts = [
		...(parameters && !isOurs ? [] : [pngText(parametersKeyword, parametersText(metadata))]),
		pngText(jsonKeyword, metadataJson(metadata)),
	];
	const firstData = chunks.findIndex(({ type }) => type === 'IDAT');
	const kept = (from: number, to?: number) =>
		chunks
			.slice(from, to)
			.filter((chunk) => !old.includes(keyword(chunk) ?? ''))
			.map(({ start, end }) => file.subarray(start, end));
	// before the pixels, where readers that do not go through the whole file look
	return Buffer.concat([file.subarray(0, 8), ...kept(0, firstData), ...texts, ...kept(firstData), file.subarray(chunks.at(-1)!.end)]);
}

function fromPng(file: Buffer): ImageMetadata | undefined {
	const chunks = pngChunks(file) ?? [];
	// The first text of a keyword counts: inflating all of them would let a malicious file waste time.
	const find = (keyword: string) => {
		const chunk = chunks.find((candidate) => pngKeyword(file, candidate) === keyword);
		return chunk && readPngText(file, chunk);
	};
	const parameters = find(parametersKeyword);
	return metadataFromJson(find(jsonKeyword) ?? '') ?? (parameters === undefined ? undefined : metadataFromParameters(parameters));
}

/** Marks an XMP packet in APP1 (XMP specification, part 3, 1.1.3). */
const xmpNamespace = 'http://ns.adobe.com/xap/1.0/\0';

/** The most chunks of a WebP that are read; the longest animations have a few thousand. */
const maxChunks = 100_000;

/** A segment's length, 65,535 with its own two bytes, less the name above. */
const maxJpegPacket = 65_535 - 2 - xmpNamespace.length;

/** The segments before the pixels; undefined when the file is not a valid JPEG. */
function headerSegments(file: Buffer): JpegSegment[] | undefined {
	const segments = [...jpegSegments(file)];
	const isSound = segments.pop()?.marker === startOfScan && (segments.at(-1)?.end ?? 0) <= file.length;
	return isSound ? segments : undefined;
}

/** The beginning of a segment's data, which identifies its kind. */
function nameOf(file: Buffer, { start, end }: JpegSegment): string {
	return file.toString('latin1', start + 4, Math.min(end, start + 4 + xmpNamespace.length));
}

function isXmp(file: Buffer, segment: JpegSegment): boolean {
	return segment.marker === 0xe1 && nameOf(file, segment) === xmpNamespace;
}

function intoJpeg(file: Buffer, metadata: ImageMetadata): Buffer | undefined {
	const segments = headerSegments(file);
	const existing = segments?.find((segment) => isXmp(file, segment));
	const packet =
		segments &&
		xmpPacket(metadata, existing && file.toString('utf8', existing.start + 4 + xmpNamespace.length, existing.end), maxJpegPacket);
	if (!segments || packet === undefined) {
		return undefined;
	}
	const data = Buffer.from(xmpNamespace + packet);
	const head = Buffer.from([0xff, 0xe1, 0, 0]);
	head.writeUInt16BE(data.length + 2, 2);
	// JFIF and Exif must stay first
	const leading = segments.findIndex(
		(segment) => !(segment.marker === 0xe0 || (segment.marker === 0xe1 && nameOf(file, segment).startsWith('Exif\0'))),
	);
	const place = leading === -1 ? (segments.at(-1)?.end ?? 2) : segments[leading]!.start;
	const { start, end } = existing ?? { start: place, end: place };
	return Buffer.concat([file.subarray(0, start), head, data, file.subarray(end)]);
}

interface RiffChunk {
	readonly type: string;
	readonly start: number;
	/** Of the data, without the padding. */
	readonly end: number;
}

/** The chunks of a WebP (RFC 9649, 2.3); undefined when the file is damaged. */
function webpChunks(file: Buffer): RiffChunk[] | undefined {
	const total = 8 + file.readUInt32LE(4);
	const chunks: RiffChunk[] = [];
	let start = 12;
	while (start + 8 <= total && total <= file.length && chunks.length < maxChunks) {
		const end = start + 8 + file.readUInt32LE(start + 4);
		if (end > total) {
			return undefined;
		}
		chunks.push({ type: file.toString('latin1', start, start + 4), start, end });
		start = end + (end % 2);
	}
	return start === total && /^VP8[ LX]$/.test(chunks[0]?.type ?? '') ? chunks : undefined;
}

function intoWebp(file: Buffer, metadata: ImageMetadata): Buffer | undefined {
	const chunks = webpChunks(file);
	const [first] = chunks ?? [];
	const size = imageDimensions(file);
	if (!chunks || !first || !size || (first.type === 'VP8X' && first.end - first.start < 18)) {
		return undefined;
	}
	const existing = chunks.find(({ type }) => type === 'XMP ');
	const packet = xmpPacket(metadata, existing && file.toString('utf8', existing.start + 8, existing.end), 2 ** 24);
	if (packet === undefined) {
		return undefined;
	}
	const old = first.type === 'VP8X' ? file.subarray(first.start + 8, first.end) : simpleHeader(file, first, size);
	const header = Buffer.concat([Uint8Array.of(old[0]! | xmpFlag), old.subarray(1)]);
	const rest = chunks.filter((chunk) => chunk !== existing && !(chunk === first && first.type === 'VP8X'));
	const body = Buffer.concat([
		Buffer.from('WEBP'),
		riffChunk('VP8X', header),
		...rest.map(({ type, start, end }) => riffChunk(type, file.subarray(start + 8, end))),
		riffChunk('XMP ', Buffer.from(packet)),
	]);
	return Buffer.concat([riffChunk('RIFF', body), file.subarray(8 + file.readUInt32LE(4))]);
}

const xmpFlag = 0x04;
const alphaFlag = 0x10;

/** The VP8X header (RFC 9649, 2.7) that a file of a single image chunk lacks: flags, three bytes reserved, both edges less one. */
function simpleHeader(
	file: Buffer,
	{ type, start }: RiffChunk,
	{ width, height }: { readonly width: number; readonly height: number },
): Buffer {
	const header = Buffer.alloc(10);
	const hasAlpha = type === 'VP8L' && (file.readUInt32LE(start + 9) & (1 << 28)) !== 0;
	header.writeUInt8(hasAlpha ? alphaFlag : 0);
	header.writeUIntLE(width - 1, 4, 3);
	header.writeUIntLE(height - 1, 7, 3);
	return header;
}

function riffChunk(type: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, ...(data.length % 2 ? [Uint8Array.of(0)] : [])]);
}
